use super::path::EntryPointPath;
use super::views::AttendantView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::entry_points::{self, NewAttendant};
use omni_domain::access::Scope;
use omni_domain::entry_point::AttendantOf;
use omni_domain::ids::{InstanceId, UserId};
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new attendant: the agent of an instance, or a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AddAttendantRequest {
    /// An instance of the channel `api`, whose agent answers.
    #[schema(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// Instead of an instance: a user, to whom no request is given.
    #[schema(value_type = Option<Uuid>)]
    user_id: Option<UserId>,
    /// Whether it takes requests.
    #[schema(default = true)]
    is_available: Option<bool>,
    /// How many conversations may wait for its answer at once; without it any number.
    #[schema(minimum = 1)]
    max_conversations: Option<i32>,
    /// Lower ones are chosen first.
    #[schema(default = 0)]
    position: Option<i32>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::SettingsWrite).fails(&[Failure::NotFound]).explains(&[(
        Failure::Conflict,
        "It is an attendant of this entry point already, or there are as many as there may be.",
    )]);

/// Add attendant
///
/// Of the attendants the first is chosen, by position and then by age, that is an agent, available,
/// connected and below its limit. A conversation stays with the one that it began with.
#[utoipa::path(
    post,
    path = "/entry-points/{id}/attendants",
    tag = "entry-points",
    params(EntryPointPath),
    request_body = AddAttendantRequest,
    responses((status = 201, body = AttendantView))
)]
pub(crate) async fn add_attendant(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<EntryPointPath>,
    ApiJson(body): ApiJson<AddAttendantRequest>,
) -> Result<(StatusCode, Json<AttendantView>), ApiError> {
    let new = NewAttendant {
        of: who(body.instance_id, body.user_id)?,
        is_available: body.is_available.unwrap_or(true),
        max_conversations: body.max_conversations,
        position: body.position.unwrap_or_default(),
    };
    let added = entry_points::add_attendant(&app, &caller, path.id, new).await?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

/// Exactly one of them.
fn who(instance: Option<InstanceId>, user: Option<UserId>) -> Result<AttendantOf, ApiError> {
    match (instance, user) {
        (Some(instance), None) => Ok(AttendantOf::Agent(instance)),
        (None, Some(user)) => Ok(AttendantOf::Person(user)),
        _ => Err(ApiError::invalid("instanceId", "give either `instanceId` or `userId`")),
    }
}
