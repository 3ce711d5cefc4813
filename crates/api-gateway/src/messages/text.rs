use super::edit::edit_as_send;
use super::send::{Outgoing, PreferHeader, SendHeaders, SentView, send};
use crate::account::{Account, AccountQuery};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::SendBody;
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Endpoint, IdempotencyKey, RespondAsync};
use serde::Deserialize;
use utoipa::ToSchema;

/// A text to send.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SendTextRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: String,
    #[schema(min_length = 1, example = "Hello!")]
    body: String,
    /// The message to quote: its id.
    quoted: Option<String>,
    /// The message of the account whose text this becomes, as `PATCH /messages/{id}` does: its id.
    /// Nothing else is sent.
    edit: Option<String>,
    /// Mentioned people: digits or addresses, at most 256. Write each in the text as `@` and the
    /// number.
    #[schema(max_items = 256)]
    mentions: Option<Vec<String>>,
    /// Seconds of "typing…" before it is sent.
    #[schema(minimum = 0, maximum = 25)]
    typing_time: Option<u64>,
}

impl SendTextRequest {
    async fn send(
        self,
        app: &App,
        account: &Account,
        key: Option<String>,
        respond_async: bool,
    ) -> Result<Response, ApiError> {
        if let Some(id) = self.edit {
            return edit_as_send(app, account, id, self.body).await;
        }
        let outgoing = Outgoing {
            to: self.to,
            quoted: self.quoted,
            mentions: self.mentions.unwrap_or_default(),
            typing_time: self.typing_time,
            respond_async,
        };
        send(app, account, key, outgoing, SendBody::Text(self.body)).await
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Send text
///
/// Waits a bounded time for the network, unless the request prefers not to; 202 means that the message is
/// durably queued and will still be sent.
#[utoipa::path(
    post,
    path = "/messages/text",
    tag = "messages",
    params(AccountQuery, SendHeaders, PreferHeader),
    request_body = SendTextRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_text(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    RespondAsync(respond_async): RespondAsync,
    ApiJson(body): ApiJson<SendTextRequest>,
) -> Result<Response, ApiError> {
    body.send(&app, &account, key, respond_async).await
}

/// Send link with preview
///
/// A text with a link. The server makes the preview itself, if the account's setting `linkPreviews`
/// allows it to fetch the page; a title and a picture of the request's own are not sent.
#[utoipa::path(
    post,
    path = "/messages/link_preview",
    tag = "messages",
    params(AccountQuery, SendHeaders),
    request_body = SendTextRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_link_preview(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    ApiJson(body): ApiJson<SendTextRequest>,
) -> Result<Response, ApiError> {
    if !["http://", "https://"].iter().any(|scheme| body.body.contains(scheme)) {
        return Err(ApiError::invalid("body", "has no link that begins with https:// or http://"));
    }
    body.send(&app, &account, key, false).await
}
