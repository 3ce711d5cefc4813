use super::path::ChatPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Delete chat
///
/// On all devices of the account; a later message brings it back.
#[utoipa::path(
    delete,
    path = "/chats/{id}",
    tag = "chats",
    params(ChatPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_chat(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChatPath>,
) -> Reply<Success> {
    account_state::delete_chat(&app, &account.caller, account.id, &path.id).await?;
    Ok(Success::reply())
}
