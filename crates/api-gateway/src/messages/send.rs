//! One response for everything that is sent.

use super::views::MessageView;
use crate::account::Account;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use omni_app::App;
use omni_app::messages::{self, SendBody, SendMessage, ShowTyping, TypingState};
use omni_domain::conversation::Chat;
use omni_domain::message::{DeliveryStatus, Message};
use omni_http::ApiError;
use serde::Serialize;
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};

/// The longest time for which "typing…" is shown before a message, seconds.
pub(super) const MAX_TYPING: u64 = 25;

/// A message that was sent, or is durably queued.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentView {
    /// The network has accepted it. Otherwise it is durably queued and will still be sent.
    sent: bool,
    message: MessageView,
}

/// Recipient, quoted message and mentions of a send.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    pub(crate) to: String,
    pub(crate) quoted: Option<String>,
    pub(crate) mentions: Vec<String>,
    /// Seconds.
    pub(crate) typing_time: Option<u64>,
    /// Without the preview of a link, although the account sends previews.
    pub(crate) no_link_preview: bool,
    /// Answer when it is queued, without waiting for the network.
    pub(crate) respond_async: bool,
}

/// The header of every send, for the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by `IdempotencyKey`; the field only describes the header")]
pub(crate) struct SendHeaders {
    /// A repeat of the same request with the same key within 24 hours sends nothing and returns the
    /// first request's message.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    idempotency_key: Option<String>,
}

/// The header of sends that do not wait for the network, for the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by `RespondAsync`; the field only describes the header")]
pub(super) struct PreferHeader {
    /// With `respond-async` the answer is 202 as soon as the message is durably queued.
    #[param(rename = "Prefer", example = "respond-async")]
    prefer: Option<String>,
}

/// Refuses `edit` of a send that is no text: were it ignored, a second message would be sent.
pub(crate) fn refuse_edit(edit: Option<&str>) -> Result<(), ApiError> {
    if edit.is_none() {
        return Ok(());
    }
    let text = "only texts can be changed, and no captions; delete the message with \
                DELETE /api/v1/messages/{id} and send another";
    Err(ApiError::invalid("edit", text))
}

/// Sends, and answers 200 once the network has accepted it or 202 while it is queued.
pub(crate) async fn send(
    app: &App,
    account: &Account,
    idempotency_key: Option<String>,
    outgoing: Outgoing,
    body: SendBody,
) -> Result<Response, ApiError> {
    type_before(app, account, &outgoing).await?;
    let request = request_of(account, idempotency_key, outgoing, body);
    let (message, chat) = messages::send_in_chat(app, &account.caller, request).await?;
    let sent = message.status != DeliveryStatus::Queued;
    Ok(answer(app, &chat, message, sent))
}

/// Sends what a person wrote instead of the agent, which pauses in the chat.
pub(crate) async fn send_by_person(
    app: &App,
    account: &Account,
    idempotency_key: Option<String>,
    outgoing: Outgoing,
    body: SendBody,
) -> Result<Response, ApiError> {
    let request = request_of(account, idempotency_key, outgoing, body);
    let (message, chat) = messages::send_by_person(app, &account.caller, request).await?;
    let sent = message.status != DeliveryStatus::Queued;
    Ok(answer(app, &chat, message, sent))
}

fn request_of(
    account: &Account,
    idempotency_key: Option<String>,
    outgoing: Outgoing,
    body: SendBody,
) -> SendMessage {
    SendMessage {
        instance_id: account.id,
        to: outgoing.to,
        body,
        reply_to: outgoing.quoted,
        mentions: outgoing.mentions,
        mention_all: false,
        no_link_preview: outgoing.no_link_preview,
        idempotency_key,
        respond_async: outgoing.respond_async,
    }
}

/// The answer about a message that the network has accepted, or will be sent.
pub(super) fn answer(app: &App, chat: &Chat, message: Message, sent: bool) -> Response {
    let message = MessageView::new(app, chat, message);
    let status = if sent { StatusCode::OK } else { StatusCode::ACCEPTED };
    (status, Json(SentView { sent, message })).into_response()
}

/// Shows "typing…" for as long as the request asks for.
async fn type_before(app: &App, account: &Account, outgoing: &Outgoing) -> Result<(), ApiError> {
    let Some(seconds) = outgoing.typing_time.filter(|seconds| *seconds > 0) else { return Ok(()) };
    if seconds > MAX_TYPING {
        let text = format!("must be from 0 to {MAX_TYPING} seconds");
        return Err(ApiError::invalid("typing_time", text));
    }
    let time = Duration::from_secs(seconds);
    let typing = ShowTyping {
        instance_id: account.id,
        to: outgoing.to.clone(),
        state: TypingState::Typing,
        time: Some(time),
    };
    messages::show_typing(app, &account.caller, typing).await?;
    tokio::time::sleep(time).await;
    Ok(())
}
