use super::audit::{self, Origin};
use super::{changed, generate_secret, hash_key, suffix, tenant};
use crate::app::App;
use crate::authorization::{require, require_within};
use crate::changes;
use crate::error::{Error, Hint, Message};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::ApiKeyId;
use omni_domain::key::{ApiKey, KeyAction};
use omni_storage::Tx;

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

/// Gives a key another secret of its kind; the old one is refused at once, on every node. Refused for a
/// key whose rights exceed the caller's: the caller would hold it afterwards.
pub async fn regenerate(
    app: &App,
    caller: &Caller,
    id: ApiKeyId,
    origin: &Origin,
) -> Result<RegeneratedKey, Error> {
    require(caller, Scope::Admin)?;
    let (inner, caller, origin) = (app.clone(), caller.clone(), origin.clone());
    let (key, secret, at) = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let at = inner.env.now();
                let key = changeable(tx, &caller, id, at).await?;
                let secret = if key.is_tenant { tenant::generate() } else { generate_secret() };
                let (hash, end) = (hash_key(&secret), suffix(&secret));
                let replaced = tx.replace_key_secret(key.tenant_id, id, &hash, &end).await?;
                let entry = audit::change(&caller, &origin, &key, KeyAction::Regenerate, at, &[]);
                tx.insert_key_audit(&[entry]).await?;
                let key = replaced.ok_or_else(|| Error::not_found("API key", id))?;
                changes::key(&inner, tx, &key, caller.principal, EventBody::KeyUpdated);
                Ok::<_, Error>((key, secret, at))
            })
        })
        .await?;
    changed(app).await;
    Ok(RegeneratedKey { key, secret, at })
}

/// The key, if this caller may give it another secret.
async fn changeable(
    tx: &mut Tx,
    caller: &Caller,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<ApiKey, Error> {
    let found = tx.lock_key(caller.tenant_id, id).await?;
    let key = found.ok_or_else(|| Error::not_found("API key", id))?;
    require_within(caller, &key)?;
    if key.revoked_at.is_some() {
        return Err(Error::conflict("a revoked key cannot be used again; create a new one"));
    }
    if key.expires_at.is_some_and(|at| at <= now) {
        return Err(Error::conflict(Message::from("the key has expired").hint(Hint::ExtendKey)));
    }
    Ok(key)
}
