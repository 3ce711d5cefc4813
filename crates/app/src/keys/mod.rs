//! API keys: made, listed, revoked, and checked on every request.

mod authenticate;
mod create;
mod ensure_primary;
mod list;
mod revoke;

pub use authenticate::{KeyCache, authenticate, flush_usage};
pub use create::{CreatedKey, NewApiKey, create};
pub use ensure_primary::{PrimaryKey, ensure_primary};
pub use list::list;
pub use revoke::revoke;

use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;
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
    Err(Error::Forbidden(format!("this needs a key with the scope `{scope}`")))
}

/// Refuses a caller whose key is limited to other instances.
pub fn require_instance(caller: &Caller, instance: InstanceId) -> Result<(), Error> {
    if caller.may_see(instance) {
        return Ok(());
    }
    Err(Error::Forbidden("this key is limited to other instances".to_owned()))
}
