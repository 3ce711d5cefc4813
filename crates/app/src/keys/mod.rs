//! API keys: created, changed and revoked, and the audit of their use.

mod audit;
mod create;
mod ensure_primary;
mod get;
mod list;
mod own;
mod regenerate;
mod revoke;
mod tenant;
mod update;
mod upkeep;

pub(crate) use audit::created;
pub use audit::{AuditLog, Origin, UsedKey, audit, record_use};
pub(crate) use create::new_key;
pub use create::{CreatedKey, NewApiKey, create};
pub use ensure_primary::{PrimaryKey, ensure_primary};
pub use get::get;
pub use list::list;
pub use omni_storage::KeyAuditFilter;
pub use own::own;
pub use regenerate::{RegeneratedKey, regenerate};
pub use revoke::revoke;
pub(crate) use tenant::is_tenant_key;
pub use tenant::{TENANT_KEY_PREFIX, rotate_tenant_key, tenant_key};
pub use update::{KeyPatch, update};
pub use upkeep::{flush, start};

use crate::app::App;
use crate::caches;
use crate::entity_tag::EntityTag;
use omni_domain::key::ApiKey;
use sha2::{Digest, Sha256};

/// The prefix of every key but those of tenants at entry points.
pub const KEY_PREFIX: &str = "omni_sk_";
const RANDOM_CHARS: usize = 32;

/// The hash under which a key is stored and looked up.
pub fn hash_key(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

fn generate_secret() -> String {
    use rand::distr::{Alphanumeric, SampleString};
    format!("{KEY_PREFIX}{}", Alphanumeric.sample_string(&mut rand::rng(), RANDOM_CHARS))
}

/// A secret's last four characters, for people.
fn suffix(secret: &str) -> String {
    secret[secret.len() - 4..].to_owned()
}

/// Whether a text has the form of a key: `omni_sk_` and 32 alphanumerics.
pub fn is_well_formed(secret: &str) -> bool {
    secret.strip_prefix(KEY_PREFIX).is_some_and(|rest| {
        rest.len() == RANDOM_CHARS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// How a key begins, by its kind.
pub const fn prefix(key: &ApiKey) -> &'static str {
    if key.is_tenant { TENANT_KEY_PREFIX } else { KEY_PREFIX }
}

/// The state of a key; without its uses.
pub fn tag(key: &ApiKey) -> EntityTag {
    let ApiKey {
        id, name, suffix, scopes, instance_ids, is_operator, expires_at, revoked_at, ..
    } = key;
    EntityTag::of(&(id, name, suffix, scopes, instance_ids, is_operator, expires_at, revoked_at))
}

/// Applies a change of a key, a user, a session or their tenant, here and on every other node. It is
/// answered after that.
pub(crate) async fn changed(app: &App) {
    app.key_cache.clear();
    app.bus.wake(omni_bus::Topic::Keys);
    caches::drop_elsewhere(app).await;
}
