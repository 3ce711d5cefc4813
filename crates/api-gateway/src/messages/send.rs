//! One response for everything that is sent.

use super::views::MessageView;
use crate::account::Account;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use omni_app::messages::{self, SendBody, SendMessage, ShowTyping};
use omni_app::{App, chats};
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

/// Sends, and answers 200 once the network has accepted it or 202 while it is queued.
pub(crate) async fn send(
    app: &App,
    account: &Account,
    idempotency_key: Option<String>,
    outgoing: Outgoing,
    body: SendBody,
) -> Result<Response, ApiError> {
    type_before(app, account, &outgoing).await?;
    let request = SendMessage {
        instance_id: account.id,
        to: outgoing.to,
        body,
        reply_to: outgoing.quoted,
        mentions: outgoing.mentions,
        mention_all: false,
        idempotency_key,
        respond_async: outgoing.respond_async,
    };
    let message = messages::send(app, &account.caller, request).await?;
    let sent = message.status != DeliveryStatus::Queued;
    answer(app, account, message, sent).await
}

/// The answer about a message that the network has accepted, or will be sent.
pub(super) async fn answer(
    app: &App,
    account: &Account,
    message: Message,
    sent: bool,
) -> Result<Response, ApiError> {
    let chat = chats::of_message(app, &account.caller, &message).await?;
    let message = MessageView::new(app, &chat, message);
    let status = if sent { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(SentView { sent, message })).into_response())
}

/// Shows "typing…" for as long as the request wants.
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
        time: Some(time),
        recording: false,
    };
    messages::show_typing(app, &account.caller, typing).await?;
    tokio::time::sleep(time).await;
    Ok(())
}
