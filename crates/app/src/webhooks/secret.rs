//! Secrets of endpoints: made here, shown once, sealed at rest.

use super::sign::PREFIX;
use super::{load, reachable, require_readable, wake};
use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::error::{Error, Field};
use crate::secrets::Purpose;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::webhook::{Endpoint, SecretSet};
use std::time::Duration;

/// 24 to 64 bytes are what Standard Webhooks recommends.
const BYTES: usize = 32;
const MAX_OVERLAP_S: u32 = 7 * 86_400;

/// A new secret; it is shown only once.
#[derive(Debug, Clone)]
pub struct RotatedSecret {
    /// The whole secret.
    pub secret: String,
    /// The previous one signs as well until then.
    pub previous_until: Option<Timestamp>,
}

/// Signs, and is never sent: it stays when the address changes.
pub(super) fn secret_purpose(id: WebhookEndpointId) -> Purpose {
    Purpose::kept(format!("webhook/{id}/secret"))
}

pub(super) fn header_purpose(endpoint: &Endpoint, name: &str) -> Purpose {
    Purpose::sent_to(format!("webhook/{}/header/{name}", endpoint.id), &endpoint.url)
}

/// Its key is never sent, but what it proves is: it is for this address alone.
pub(super) fn identity_purpose(endpoint: &Endpoint) -> Purpose {
    Purpose::sent_to(format!("webhook/{}/identity", endpoint.id), &endpoint.url)
}

/// A new secret in clear.
pub fn new_secret() -> String {
    let key: [u8; BYTES] = rand::random();
    format!("{PREFIX}{}", STANDARD.encode(key))
}

/// Whether this is a secret as verifiers of Standard Webhooks expect it.
pub fn is_secret(text: &str) -> bool {
    let key = text.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok());
    key.is_some_and(|key| !key.is_empty())
}

/// Replaces the secret. The previous one signs as well for `overlap_s` seconds, so that a receiver can
/// be changed meanwhile; 0 ends it at once.
pub async fn rotate_secret(
    app: &App,
    caller: &Caller,
    id: WebhookEndpointId,
    overlap_s: u32,
) -> Result<RotatedSecret, Error> {
    authorization::require(caller, Scope::WebhooksWrite)?;
    if overlap_s > MAX_OVERLAP_S {
        return Err(Error::invalid(
            Field::WebhookOverlap,
            "the previous secret may stay valid for 0 to 604800 seconds",
        ));
    }
    load(app, caller, Scope::WebhooksWrite, id).await?;
    let secret = new_secret();
    let sealed = app.sealer.seal(&secret_purpose(id), &secret);
    let now = app.env.now();
    let until = (overlap_s > 0).then(|| now.plus(Duration::from_secs(u64::from(overlap_s))));
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.lock_webhook_log().await?;
                let found = tx.lock_webhook_endpoint(caller.tenant_id, id).await?;
                let mut endpoint = reachable(&caller, id, found)?;
                require_readable(&endpoint)?;
                let previous = std::mem::replace(&mut endpoint.secrets.current, sealed);
                endpoint.secrets = SecretSet {
                    previous: until.map(|until| (previous, until)),
                    ..endpoint.secrets
                };
                endpoint.updated_at = now;
                tx.update_webhook_endpoint(&endpoint).await?;
                tx.revise_webhooks().await?;
                let body = EventBody::WebhookEndpointUpdated;
                changes::webhook_endpoint(&inner, tx, &endpoint, caller.principal, body);
                Ok::<_, Error>(())
            })
        })
        .await?;
    wake(app);
    Ok(RotatedSecret { secret, previous_until: until })
}

#[cfg(test)]
mod tests {
    use super::{is_secret, new_secret};

    #[test]
    fn a_secret_is_a_prefix_and_a_key_in_base64() {
        assert!(is_secret(&new_secret()) && is_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        for text in ["", "whsec_", "whsec_no", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert!(!is_secret(text), "{text}");
        }
    }
}
