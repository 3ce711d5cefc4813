use super::path::ChatPath;
use super::views::ChatView;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// Get chat
#[utoipa::path(
    get,
    path = "/chats/{id}",
    tag = "chats",
    params(ChatPath, AccountQuery),
    responses((status = 200, body = ChatView))
)]
pub(crate) async fn get_chat(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChatPath>,
) -> Reply<ChatView> {
    let chat = chats::get_by_reference(&app, &account.caller, account.id, &path.id).await?;
    Ok(Json(chat.into()))
}
