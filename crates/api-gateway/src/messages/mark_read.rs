use super::path::MessagePath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Mark message as read
///
/// This message alone: others of its chat stay unread.
#[utoipa::path(
    put,
    path = "/messages/{id}",
    tag = "messages",
    params(MessagePath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn mark_message_read(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MessagePath>,
) -> Reply<Success> {
    messages::mark_message_read(&app, &account.caller, account.id, &path.id).await?;
    Ok(Success::reply())
}
