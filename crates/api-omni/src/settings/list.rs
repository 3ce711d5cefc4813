use super::views::SettingsView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, settings};
use omni_domain::access::Scope;
use omni_http::{ApiQuery, Auth, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct SettingsQuery {
    /// Only this group.
    #[param(example = "media")]
    pub(crate) category: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsRead);

/// List settings
///
/// By name: the stored values, and the defaults of the other known settings.
#[utoipa::path(
    get,
    path = "/settings",
    tag = "settings",
    params(SettingsQuery),
    responses((status = 200, body = SettingsView))
)]
pub(crate) async fn list_settings(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<SettingsQuery>,
) -> Reply<SettingsView> {
    Ok(Json(settings::list(&app, &caller, query.category.as_deref()).await?.into()))
}
