use super::path::ChatAgentPath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, turns};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;
use uuid::Uuid;

/// The duration of the pause.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PauseAgentRequest {
    /// Milliseconds, at most 30 days. Absent: until it is resumed.
    #[schema(minimum = 1, maximum = 2_592_000_000_i64, example = 600_000)]
    duration_ms: Option<u64>,
}

/// Whether the agent is paused in a chat.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChatAgentView {
    pub(super) chat_id: Uuid,
    pub(super) paused: bool,
    /// Null: paused without an end, or not paused.
    pub(super) paused_until: Option<Time>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound, Failure::NotSupported]);

/// Pause agent in chat
///
/// The agent does not answer in the chat; an answer in progress is cancelled.
#[utoipa::path(
    post,
    path = "/instances/{id}/chats/{chatId}/agent/pause",
    tag = "turns",
    params(ChatAgentPath),
    request_body = PauseAgentRequest,
    responses((status = 200, body = ChatAgentView))
)]
pub(crate) async fn pause_agent(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatAgentPath>,
    ApiJson(request): ApiJson<PauseAgentRequest>,
) -> Reply<ChatAgentView> {
    let time = request.duration_ms.map(Duration::from_millis);
    let (chat, until) = turns::pause(&app, &caller, path.id, &path.chat_id, time).await?;
    let paused_until = until.map(Time);
    Ok(Json(ChatAgentView { chat_id: chat.id.uuid(), paused: true, paused_until }))
}
