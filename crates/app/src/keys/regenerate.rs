use super::audit::{self, Origin};
use super::{changed, generate_secret, get, hash_key, suffix};
use crate::app::App;
use crate::authorization::require_within;
use crate::error::{Error, Hint, Message};
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::ids::ApiKeyId;
use omni_domain::key::{ApiKey, KeyAction};

/// A key with its new secret, which is shown this once.
#[derive(Debug)]
pub struct RegeneratedKey {
    /// The key; everything but its secret is as before.
    pub key: ApiKey,
    /// The whole new secret.
    pub secret: String,
    /// Since when the old one is refused.
    pub at: Timestamp,
}

/// Gives a key another secret; the old one is refused at once, on every node. Refused for a key
/// whose rights exceed the caller's: the caller would hold it afterwards.
pub async fn regenerate(
    app: &App,
    caller: &Caller,
    id: ApiKeyId,
    origin: &Origin,
) -> Result<RegeneratedKey, Error> {
    let key = get(app, caller, id).await?;
    require_within(caller, &key)?;
    let now = app.env.now();
    if key.revoked_at.is_some() {
        return Err(Error::conflict("a revoked key cannot be used again; create a new one"));
    }
    if key.expires_at.is_some_and(|at| at <= now) {
        return Err(Error::conflict(Message::from("the key has expired").hint(Hint::ExtendKey)));
    }
    let secret = generate_secret();
    let (hash, suffix) = (hash_key(&secret), suffix(&secret));
    let entry = audit::change(caller, origin, &key, KeyAction::Regenerate, now, &[]);
    let tenant = caller.tenant_id;
    let replaced = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let replaced = tx.replace_key_secret(tenant, id, &hash, &suffix).await?;
                if replaced.is_some() {
                    tx.insert_key_audit(&[entry]).await?;
                }
                Ok::<_, Error>(replaced)
            })
        })
        .await?;
    changed(app);
    let key = replaced.ok_or_else(|| Error::conflict("the key was revoked meanwhile"))?;
    Ok(RegeneratedKey { key, secret, at: now })
}
