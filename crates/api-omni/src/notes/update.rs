use super::path::NotePath;
use super::views::NoteView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, notes};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// A change of an internal note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateNoteRequest {
    /// The text, at most `limits.note_max_chars` characters (4000).
    #[schema(example = "Wants the invoice by e-mail.")]
    text: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Forbidden, "Another wrote it, and the caller lacks `admin:*`.")]);

/// Change note on chat
///
/// Its author may, and those with the scope `admin:*`.
#[utoipa::path(
    patch,
    path = "/instances/{id}/chats/{chatId}/notes/{noteId}",
    tag = "notes",
    params(NotePath),
    request_body = UpdateNoteRequest,
    responses((status = 200, body = NoteView))
)]
pub(crate) async fn update_chat_note(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<NotePath>,
    ApiJson(body): ApiJson<UpdateNoteRequest>,
) -> Reply<NoteView> {
    let (chat, id) = (&path.chat_id, path.note_id);
    let note = notes::change(&app, &caller, path.id, chat, id, &body.text).await?;
    Ok(Json(note.into()))
}
