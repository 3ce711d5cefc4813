use super::views::{ServiceListView, ServiceView};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, services};
use omni_http::{Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::operator();

/// List services
///
/// The services of this server and their status. They share one process: `pid`, `memory` and `cpu`
/// are that process's.
#[utoipa::path(
    get,
    path = "/services",
    tag = "services",
    responses((status = 200, body = ServiceListView))
)]
pub(crate) async fn list_services(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<ServiceListView> {
    let all = services::list(&app, &caller).await?;
    Ok(Json(ServiceListView { items: all.into_iter().map(ServiceView::from).collect() }))
}
