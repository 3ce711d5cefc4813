use super::start::StartSyncRequest;
use crate::instances::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::sync::SyncEstimate;
use omni_app::{App, sync};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;

/// What a sync would do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SyncEstimateView {
    /// Chats whose messages would be requested. Null without messages.
    chats: Option<i64>,
    /// Upper bound of the number of messages. Null without messages.
    messages: Option<i64>,
    /// Milliseconds, by what earlier syncs of the instance took. Null if there was none like it.
    duration_ms: Option<u64>,
}

impl From<SyncEstimate> for SyncEstimateView {
    fn from(estimate: SyncEstimate) -> Self {
        let duration_ms = estimate
            .duration
            .map(|duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
        Self { chats: estimate.chats, messages: estimate.messages, duration_ms }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::NotFound]);

/// Estimate sync
///
/// What a sync with this request would do now. Nothing is started, and the instance need not be
/// connected.
#[utoipa::path(
    post,
    path = "/instances/{id}/sync/estimate",
    tag = "sync",
    params(InstancePath),
    request_body = StartSyncRequest,
    responses((status = 200, body = SyncEstimateView))
)]
pub(crate) async fn estimate_sync(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<StartSyncRequest>,
) -> Reply<SyncEstimateView> {
    Ok(Json(sync::estimate(&app, &caller, path.id, body.into()).await?.into()))
}
