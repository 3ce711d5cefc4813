use crate::settings::{SettingsQuery, SettingsView};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, settings};
use omni_domain::access::Scope;
use omni_http::{ApiQuery, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsRead);

/// List settings (v1)
///
/// As `GET /api/v2/settings`.
#[utoipa::path(
    get,
    path = "/settings",
    tag = "v1",
    params(SettingsQuery),
    responses((status = 200, body = SettingsView))
)]
pub(crate) async fn list_settings_v1(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<SettingsQuery>,
) -> Reply<SettingsView> {
    Ok(Json(settings::list(&app, &caller, query.category.as_deref()).await?.into()))
}
