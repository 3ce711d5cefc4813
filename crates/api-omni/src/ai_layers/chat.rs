use super::members::{change, prompt};
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
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The AI layer of a chat.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChatAiLayerView {
    chat_id: Uuid,
    /// Its address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    external_id: String,
    /// `inherit`, `enabled` or `disabled`.
    #[schema(value_type = String, example = "inherit")]
    mode: AiMode,
    /// A system prompt of its own; `null` is the instance's.
    prompt: Option<String>,
    updated_at: Time,
}

impl From<(Chat, AiChat)> for ChatAiLayerView {
    fn from((chat, layer): (Chat, AiChat)) -> Self {
        Self {
            chat_id: chat.id.uuid(),
            external_id: chat.address.id,
            mode: layer.mode,
            prompt: layer.prompt,
            updated_at: layer.updated_at.into(),
        }
    }
}

/// Changes of the AI layer of a chat: only the given members change, and null is inherited.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateChatAiLayerRequest {
    /// `inherit`, `enabled` or `disabled`.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, example = "disabled")]
    mode: Change<AiMode>,
    /// A system prompt of its own.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 32_000)]
    prompt: Change<String>,
}

pub(crate) const READ: Endpoint = Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);
pub(crate) const WRITE: Endpoint = Endpoint::scope(Scope::InstancesWrite).fails(&[
    Failure::NotFound,
    Failure::Conflict,
    Failure::NotSupported,
    Failure::ChannelUnavailable,
]);

/// Get AI layer of chat
///
/// What it sets over the layers of its instance and of all instances.
#[utoipa::path(
    get,
    path = "/instances/{id}/chats/{chatId}/ai-layer",
    tag = "ai-layers",
    params(ChatPath),
    responses((status = 200, body = ChatAiLayerView))
)]
pub(crate) async fn get_chat_ai_layer(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
) -> Reply<ChatAiLayerView> {
    Ok(Json(ai_layers::chat(&app, &caller, path.id, &path.chat_id).await?.into()))
}

/// Update AI layer of chat
///
/// The chat is the nearest layer: `enabled` and `disabled` hold whatever is set for its instance and for
/// all.
#[utoipa::path(
    patch,
    path = "/instances/{id}/chats/{chatId}/ai-layer",
    tag = "ai-layers",
    params(ChatPath),
    request_body = UpdateChatAiLayerRequest,
    responses((status = 200, body = ChatAiLayerView))
)]
pub(crate) async fn update_chat_ai_layer(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
    ApiJson(body): ApiJson<UpdateChatAiLayerRequest>,
) -> Reply<ChatAiLayerView> {
    let patch = ChatPatch { mode: body.mode, prompt: prompt(body.prompt)? };
    let set = ai_layers::set_chat(&app, &caller, path.id, &path.chat_id, patch).await?;
    Ok(Json(set.into()))
}
