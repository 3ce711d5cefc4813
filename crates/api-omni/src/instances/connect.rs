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
/// The instance stays connected from now on, also after restarts. The request waits a bounded time
/// for a result: a QR, an open connection, or the reason why there is none.
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
