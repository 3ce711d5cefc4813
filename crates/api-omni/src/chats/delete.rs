use super::ChatPath;
use crate::failures::FAILURES;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Delete chat
///
/// Deletes the chat and its messages from the account's devices, and from the lists here. A later
/// message brings the chat back, without the earlier ones.
#[utoipa::path(
    delete,
    path = "/instances/{id}/chats/{chatId}",
    tag = "chats",
    params(ChatPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_chat(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
) -> Result<Json<Success>, ApiError> {
    account_state::delete_chat(&app, &caller, path.id, &path.chat_id).await?;
    Ok(Success::reply())
}
