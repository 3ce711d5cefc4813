use super::fields::{self, change};
use crate::account::{Account, AccountQuery};
use crate::chats::ChatPath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::ai_layers::{self, ChatPatch};
use omni_app::patch::Change;
use omni_domain::access::Scope;
use omni_domain::ai_layer::{AiChat, AiMode};
use omni_domain::conversation::Chat;
use omni_http::{ApiJson, ApiPath, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The AI of a chat.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChatAiView {
    id: Uuid,
    /// Its address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    chat_id: String,
    /// `inherit`, `enabled` or `disabled`.
    #[schema(value_type = String, example = "inherit")]
    mode: AiMode,
    /// A prompt of its own; `null` is the account's.
    system_prompt: Option<String>,
    updated_at: Time,
}

impl From<(Chat, AiChat)> for ChatAiView {
    fn from((chat, layer): (Chat, AiChat)) -> Self {
        Self {
            id: chat.id.uuid(),
            chat_id: chat.address.id,
            mode: layer.mode,
            system_prompt: layer.prompt,
            updated_at: layer.updated_at.into(),
        }
    }
}

/// Changes of the AI of a chat. What is left out stays; `null` is inherited.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SetChatAiRequest {
    /// `inherit`, `enabled` or `disabled`.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, example = "disabled")]
    mode: Change<AiMode>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 32_000)]
    system_prompt: Change<String>,
}

pub(crate) const READ: Endpoint = Endpoint::scope(Scope::MessagesRead);
pub(crate) const WRITE: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Get AI of chat
#[utoipa::path(
    get,
    path = "/chats/{id}/ai",
    tag = "ai",
    params(ChatPath, AccountQuery),
    responses((status = 200, body = ChatAiView))
)]
pub(crate) async fn get_chat_ai(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChatPath>,
) -> Reply<ChatAiView> {
    let found = ai_layers::chat(&app, &account.caller, account.id, &path.id).await?;
    Ok(Json(found.into()))
}

/// Set AI of chat
///
/// The chat is the nearest layer: `enabled` and `disabled` hold whatever is set for the account and for
/// all. An account's own token cannot change it.
#[utoipa::path(
    put,
    path = "/chats/{id}/ai",
    tag = "ai",
    params(ChatPath, AccountQuery),
    request_body = SetChatAiRequest,
    responses((status = 200, body = ChatAiView))
)]
pub(crate) async fn set_chat_ai(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChatPath>,
    ApiJson(body): ApiJson<SetChatAiRequest>,
) -> Reply<ChatAiView> {
    let patch = ChatPatch { mode: body.mode, prompt: fields::text(body.system_prompt) };
    let set = ai_layers::set_chat(&app, &account.caller, account.id, &path.id, patch).await?;
    Ok(Json(set.into()))
}
