use super::views::InfoView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, system};
use omni_http::Endpoint;

pub(crate) const ENDPOINT: Endpoint = Endpoint::open();

/// System info
///
/// The version, the uptime, and the number of instances and events.
#[utoipa::path(get, path = "/info", tag = "system", responses((status = 200, body = InfoView)))]
pub(crate) async fn get_info(State(app): State<App>) -> Reply<InfoView> {
    Ok(Json(system::info(&app).await?.into()))
}
