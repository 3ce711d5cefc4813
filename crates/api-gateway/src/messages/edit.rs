use super::path::{MessagePath, find};
use super::send::answer;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use axum::response::Response;
use omni_app::{App, chats, messages};
use omni_domain::access::Scope;
use omni_domain::content::Content;
use omni_http::{ApiError, ApiJson, ApiPath, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A change of a message.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct EditRequest {
    /// The new text.
    #[schema(min_length = 1, example = "See you at six, not at five.")]
    body: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Edit message
///
/// A text of the account, within 15 minutes. Durably queued behind what is sent in the chat.
#[utoipa::path(
    patch,
    path = "/messages/{id}",
    tag = "messages",
    params(MessagePath, AccountQuery),
    request_body = EditRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn edit_message(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MessagePath>,
    ApiJson(body): ApiJson<EditRequest>,
) -> Reply<Success> {
    let message = find(&app, &account, Scope::MessagesSend, &path).await?;
    messages::edit(&app, &account.caller, message.id, body.body).await?;
    Ok(Success::reply())
}

/// The edit that a text with `edit` is: answered as a send that is queued.
pub(super) async fn edit_as_send(
    app: &App,
    account: &Account,
    id: String,
    text: String,
) -> Result<Response, ApiError> {
    let message = find(app, account, Scope::MessagesSend, &MessagePath { id }).await?;
    let mut message = messages::edit(app, &account.caller, message.id, text.clone()).await?;
    message.content = Content::text(text);
    let chat = chats::of_message(app, &account.caller, &message).await?;
    Ok(answer(app, &chat, message, false))
}
