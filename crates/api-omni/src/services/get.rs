use super::ServicePath;
use super::views::ServiceDetailsView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, services};
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::operator().fails(&[Failure::NotFound]);

/// Get service
///
/// The status of a service of this server, with the latest 100 lines of its log, oldest first.
#[utoipa::path(
    get,
    path = "/services/{name}",
    tag = "services",
    params(ServicePath),
    responses((status = 200, body = ServiceDetailsView))
)]
pub(crate) async fn get_service(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ServicePath>,
) -> Reply<ServiceDetailsView> {
    Ok(Json(services::get(&app, &caller, &path.name).await?.into()))
}
