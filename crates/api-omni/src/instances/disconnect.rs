use super::InstancePath;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::NotFound, Failure::ChannelUnavailable]);

/// Disconnect instance
///
/// The session is kept; `connect` resumes it without a new QR.
#[utoipa::path(
    post,
    path = "/instances/{id}/disconnect",
    tag = "instances",
    params(InstancePath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn disconnect_instance(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<Success> {
    instances::disconnect(&app, &caller, path.id).await?;
    Ok(Success::reply())
}
