use super::ChatPath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProcessingQuery {
    /// `true` describes and transcribes the chat's media, `false` does not process it.
    enabled: bool,
    /// A note on the reason.
    #[param(max_length = 500, example = "Promotions group")]
    note: Option<String>,
}

/// The processing setting of a chat's media.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProcessingView {
    chat_id: Uuid,
    instance_id: Uuid,
    media_processing_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// The chat's name, or else its address.
    name: String,
    /// `dm`, `group`, `channel`, `thread` or `broadcast`.
    #[schema(example = "group")]
    chat_type: &'static str,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::NotFound, Failure::NotSupported]);

/// Toggle media processing for a chat
///
/// Without a note an earlier one is deleted.
#[utoipa::path(
    patch,
    path = "/instances/{id}/chats/{chatId}/processing",
    tag = "chats",
    params(ChatPath, ProcessingQuery),
    responses((status = 200, body = ProcessingView))
)]
pub(crate) async fn set_chat_processing(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
    ApiQuery(query): ApiQuery<ProcessingQuery>,
) -> Reply<ProcessingView> {
    let (enabled, note) = (query.enabled, query.note);
    let (chat, decision) =
        chats::set_processing(&app, &caller, path.id, &path.chat_id, enabled, note).await?;
    Ok(Json(ProcessingView {
        chat_id: chat.id.uuid(),
        instance_id: chat.instance_id.uuid(),
        media_processing_enabled: decision.media_enabled,
        note: decision.note,
        name: chat.name.unwrap_or(chat.address.id),
        chat_type: chat.chat_type.as_str(),
    }))
}
