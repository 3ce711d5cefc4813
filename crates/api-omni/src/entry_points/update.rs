use super::path::EntryPointPath;
use super::views::EntryPointView;
use crate::shapes::{IfMatchHeader, Tagged, TaggedReply};
use axum::extract::State;
use omni_app::App;
use omni_app::entry_points::{self, EntryPointPatch};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch};
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
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[(Failure::Conflict, "Another one has this name.")]);

/// Update entry point
///
/// One that is not active refuses new messages; what it has accepted is answered.
#[utoipa::path(
    patch,
    path = "/entry-points/{id}",
    tag = "entry-points",
    params(EntryPointPath, IfMatchHeader),
    request_body = UpdateEntryPointRequest,
    responses((status = 200, body = EntryPointView))
)]
pub(crate) async fn update_entry_point(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<EntryPointPath>,
    ApiJson(body): ApiJson<UpdateEntryPointRequest>,
) -> TaggedReply<EntryPointView> {
    let patch = EntryPointPatch { precondition, name: body.name, is_active: body.is_active };
    let details = entry_points::update(&app, &caller, path.id, patch).await?;
    Ok(Tagged::new(entry_points::tag(&details), details.entry_point.into()))
}
