use super::path::ChatAgentPath;
use super::pause::ChatAgentView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, turns};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound, Failure::NotSupported]);

/// Resume agent in chat
///
/// The agent answers messages from now on. Resuming an agent that is not paused is not an error.
#[utoipa::path(
    post,
    path = "/instances/{id}/chats/{chatId}/agent/resume",
    tag = "turns",
    params(ChatAgentPath),
    responses((status = 200, body = ChatAgentView))
)]
pub(crate) async fn resume_agent(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatAgentPath>,
) -> Reply<ChatAgentView> {
    let (chat, _) = turns::resume(&app, &caller, path.id, &path.chat_id).await?;
    Ok(Json(ChatAgentView { chat_id: chat.id.uuid(), paused: false, paused_until: None }))
}
