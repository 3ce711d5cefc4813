use super::path::GroupPath;
use crate::failures::FAILURES;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups;
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// The invite of a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupInvite {
    /// The link by which people join.
    #[schema(example = "https://chat.whatsapp.com/AbCdEfGhIjKl")]
    url: String,
}

/// Its bearer joins the group.
pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);
pub(crate) const RENEW_ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Get group invite
///
/// Only admins of the group may read it.
#[utoipa::path(
    get,
    path = "/instances/{id}/groups/{groupId}/invite",
    tag = "groups",
    params(GroupPath),
    responses((status = 200, body = GroupInvite))
)]
pub(crate) async fn get_group_invite(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
) -> Result<Json<GroupInvite>, ApiError> {
    let url = groups::invite_link(&app, &caller, path.id, &path.group_id, false).await?;
    Ok(Json(GroupInvite { url }))
}

/// Renew group invite
///
/// The previous link ends.
#[utoipa::path(
    post,
    path = "/instances/{id}/groups/{groupId}/invite/renew",
    tag = "groups",
    params(GroupPath),
    responses((status = 200, body = GroupInvite))
)]
pub(crate) async fn renew_group_invite(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
) -> Result<Json<GroupInvite>, ApiError> {
    let url = groups::invite_link(&app, &caller, path.id, &path.group_id, true).await?;
    Ok(Json(GroupInvite { url }))
}
