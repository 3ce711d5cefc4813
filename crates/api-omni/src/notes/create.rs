use super::views::NoteView;
use crate::chats::ChatPath;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, notes};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// An internal note to write.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateNoteRequest {
    /// The text, at most `limits.note_max_chars` characters (4000).
    #[schema(example = "Wants the invoice by post.")]
    text: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "The chat has 1000 notes, which is the most.")]);

/// Write note on chat
///
/// An internal note: it is not sent.
#[utoipa::path(
    post,
    path = "/instances/{id}/chats/{chatId}/notes",
    tag = "notes",
    params(ChatPath),
    request_body = CreateNoteRequest,
    responses((status = 201, body = NoteView))
)]
pub(crate) async fn create_chat_note(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
    ApiJson(body): ApiJson<CreateNoteRequest>,
) -> Result<(StatusCode, Json<NoteView>), ApiError> {
    let note = notes::create(&app, &caller, path.id, &path.chat_id, &body.text).await?;
    Ok((StatusCode::CREATED, Json(note.into())))
}
