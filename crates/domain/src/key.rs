//! API keys.

use crate::access::Scope;
use crate::clock::Timestamp;
use crate::ids::{ApiKeyId, InstanceId, TenantId};
use crate::text_enum::text_enum;
use uuid::Uuid;

/// An API key. The secret itself is shown once and never stored; only its hash is.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiKey {
    /// Ours.
    pub id: ApiKeyId,
    /// Owner.
    pub tenant_id: TenantId,
    /// For people.
    pub name: String,
    /// SHA-256 of the whole key, lower-case hex. The key has 190 random bits, so a slow hash
    /// would add nothing but time to each request.
    pub hash: String,
    /// The last four characters, for people.
    pub suffix: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The instances it may touch; `None` is all.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// The key made at first start; it cannot be revoked.
    pub is_primary: bool,
    /// Made.
    pub created_at: Timestamp,
    /// Refused from this moment on.
    pub expires_at: Option<Timestamp>,
    /// Refused since this moment.
    pub revoked_at: Option<Timestamp>,
    /// Last use.
    pub last_used_at: Option<Timestamp>,
    /// From where.
    pub last_used_ip: Option<String>,
    /// How often.
    pub usage_count: i64,
}

text_enum! {
    /// What was done with a key.
    pub enum KeyAction {
        /// It was made.
        Create = "create",
        /// A request came with it.
        Use = "use",
        /// Its name, scopes, instances or expiry were changed.
        Update = "update",
        /// It was given another secret; the old one is refused.
        Regenerate = "regenerate",
        /// It is refused from then on.
        Revoke = "revoke",
    }
}

/// One entry of a key's audit log.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyAudit {
    /// Ours.
    pub id: Uuid,
    /// Owner.
    pub tenant_id: TenantId,
    /// The key it is about.
    pub key_id: ApiKeyId,
    /// What was done.
    pub action: KeyAction,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub ip: Option<String>,
    /// With which client, as it calls itself.
    pub user_agent: Option<String>,
    /// Method and route template (`GET …/instances/{id}`), never the path itself: that may hold a
    /// phone number.
    pub endpoint: Option<String>,
    /// The answer's HTTP status.
    pub status_code: Option<u16>,
    /// What else is known: the request's id, who made a change and to which fields.
    pub metadata: Option<serde_json::Value>,
}
