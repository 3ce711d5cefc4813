use super::ChatPath;
use super::views::ChatView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_domain::ids::UserId;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// To whom a chat is assigned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AssignChatRequest {
    /// An active user of the tenant.
    #[schema(value_type = Uuid)]
    user_id: UserId,
}

pub(crate) const ASSIGN_ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound]);
pub(crate) const UNASSIGN_ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound]);

/// Assign chat
///
/// To the user who is to answer it, also where another had it before. The network gets nothing of it.
/// Deleting the user ends it. Changes are the events `chat.assigned` and `chat.unassigned`.
#[utoipa::path(
    put,
    path = "/instances/{id}/chats/{chatId}/assignee",
    tag = "chats",
    params(ChatPath),
    request_body = AssignChatRequest,
    responses((status = 200, body = ChatView))
)]
pub(crate) async fn assign_chat(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
    ApiJson(body): ApiJson<AssignChatRequest>,
) -> Reply<ChatView> {
    let chat = chats::assign(&app, &caller, path.id, &path.chat_id, body.user_id).await?;
    Ok(Json(chat.into()))
}

/// Unassign chat
///
/// It is assigned to no user afterwards. Repeating it is not an error.
#[utoipa::path(
    delete,
    path = "/instances/{id}/chats/{chatId}/assignee",
    tag = "chats",
    params(ChatPath),
    responses((status = 200, body = ChatView))
)]
pub(crate) async fn unassign_chat(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
) -> Reply<ChatView> {
    let chat = chats::unassign(&app, &caller, path.id, &path.chat_id).await?;
    Ok(Json(chat.into()))
}
