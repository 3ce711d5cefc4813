use super::InstancePath;
use super::views::ConnectionStatusView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// Get connection status
///
/// By evidence: "connected" only while the network responds.
#[utoipa::path(
    get,
    path = "/instances/{id}/status",
    tag = "instances",
    params(InstancePath),
    responses((status = 200, body = ConnectionStatusView))
)]
pub(crate) async fn get_instance_status(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<ConnectionStatusView> {
    Ok(Json(instances::status(&app, &caller, path.id).await?.into()))
}
