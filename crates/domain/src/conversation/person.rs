use crate::clock::Timestamp;
use crate::ids::{PersonId, TenantId};

/// A human (or company) across channels.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Internal id.
    pub id: PersonId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Display name.
    pub display_name: Option<String>,
    /// E.164 with `+`; unique in a tenant.
    pub primary_phone: Option<String>,
    /// E-mail; matched without regard to case.
    pub primary_email: Option<String>,
    /// A picture, where known.
    pub avatar_url: Option<String>,
    /// Values set by callers and merges; `mergedFrom` lists the persons that became this one.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// First seen.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}
