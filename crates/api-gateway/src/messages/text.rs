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
    /// Sends a link without its preview, where `messaging.linkPreviews` of the account has the server read
    /// pages for previews.
    no_link_preview: Option<bool>,
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
    if let Some(id) = body.edit {
        return edit_as_send(&app, &account, id, body.body).await;
    }
    let outgoing = Outgoing {
        to: body.to,
        quoted: body.quoted,
        mentions: body.mentions.unwrap_or_default(),
        typing_time: body.typing_time,
        no_link_preview: body.no_link_preview.unwrap_or_default(),
        respond_async,
    };
    send(&app, &account, key, outgoing, SendBody::Text(body.body)).await
}
