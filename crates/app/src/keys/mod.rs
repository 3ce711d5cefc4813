//! API keys: made, changed, revoked, checked on every request, and what was done with them.

mod audit;
mod authenticate;
mod create;
mod ensure_primary;
mod get;
mod list;
mod own;
mod regenerate;
mod revoke;
mod update;
mod upkeep;

pub use audit::{AuditLog, Origin, UsedKey, audit, record_use};
pub use authenticate::{KeyCache, authenticate, recheck};
pub use create::{CreatedKey, NewApiKey, create};
pub use ensure_primary::{PrimaryKey, ensure_primary};
pub use get::get;
pub use list::list;
pub use omni_storage::KeyAuditFilter;
pub use own::own;
pub use regenerate::{RegeneratedKey, regenerate};
pub use revoke::revoke;
pub use update::{KeyPatch, update};
pub use upkeep::{flush, start};

use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;
use omni_domain::key::ApiKey;
use sha2::{Digest, Sha256};

/// Every key begins with this.
pub const KEY_PREFIX: &str = "omni_sk_";
const RANDOM_CHARS: usize = 32;

/// What a key is stored and looked up by.
pub fn hash_key(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

fn generate_secret() -> String {
    use rand::distr::{Alphanumeric, SampleString};
    format!("{KEY_PREFIX}{}", Alphanumeric.sample_string(&mut rand::rng(), RANDOM_CHARS))
}

/// Whether a text has the form of a key: `omni_sk_` and 32 alphanumerics.
pub fn is_well_formed(secret: &str) -> bool {
    secret.strip_prefix(KEY_PREFIX).is_some_and(|rest| {
        rest.len() == RANDOM_CHARS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Refuses a caller without the scope.
pub fn require(caller: &Caller, scope: &str) -> Result<(), Error> {
    if caller.may(scope) {
        return Ok(());
    }
    Err(Error::forbidden(format!("this needs a key with the scope `{scope}`")))
}

/// Refuses a caller whose key is limited to other instances.
pub fn require_instance(caller: &Caller, instance: InstanceId) -> Result<(), Error> {
    if caller.may_see(instance) {
        return Ok(());
    }
    Err(Error::forbidden("this key is limited to other instances"))
}

/// Makes a change of a key hold now, here and on every node that the bus reaches.
fn changed(app: &App) {
    app.key_cache.clear();
    app.bus.wake(omni_bus::Topic::Keys);
}

/// Refuses a caller whose own key may do less than this one.
fn require_within(caller: &Caller, key: &ApiKey) -> Result<(), Error> {
    if let Some(scope) = key.scopes.iter().find(|scope| !caller.may(scope.as_str())) {
        return Err(Error::forbidden(format!("this key holds `{scope}`, and your own does not")));
    }
    let within = match (&caller.instance_ids, &key.instance_ids) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(_), Some(ids)) => ids.iter().all(|id| caller.may_see(*id)),
    };
    if within {
        return Ok(());
    }
    Err(Error::forbidden("this key may touch instances that your own may not"))
}
