use super::ChatIdPath;
use crate::chats::{MessagesQuery, MessagesView, messages_of};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, ApiQuery, Auth, Endpoint, Failure};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Filter {
    media_only: bool,
}

pub(super) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// The messages of a chat, as `GET /instances/{id}/chats/{chatId}/messages` returns them.
pub(super) async fn list_chat_messages(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatIdPath>,
    ApiQuery(filter): ApiQuery<Filter>,
    ApiQuery(query): ApiQuery<MessagesQuery>,
) -> Reply<MessagesView> {
    if filter.media_only {
        return Err(ApiError::invalid(
            "mediaOnly",
            "is not supported; each message has `hasMedia`",
        ));
    }
    let chat = chats::locate(&app, &caller, Scope::MessagesRead, path.id).await?;
    let id = chat.id.to_string();
    Ok(Json(messages_of(&app, &caller, chat.instance_id, &id, query).await?))
}
