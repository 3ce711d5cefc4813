use super::path::GroupPath;
use crate::failures::FAILURES;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, GroupPatch};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes of a group; at least one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(min_properties = 1)]
pub(crate) struct UpdateGroupRequest {
    /// Its name, 1 to 100 characters.
    subject: Option<String>,
    /// Its description, at most 2048 characters; an empty one removes it.
    description: Option<String>,
    /// Only admins may write.
    admins_only_send: Option<bool>,
    /// Only admins may change its name, description and picture.
    admins_only_edit: Option<bool>,
    /// Only admins may add members.
    admins_only_add: Option<bool>,
    /// An admin approves who joins.
    join_approval: Option<bool>,
    /// Seconds after which messages disappear: 0 (they stay), 86400, 604800 or 7776000.
    #[schema(example = 604_800)]
    disappearing_seconds: Option<u32>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Update group
///
/// The parts are changed in turn; the first that the network refuses ends the request.
#[utoipa::path(
    patch,
    path = "/instances/{id}/groups/{groupId}",
    tag = "groups",
    params(GroupPath),
    request_body = UpdateGroupRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn update_group(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
    ApiJson(body): ApiJson<UpdateGroupRequest>,
) -> Result<Json<Success>, ApiError> {
    let patch = GroupPatch {
        subject: body.subject,
        description: body.description,
        admins_only_send: body.admins_only_send,
        admins_only_edit: body.admins_only_edit,
        admins_only_add: body.admins_only_add,
        join_approval: body.join_approval,
        disappearing_seconds: body.disappearing_seconds,
    };
    groups::update(&app, &caller, path.id, &path.group_id, patch).await?;
    Ok(Success::reply())
}
