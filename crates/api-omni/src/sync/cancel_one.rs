use super::get::SyncPath;
use super::list::InstanceSyncView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, sync};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "It has ended.")]);

/// Cancel one sync
///
/// By its own id, so that no later sync of the instance is cancelled instead. Synced data is kept.
/// Cancelling twice is not an error.
#[utoipa::path(
    post,
    path = "/syncs/{id}/cancel",
    tag = "sync",
    params(SyncPath),
    responses((status = 200, body = InstanceSyncView))
)]
pub(crate) async fn cancel_one_sync(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<SyncPath>,
) -> Reply<InstanceSyncView> {
    Ok(Json(sync::cancel_one(&app, &caller, path.id).await?.into()))
}
