use crate::shapes::Time;
use omni_app::keys::CreatedKey;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::key::ApiKey;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// How every key begins, and all that is shown of its beginning.
const PREFIX: &str = "omni_sk_";

/// A key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiKeyView {
    id: Uuid,
    name: String,
    #[schema(example = "omni_sk_")]
    prefix: &'static str,
    #[schema(example = "...a1b2")]
    suffix: String,
    #[schema(example = json!(["*"]))]
    scopes: Vec<String>,
    /// The instances it may touch; null is all.
    instance_ids: Option<Vec<Uuid>>,
    /// `active`, `revoked` or `expired`.
    status: &'static str,
    /// The key made at first start; it cannot be revoked.
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
            name: key.name,
            prefix: PREFIX,
            suffix: format!("...{}", key.suffix),
            scopes: key.scopes.into_iter().map(String::from).collect(),
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

/// A key just made, with its secret.
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
            scopes: key.scopes.into_iter().map(String::from).collect(),
            instance_ids: key.instance_ids.map(uuids),
            created_at: key.created_at.into(),
            expires_at: key.expires_at.map(Time),
        }
    }
}

fn uuids(ids: Vec<InstanceId>) -> Vec<Uuid> {
    ids.into_iter().map(InstanceId::uuid).collect()
}

/// A key is refused from now on.
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
