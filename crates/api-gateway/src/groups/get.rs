use super::path::GroupPath;
use crate::account::{Account, AccountQuery};
use crate::address::digits;
use crate::chats::ChatView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats, groups};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// A group with its members.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupView {
    #[serde(flatten)]
    chat: ChatView,
    participants: Vec<ParticipantView>,
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
    let Account { caller, id } = account;
    let chat = chats::get_by_reference(&app, &caller, id, &path.id).await?;
    let members = groups::list_members(&app, &caller, id, &path.id).await?;
    let participants = members.into_iter().map(|member| ParticipantView {
        phone: digits(&app, &member.platform_user_id),
        id: member.platform_user_id,
        name: member.display_name,
        rank: if member.role == "owner" { "creator".to_owned() } else { member.role },
    });
    Ok(Json(GroupView { chat: chat.into(), participants: participants.collect() }))
}
