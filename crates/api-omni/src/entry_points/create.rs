use super::views::EntryPointView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, entry_points};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new entry point.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateEntryPointRequest {
    /// Unique.
    #[schema(min_length = 1, max_length = 100, example = "support")]
    name: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsWrite).explains(&[(
    Failure::Conflict,
    "Another one has this name, or there are as many as there may be.",
)]);

/// Create entry point
///
/// It is active, and has no attendants yet.
#[utoipa::path(
    post,
    path = "/entry-points",
    tag = "entry-points",
    request_body = CreateEntryPointRequest,
    responses((status = 201, body = EntryPointView))
)]
pub(crate) async fn create_entry_point(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreateEntryPointRequest>,
) -> Result<(StatusCode, Json<EntryPointView>), ApiError> {
    let created = entry_points::create(&app, &caller, &body.name).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}
