use super::path::NotePath;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, notes};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Forbidden, "Another wrote it, and the caller lacks `admin:*`.")]);

/// Delete note on chat
///
/// Its author may, and those with the scope `admin:*`.
#[utoipa::path(
    delete,
    path = "/instances/{id}/chats/{chatId}/notes/{noteId}",
    tag = "notes",
    params(NotePath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_chat_note(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<NotePath>,
) -> Reply<Success> {
    notes::delete(&app, &caller, path.id, &path.chat_id, path.note_id).await?;
    Ok(Success::reply())
}
