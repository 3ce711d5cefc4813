//! API keys.

use crate::access::Scope;
use crate::clock::Timestamp;
use crate::ids::{ApiKeyId, InstanceId, TenantId};

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
