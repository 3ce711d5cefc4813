use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::keys::{self, RegeneratedKey};
use omni_domain::access::Scope;
use omni_domain::key::ApiKey;
use omni_http::{Auth, Endpoint, Peer};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The key of this account at its entry points, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryPointKeyView {
    /// Whether there is one. The other members are null without.
    exists: bool,
    /// Its id among the API keys, where it can be revoked.
    id: Option<Uuid>,
    #[schema(example = "...a1b2")]
    suffix: Option<String>,
    created_at: Option<Time>,
    last_used_at: Option<Time>,
    usage_count: Option<i64>,
}

impl From<Option<ApiKey>> for EntryPointKeyView {
    fn from(key: Option<ApiKey>) -> Self {
        Self {
            exists: key.is_some(),
            id: key.as_ref().map(|key| key.id.uuid()),
            suffix: key.as_ref().map(|key| format!("...{}", key.suffix)),
            created_at: key.as_ref().map(|key| Time(key.created_at)),
            last_used_at: key.as_ref().and_then(|key| key.last_used_at).map(Time),
            usage_count: key.as_ref().map(|key| key.usage_count),
        }
    }
}

/// The new key of this account at its entry points.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RotatedEntryPointKeyView {
    id: Uuid,
    /// The whole key. It is never shown again.
    #[schema(example = "ak_0123456789abcdefghijABCDEFGHIJ01")]
    key: String,
    rotated_at: Time,
}

impl From<RegeneratedKey> for RotatedEntryPointKeyView {
    fn from(rotated: RegeneratedKey) -> Self {
        Self { id: rotated.key.id.uuid(), key: rotated.secret, rotated_at: rotated.at.into() }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin);

/// Get entry point key
///
/// Whether this account has a key for its entry points, and when it was used. Never the key itself.
#[utoipa::path(
    get,
    path = "/entry-points/key",
    tag = "entry-points",
    responses((status = 200, body = EntryPointKeyView))
)]
pub(crate) async fn get_entry_point_key(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<EntryPointKeyView> {
    Ok(Json(keys::tenant_key(&app, &caller).await?.into()))
}

pub(crate) const ROTATE_ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin);

/// Rotate entry point key
///
/// Creates the key of this account at its entry points, or replaces it, and returns it, this once. The
/// previous one is rejected from now on, on every node. The caller's own key needs `messages:send` and
/// `messages:read`, too, which the new one has.
#[utoipa::path(
    post,
    path = "/entry-points/key/rotate",
    tag = "entry-points",
    responses((status = 200, body = RotatedEntryPointKeyView))
)]
pub(crate) async fn rotate_entry_point_key(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
) -> Reply<RotatedEntryPointKeyView> {
    Ok(Json(keys::rotate_tenant_key(&app, &caller, &info.origin()).await?.into()))
}
