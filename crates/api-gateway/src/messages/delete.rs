use super::path::{MessagePath, find};
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_domain::event::DeletionScope;
use omni_http::{ApiPath, ApiQuery, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteQuery {
    /// `everyone`, or `me`: on the account's own devices and here.
    #[serde(rename = "for")]
    #[param(value_type = Option<String>, example = "everyone")]
    scope: Option<DeletionScope>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Delete message
///
/// For everyone: a message of the account, within 60 hours. Durably queued behind what is sent in the
/// chat; `message.deleted` follows.
#[utoipa::path(
    delete,
    path = "/messages/{id}",
    tag = "messages",
    params(MessagePath, DeleteQuery, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_message(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MessagePath>,
    ApiQuery(query): ApiQuery<DeleteQuery>,
) -> Reply<Success> {
    let message = find(&app, &account, Scope::MessagesSend, &path).await?;
    match query.scope.unwrap_or(DeletionScope::Everyone) {
        DeletionScope::Everyone => messages::revoke(&app, &account.caller, message.id).await?,
        DeletionScope::Me => messages::delete_for_me(&app, &account.caller, message.id).await?,
    };
    Ok(Success::reply())
}
