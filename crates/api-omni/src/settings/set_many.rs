use super::views::SettingsView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::settings::Changed;
use omni_app::{App, settings};
use omni_domain::access::Scope;
use omni_http::{ApiJson, Auth, Endpoint, Failure, Peer};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder};

/// Several settings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateSettingsRequest {
    /// New values by name, 1 to 100.
    #[schema(schema_with = values_by_name)]
    settings: Map<String, Value>,
    /// The reason, for the history.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

fn values_by_name() -> Object {
    ObjectBuilder::new()
        .description(Some("New values by name."))
        .min_properties(Some(1))
        .max_properties(Some(100))
        .examples([json!({ "media.default_language": "pt" })])
        .build()
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsWrite).explains(&[(
    Failure::Conflict,
    "There are too many settings, or a stored secret would be sent to another address.",
)]);

/// Bulk update settings
///
/// All of them are set, or none.
#[utoipa::path(
    patch,
    path = "/settings",
    tag = "settings",
    request_body = UpdateSettingsRequest,
    responses((status = 200, body = SettingsView))
)]
pub(crate) async fn update_settings(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(peer): Peer,
    ApiJson(body): ApiJson<UpdateSettingsRequest>,
) -> Reply<SettingsView> {
    let changed = Changed { reason: body.reason, ip: peer.peer() };
    Ok(Json(settings::set_many(&app, &caller, body.settings, changed).await?.into()))
}
