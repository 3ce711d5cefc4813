use super::path::AttendantPath;
use super::views::AttendantView;
use crate::shapes::{Reply, given};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::entry_points::{self, AttendantPatch};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes of an attendant: only the given members change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(min_properties = 1)]
#[expect(clippy::option_option, reason = "absent, null and a value differ in a patch")]
pub(crate) struct UpdateAttendantRequest {
    /// Whether it takes requests.
    is_available: Option<bool>,
    /// How many conversations may wait for its answer at once; null is any number.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i32>, minimum = 1)]
    max_conversations: Option<Option<i32>>,
    /// Lower ones are chosen first.
    position: Option<i32>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::SettingsWrite).fails(&[Failure::NotFound]);

/// Update attendant
///
/// Its availability, limit or position, from the next message on.
#[utoipa::path(
    patch,
    path = "/attendants/{id}",
    tag = "entry-points",
    params(AttendantPath),
    request_body = UpdateAttendantRequest,
    responses((status = 200, body = AttendantView))
)]
pub(crate) async fn update_attendant(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AttendantPath>,
    ApiJson(body): ApiJson<UpdateAttendantRequest>,
) -> Reply<AttendantView> {
    let patch = AttendantPatch {
        is_available: body.is_available,
        max_conversations: body.max_conversations,
        position: body.position,
    };
    Ok(Json(entry_points::update_attendant(&app, &caller, path.id, patch).await?.into()))
}
