use super::views::NoteView;
use crate::chats::ChatPath;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, notes};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, PageParams, PageQuery};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// List notes of chat
///
/// Internal notes, newest first. They are for the people who work with the chat: the network and agents
/// get nothing of them. Changes are the event `chat.note_changed`, which has no text.
#[utoipa::path(
    get,
    path = "/instances/{id}/chats/{chatId}/notes",
    tag = "notes",
    params(ChatPath, PageParams),
    responses((status = 200, body = ListView<NoteView>))
)]
pub(crate) async fn list_chat_notes(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<NoteView>> {
    let page = notes::list(&app, &caller, path.id, &path.chat_id, page).await?;
    Ok(Json(ListView::of(page, NoteView::from)))
}
