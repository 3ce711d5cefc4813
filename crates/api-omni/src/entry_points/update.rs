use super::path::EntryPointPath;
use super::views::EntryPointView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::entry_points::{self, EntryPointPatch};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes of an entry point: only the given members change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(min_properties = 1)]
pub(crate) struct UpdateEntryPointRequest {
    /// Unique.
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    /// Whether it accepts requests.
    is_active: Option<bool>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "Another one has this name.")]);

/// Update entry point
///
/// One that is not active refuses new messages; what it has accepted is answered.
#[utoipa::path(
    patch,
    path = "/entry-points/{id}",
    tag = "entry-points",
    params(EntryPointPath),
    request_body = UpdateEntryPointRequest,
    responses((status = 200, body = EntryPointView))
)]
pub(crate) async fn update_entry_point(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<EntryPointPath>,
    ApiJson(body): ApiJson<UpdateEntryPointRequest>,
) -> Reply<EntryPointView> {
    let patch = EntryPointPatch { name: body.name, is_active: body.is_active };
    Ok(Json(entry_points::update(&app, &caller, path.id, patch).await?.into()))
}
