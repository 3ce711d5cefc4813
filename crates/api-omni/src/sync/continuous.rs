use crate::instances::InstancePath;
use crate::shapes::{Reply, Success, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, sync};
use omni_domain::access::Scope;
use omni_domain::sync::SyncSchedule;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The interval.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ContinuousSyncRequest {
    /// Time between two syncs, milliseconds.
    #[schema(minimum = 10000, maximum = 86_400_000, default = 60000)]
    interval_ms: Option<u64>,
}

/// A schedule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContinuousSyncView {
    /// The schedule's id.
    job_id: Uuid,
    /// Always `running`.
    #[schema(example = "running")]
    status: &'static str,
    interval_ms: i64,
    /// The next start.
    next_at: Time,
}

impl From<SyncSchedule> for ContinuousSyncView {
    fn from(schedule: SyncSchedule) -> Self {
        Self {
            job_id: schedule.id.uuid(),
            status: "running",
            interval_ms: schedule.interval_ms,
            next_at: schedule.next_at.into(),
        }
    }
}

pub(crate) const START_CONTINUOUS_SYNC: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::NotFound]);

/// Start continuous sync
///
/// Runs from now on, also after restarts, until it is stopped; replaces an earlier schedule. New
/// messages arrive without it: each sync adds what may be missing since the last one, and once an
/// hour also contacts and groups.
#[utoipa::path(
    post,
    path = "/instances/{id}/sync/continuous",
    tag = "sync",
    params(InstancePath),
    request_body = ContinuousSyncRequest,
    responses((status = 200, body = ContinuousSyncView))
)]
pub(crate) async fn start_continuous_sync(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<ContinuousSyncRequest>,
) -> Reply<ContinuousSyncView> {
    let schedule = sync::start_continuous(&app, &caller, path.id, body.interval_ms).await?;
    Ok(Json(schedule.into()))
}

pub(crate) const STOP_CONTINUOUS_SYNC: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::NotFound]);

/// Stop continuous sync
///
/// A running sync continues to its end. 404 if there is no schedule.
#[utoipa::path(
    delete,
    path = "/instances/{id}/sync/continuous",
    tag = "sync",
    params(InstancePath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn stop_continuous_sync(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<Success> {
    sync::stop_continuous(&app, &caller, path.id).await?;
    Ok(Success::reply())
}
