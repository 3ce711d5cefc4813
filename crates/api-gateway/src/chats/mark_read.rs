use super::path::ChatPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Mark chat as read
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
    let chat = Some(path.id.as_str());
    messages::mark_read(&app, &account.caller, account.id, chat, None).await?;
    Ok(Success::reply())
}
