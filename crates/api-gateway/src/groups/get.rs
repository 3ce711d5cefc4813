use super::path::GroupPath;
use crate::account::{Account, AccountQuery};
use crate::address::digits;
use crate::chats::ChatView;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats, groups};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// A group with its members. The network alone has what follows them: all of it is `null` while the account
/// is not connected or the network does not answer in time, and of a group that it is not in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupView {
    #[serde(flatten)]
    chat: ChatView,
    participants: Vec<ParticipantView>,
    description: Option<String>,
    created_at: Option<Time>,
    /// Who made it: digits.
    created_by: Option<String>,
    /// Only admins change its name, description and picture: `edit_group_info`.
    restricted: Option<bool>,
    /// Only admins write: `send_messages`.
    announcements: Option<bool>,
    /// An admin approves who joins it.
    approve_participants: Option<bool>,
}

/// A member of a group.
#[derive(Debug, Serialize, ToSchema)]
struct ParticipantView {
    /// Their address.
    id: String,
    phone: String,
    name: Option<String>,
    /// `creator`, `admin` or `member`.
    #[schema(example = "member")]
    rank: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// Get group
#[utoipa::path(
    get,
    path = "/groups/{id}",
    tag = "groups",
    params(GroupPath, AccountQuery),
    responses((status = 200, body = GroupView))
)]
pub(crate) async fn get_group(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<GroupPath>,
) -> Reply<GroupView> {
    Ok(Json(load(&app, &account, &path.id).await?))
}

/// A group, or a community, with its members.
pub(crate) async fn load(app: &App, account: &Account, group: &str) -> Result<GroupView, ApiError> {
    let Account { caller, id } = account;
    let chat = chats::get_by_reference(app, caller, *id, group).await?;
    let members = groups::list_members(app, caller, *id, group).await?;
    let participants = members.into_iter().map(|member| ParticipantView {
        phone: digits(app, &member.platform_user_id),
        id: member.platform_user_id,
        name: member.display_name,
        rank: if member.role == "owner" { "creator".to_owned() } else { member.role },
    });
    let participants = participants.collect();
    let address = &chat.chat.address.id;
    let info = groups::info(app, caller, *id, address).await?;
    let known = info.as_ref();
    Ok(GroupView {
        participants,
        restricted: known.map(|info| info.admins_only_edit),
        announcements: known.map(|info| info.admins_only_send),
        approve_participants: known.map(|info| info.join_approval),
        created_at: known.and_then(|info| info.created_at).map(Time::from),
        created_by: known
            .and_then(|info| info.created_by.as_ref())
            .map(|person| digits(app, &person.id)),
        description: info.and_then(|info| info.description),
        chat: chat.into(),
    })
}
