use crate::instances::InstancePath;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, sync};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::NotFound]);

/// Cancel sync
///
/// Synced data is kept. 404 if no sync is running.
#[utoipa::path(
    delete,
    path = "/instances/{id}/sync",
    tag = "sync",
    params(InstancePath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn cancel_sync(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<Success> {
    sync::cancel(&app, &caller, path.id).await?;
    Ok(Success::reply())
}
