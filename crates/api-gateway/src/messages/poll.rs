use super::send::{Outgoing, SendHeaders, SentView, refuse_edit, send};
use crate::account::{Account, AccountQuery};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::{SendBody, SendPoll};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Endpoint, IdempotencyKey};
use serde::Deserialize;
use utoipa::ToSchema;

/// A poll to send.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SendPollRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: String,
    #[schema(min_length = 1, max_length = 255, example = "When shall we deliver?")]
    title: String,
    /// Different, of 1 to 100 characters each.
    #[schema(min_items = 2, max_items = 12, example = json!(["today", "tomorrow"]))]
    options: Vec<String>,
    /// How many options one person may choose; 0 is any number.
    #[schema(minimum = 0, maximum = 12, default = 1)]
    count: Option<u32>,
    /// The message to quote: its id.
    quoted: Option<String>,
    /// Refused: only texts are changed. Delete the message and send another.
    edit: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Send poll
#[utoipa::path(
    post,
    path = "/messages/poll",
    tag = "messages",
    params(AccountQuery, SendHeaders),
    request_body = SendPollRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_poll(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    ApiJson(body): ApiJson<SendPollRequest>,
) -> Result<Response, ApiError> {
    refuse_edit(body.edit.as_deref())?;
    let all = u32::try_from(body.options.len()).unwrap_or(u32::MAX);
    let max_choices = body.count.map(|count| if count == 0 { all } else { count });
    let poll = SendPoll { question: body.title, options: body.options, max_choices };
    let outgoing = Outgoing { to: body.to, quoted: body.quoted, ..Outgoing::default() };
    send(&app, &account, key, outgoing, SendBody::Poll(poll)).await
}
