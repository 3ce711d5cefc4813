//! The key of a tenant at its entry points: an API key of its own form, of which there is one.

use super::audit::{self, Origin};
use super::{RegeneratedKey, changed, hash_key, new_key, suffix};
use crate::app::App;
use crate::authorization::{require, require_all_instances};
use crate::changes;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::event::{EventBody, KeyChanged};
use omni_domain::key::{ApiKey, KeyAction, KeyField};

/// The prefix of every such key.
pub const TENANT_KEY_PREFIX: &str = "ak_";
const RANDOM_CHARS: usize = 32;
/// What it may do: write, and read the answers.
const SCOPES: [Scope; 2] = [Scope::MessagesSend, Scope::MessagesRead];
const LIMITED: &str = "the key of a tenant is for all of its instances";
/// Its name among the keys of the tenant.
const NAME: &str = "entry points";

/// Whether a text has the form of such a key: `ak_` and 32 alphanumerics.
pub(crate) fn is_tenant_key(secret: &str) -> bool {
    secret.strip_prefix(TENANT_KEY_PREFIX).is_some_and(|rest| {
        rest.len() == RANDOM_CHARS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

pub(super) fn generate() -> String {
    use rand::distr::{Alphanumeric, SampleString};
    format!("{TENANT_KEY_PREFIX}{}", Alphanumeric.sample_string(&mut rand::rng(), RANDOM_CHARS))
}

/// Gives the tenant of the caller a key for its entry points; the previous one is refused at once,
/// on every node.
pub async fn rotate_tenant_key(
    app: &App,
    caller: &Caller,
    origin: &Origin,
) -> Result<RegeneratedKey, Error> {
    require(caller, Scope::Admin)?;
    for scope in SCOPES {
        require(caller, scope)?;
    }
    require_all_instances(caller, LIMITED)?;
    let secret = generate();
    let (inner, caller, origin) = (app.clone(), caller.clone(), origin.clone());
    let (hash, end) = (hash_key(&secret), suffix(&secret));
    let (key, at) = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let (t, at) = (caller.tenant_id, inner.env.now());
                // Two at once, on two nodes, must not make two keys of which one is forgotten.
                tx.lock_settings(t).await?;
                let replaced = match tx.find_tenant_key(t).await? {
                    Some(id) => tx.replace_key_secret(t, id, &hash, &end).await?,
                    None => None,
                };
                let (key, action) = if let Some(key) = replaced {
                    (key, KeyAction::Regenerate)
                } else {
                    // The first, or the one before was revoked.
                    let new = new_key(&inner, t, NAME.to_owned(), SCOPES.to_vec()).key;
                    let new = ApiKey { hash, suffix: end, is_tenant: true, ..new };
                    tx.insert_key(&new).await?;
                    tx.put_tenant_key(t, new.id).await?;
                    (new, KeyAction::Create)
                };
                let body: fn(KeyChanged) -> EventBody = match action {
                    KeyAction::Create => EventBody::KeyCreated,
                    _ => EventBody::KeyUpdated,
                };
                changes::key(&inner, tx, &key, caller.principal, body);
                let entry = audit::change(&caller, &origin, &key, action, at, &[]);
                tx.insert_key_audit(&[entry]).await?;
                Ok::<_, Error>((key, at))
            })
        })
        .await?;
    changed(app).await;
    Ok(RegeneratedKey { key, secret, at })
}

/// The key of the caller's tenant at its entry points, without its secret.
pub async fn tenant_key(app: &App, caller: &Caller) -> Result<Option<ApiKey>, Error> {
    require(caller, Scope::Admin)?;
    require_all_instances(caller, LIMITED)?;
    let Some(id) = app.store.find_tenant_key(caller.tenant_id).await? else { return Ok(None) };
    Ok(app.store.find_key(caller.tenant_id, id).await?.filter(|key| key.revoked_at.is_none()))
}

/// Refuses changes after which such a key has other rights than it is made with: its programs take the
/// 403 of a key that may do less for that of a suspended account. One that restores a right is accepted.
pub(super) fn check_rights(key: &ApiKey, changed: &[KeyField]) -> Result<(), Error> {
    for member in changed {
        match member {
            KeyField::Scopes if !has_its_scopes(key) => {
                return Err(Error::invalid(
                    Field::KeyScopes,
                    "the key of entry points has `messages:send` and `messages:read`; for other scopes, \
                     create another API key",
                ));
            }
            KeyField::Instances if key.instance_ids.is_some() => {
                return Err(Error::invalid(
                    Field::KeyInstances,
                    "the key of entry points is for all instances; to limit who answers, change the \
                     attendants of the entry point",
                ));
            }
            KeyField::Expiry if key.expires_at.is_some() => {
                return Err(Error::invalid(
                    Field::KeyExpiry,
                    "the key of entry points does not expire; to end it, replace or revoke it",
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

/// In any order.
fn has_its_scopes(key: &ApiKey) -> bool {
    key.scopes.len() == SCOPES.len() && SCOPES.iter().all(|scope| key.scopes.contains(scope))
}

#[cfg(test)]
mod tests {
    use super::{generate, is_tenant_key};

    #[test]
    fn a_generated_key_is_well_formed() {
        let key = generate();
        assert!(is_tenant_key(&key));
        for wrong in ["", "ak_", "omni_sk_x", &format!("{key}x"), &key.replace("ak_", "AK_")] {
            assert!(!is_tenant_key(wrong), "{wrong}");
        }
    }
}
