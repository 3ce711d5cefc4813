use super::InstancePath;
use super::views::ConnectionStatusView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite).fails(&[
    Failure::NotFound,
    Failure::ChannelUnavailable,
    Failure::NotSupported,
]);

/// Restart instance
///
/// Closes the connection and opens it again; the session is kept.
#[utoipa::path(
    post,
    path = "/instances/{id}/restart",
    tag = "instances",
    params(InstancePath),
    responses((status = 200, body = ConnectionStatusView))
)]
pub(crate) async fn restart_instance(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<ConnectionStatusView> {
    Ok(Json(instances::restart(&app, &caller, path.id).await?.into()))
}
