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

/// Connect instance
///
/// From now on and over restarts. Waits a bounded time for something to show: a QR, an open
/// connection, or why there is none.
#[utoipa::path(
    post,
    path = "/instances/{id}/connect",
    tag = "instances",
    params(InstancePath),
    responses((status = 200, body = ConnectionStatusView))
)]
pub(crate) async fn connect_instance(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<ConnectionStatusView> {
    Ok(Json(instances::connect(&app, &caller, path.id).await?.into()))
}
