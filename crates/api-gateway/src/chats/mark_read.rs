use super::path::ChatPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Mark chat as read
///
/// Its messages, here and for their senders, and the chat if it is marked as unread, on all devices of
/// the account. While the account is not connected, that mark stays, and the messages are
/// read all the same.
#[utoipa::path(
    put,
    path = "/chats/{id}/read",
    tag = "chats",
    params(ChatPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn mark_chat_read(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChatPath>,
) -> Reply<Success> {
    account_state::read_chat(&app, &account.caller, account.id, &path.id).await?;
    Ok(Success::reply())
}
