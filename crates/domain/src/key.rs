//! API keys.

use crate::access::{Principal, Scope};
use crate::clock::Timestamp;
use crate::ids::{ApiKeyId, InstanceId, TenantId};
use crate::text_enum::text_enum;
use uuid::Uuid;

/// An API key. The secret itself is shown once and never stored; only its hash is.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiKey {
    /// Internal id.
    pub id: ApiKeyId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Name, for people.
    pub name: String,
    /// SHA-256 of the whole key, lower-case hex. The key has 190 random bits, so a slow hash
    /// would add nothing but time to each request.
    pub hash: String,
    /// The last four characters, for people.
    pub suffix: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The instances it may access; `None` is all.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// The key created at first start; it cannot be revoked.
    pub is_primary: bool,
    /// Whether it may, with `admin:*`, operate the server as a whole.
    pub is_operator: bool,
    /// It is, or was until it was revoked, the key of its tenant at entry points, which has a form of
    /// its own.
    pub is_tenant: bool,
    /// Creation time.
    pub created_at: Timestamp,
    /// Refused from this time on.
    pub expires_at: Option<Timestamp>,
    /// Refused since this time.
    pub revoked_at: Option<Timestamp>,
    /// Last use.
    pub last_used_at: Option<Timestamp>,
    /// Origin of the last use.
    pub last_used_ip: Option<String>,
    /// Number of uses.
    pub usage_count: i64,
}

text_enum! {
    /// An action on a key.
    pub enum KeyAction {
        /// It was created.
        Create = "create",
        /// A request used it.
        Use = "use",
        /// Its name, scopes, instances or expiry were changed.
        Update = "update",
        /// It was given another secret; the old one is refused.
        Regenerate = "regenerate",
        /// It was revoked.
        Revoke = "revoke",
    }
}

text_enum! {
    /// A member of a key that can be changed. Its text is the stored one.
    pub enum KeyField {
        /// Its name.
        Name = "name",
        /// What it may do.
        Scopes = "scopes",
        /// The instances it may access.
        Instances = "instanceIds",
        /// When it expires.
        Expiry = "expiresAt",
    }
}

/// One entry of a key's audit log.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyAudit {
    /// Internal id.
    pub id: Uuid,
    /// Owner.
    pub tenant_id: TenantId,
    /// The key it is about.
    pub key_id: ApiKeyId,
    /// The action.
    pub action: KeyAction,
    /// When.
    pub at: Timestamp,
    /// Origin.
    pub ip: Option<String>,
    /// The client's user agent.
    pub user_agent: Option<String>,
    /// Method and route template (`GET …/instances/{id}`), never the path itself: that may hold a
    /// phone number.
    pub endpoint: Option<String>,
    /// The HTTP status of the response.
    pub status_code: Option<u16>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// Who changed the key; `None` for a use, which is the key's own.
    pub changed_by: Option<Principal>,
    /// The members that were changed.
    pub changed_fields: Vec<KeyField>,
}
