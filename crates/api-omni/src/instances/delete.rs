use super::InstancePath;
use crate::shapes::{IfMatchHeader, Reply, Success};
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesDelete).fails(&[
    Failure::NotFound,
    Failure::Stale,
    Failure::ChannelUnavailable,
]);

/// Delete instance
///
/// With its session, messages and files.
#[utoipa::path(
    delete,
    path = "/instances/{id}",
    tag = "instances",
    params(InstancePath, IfMatchHeader),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_instance(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<Success> {
    instances::delete(&app, &caller, path.id, precondition).await?;
    Ok(Success::reply())
}
