use super::path::GroupPath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups;
use omni_domain::access::Scope;
use omni_domain::conversation::Participant;
use omni_domain::ids::IdentityId;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A member of a group.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupMemberView {
    /// Their address on the channel.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    platform_user_id: String,
    /// Their account among the persons, once they have written.
    platform_identity_id: Option<Uuid>,
    /// Their name, if it is known.
    display_name: Option<String>,
    /// What they may do.
    role: String,
    /// First seen in the group.
    first_seen_at: Time,
}

impl From<Participant> for GroupMemberView {
    fn from(member: Participant) -> Self {
        Self {
            platform_user_id: member.platform_user_id,
            platform_identity_id: member.identity_id.map(IdentityId::uuid),
            display_name: member.display_name,
            role: member.role,
            first_seen_at: member.joined_at.into(),
        }
    }
}

/// The members of a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupMembers {
    participants: Vec<GroupMemberView>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// List group participants
///
/// As they are stored, in the order in which they joined; the network's notifications keep them
/// up to date. The network is not queried.
#[utoipa::path(
    get,
    path = "/instances/{id}/groups/{groupId}/participants",
    tag = "groups",
    params(GroupPath),
    responses((status = 200, body = GroupMembers))
)]
pub(crate) async fn list_group_members(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
) -> Reply<GroupMembers> {
    let members = groups::list_members(&app, &caller, path.id, &path.group_id).await?;
    Ok(Json(GroupMembers { participants: members.into_iter().map(Into::into).collect() }))
}
