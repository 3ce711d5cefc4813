use crate::shapes::Time;
use omni_app::keys::{self, CreatedKey, RegeneratedKey};
use omni_domain::Timestamp;
use omni_domain::access::Principal;
use omni_domain::ids::InstanceId;
use omni_domain::key::{ApiKey, KeyAudit, KeyField};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

/// A key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiKeyView {
    id: Uuid,
    name: String,
    /// `omni_sk_`, or `ak_` of the tenant's key at entry points.
    #[schema(example = "omni_sk_")]
    prefix: &'static str,
    #[schema(example = "...a1b2")]
    suffix: String,
    #[schema(example = json!(["*"]))]
    scopes: Vec<String>,
    /// The instances it may use; null is all.
    instance_ids: Option<Vec<Uuid>>,
    /// `active`, `revoked` or `expired`.
    status: &'static str,
    /// The key created at first start; it cannot be revoked.
    is_primary: bool,
    created_at: Time,
    last_used_at: Option<Time>,
    last_used_ip: Option<String>,
    expires_at: Option<Time>,
    revoked_at: Option<Time>,
    usage_count: i64,
}

impl ApiKeyView {
    pub(super) fn new(key: ApiKey, now: Timestamp) -> Self {
        let status = if key.revoked_at.is_some() {
            "revoked"
        } else if key.expires_at.is_some_and(|at| at <= now) {
            "expired"
        } else {
            "active"
        };
        Self {
            id: key.id.uuid(),
            prefix: keys::prefix(&key),
            name: key.name,
            suffix: format!("...{}", key.suffix),
            scopes: key.scopes.iter().map(ToString::to_string).collect(),
            instance_ids: key.instance_ids.map(uuids),
            status,
            is_primary: key.is_primary,
            created_at: key.created_at.into(),
            last_used_at: key.last_used_at.map(Time),
            last_used_ip: key.last_used_ip,
            expires_at: key.expires_at.map(Time),
            revoked_at: key.revoked_at.map(Time),
            usage_count: key.usage_count,
        }
    }
}

/// A new key, with its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreatedKeyView {
    id: Uuid,
    name: String,
    /// The whole key. It is never shown again.
    #[schema(example = "omni_sk_0123456789abcdefghijABCDEFGHIJ01")]
    key: String,
    scopes: Vec<String>,
    instance_ids: Option<Vec<Uuid>>,
    created_at: Time,
    expires_at: Option<Time>,
}

impl From<CreatedKey> for CreatedKeyView {
    fn from(created: CreatedKey) -> Self {
        let key = created.key;
        Self {
            id: key.id.uuid(),
            name: key.name,
            key: created.secret,
            scopes: key.scopes.iter().map(ToString::to_string).collect(),
            instance_ids: key.instance_ids.map(uuids),
            created_at: key.created_at.into(),
            expires_at: key.expires_at.map(Time),
        }
    }
}

fn uuids(ids: Vec<InstanceId>) -> Vec<Uuid> {
    ids.into_iter().map(InstanceId::uuid).collect()
}

/// A key is revoked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevokedView {
    #[schema(example = true)]
    success: bool,
    revoked_at: Option<Time>,
}

impl RevokedView {
    pub(super) fn new(at: Option<Timestamp>) -> Self {
        Self { success: true, revoked_at: at.map(Time) }
    }
}

/// A key with a new secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RegeneratedView {
    id: Uuid,
    /// The whole new key. It is never shown again.
    #[schema(example = "omni_sk_0123456789abcdefghijABCDEFGHIJ01")]
    key: String,
    regenerated_at: Time,
}

impl From<RegeneratedKey> for RegeneratedView {
    fn from(regenerated: RegeneratedKey) -> Self {
        Self {
            id: regenerated.key.id.uuid(),
            key: regenerated.secret,
            regenerated_at: regenerated.at.into(),
        }
    }
}

/// A use or a change of a key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyAuditView {
    id: Uuid,
    timestamp: Time,
    /// `use`, `create`, `update`, `regenerate` or `revoke`.
    #[schema(example = "use")]
    action: &'static str,
    #[schema(example = "192.168.1.1")]
    ip: Option<String>,
    user_agent: Option<String>,
    /// Method and route, of a `use`.
    #[schema(example = "POST /api/v2/messages")]
    endpoint: Option<String>,
    /// The response's status, of a `use`.
    #[schema(example = 200)]
    status_code: Option<u16>,
    /// `requestId`; of a change also `byKeyId` (null is the server's command line) and `fields`.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Value>,
}

impl From<KeyAudit> for KeyAuditView {
    fn from(entry: KeyAudit) -> Self {
        Self {
            id: entry.id,
            timestamp: entry.at.into(),
            action: entry.action.as_str(),
            ip: entry.ip,
            user_agent: entry.user_agent,
            endpoint: entry.endpoint,
            status_code: entry.status_code,
            metadata: metadata(entry.request_id, entry.changed_by, entry.changed_fields),
        }
    }
}

const fn field_name(field: KeyField) -> &'static str {
    match field {
        KeyField::Name => "name",
        KeyField::Scopes => "scopes",
        KeyField::Instances => "instanceIds",
        KeyField::Expiry => "expiresAt",
    }
}

/// Additional facts of an entry; null without any.
fn metadata(
    request_id: Option<String>,
    changed_by: Option<Principal>,
    changed_fields: Vec<KeyField>,
) -> Option<Value> {
    let mut members = Map::new();
    if let Some(principal) = changed_by {
        members.insert("byKeyId".to_owned(), json!(principal.api_key()));
    }
    if let Some(id) = request_id {
        members.insert("requestId".to_owned(), id.into());
    }
    if !changed_fields.is_empty() {
        let names: Vec<&str> = changed_fields.into_iter().map(field_name).collect();
        members.insert("fields".to_owned(), names.into());
    }
    Some(members).filter(|members| !members.is_empty()).map(Value::Object)
}

/// The name and permissions of a key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyCheckView {
    /// Always true: an invalid key gets 401.
    #[schema(example = true)]
    valid: bool,
    #[schema(example = "omni_sk_")]
    key_prefix: &'static str,
    #[schema(example = "...a1b2")]
    key_suffix: String,
    key_name: String,
    #[schema(example = json!(["messages:send"]))]
    scopes: Vec<String>,
    /// The instances it may use; null is all.
    instance_ids: Option<Vec<Uuid>>,
    expires_at: Option<Time>,
}

impl From<ApiKey> for KeyCheckView {
    fn from(key: ApiKey) -> Self {
        Self {
            valid: true,
            key_prefix: keys::prefix(&key),
            key_suffix: format!("...{}", key.suffix),
            key_name: key.name,
            scopes: key.scopes.iter().map(ToString::to_string).collect(),
            instance_ids: key.instance_ids.map(uuids),
            expires_at: key.expires_at.map(Time),
        }
    }
}
