//! One response for everything that is sent.

use super::delivery::Delivery;
use super::hold::HoldView;
use crate::shapes::Time;
use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use omni_app::messages::{self, SendBody, SendMessage};
use omni_app::{App, Caller};
use omni_domain::ids::InstanceId;
use omni_domain::message::{DeliveryStatus, Message};
use omni_http::ApiError;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The result of a send.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageResult {
    /// The internal id.
    message_id: Uuid,
    /// The channel's id.
    #[schema(example = "3EB0C767D097B7C7E9A4")]
    external_message_id: String,
    /// `sent`, or `queued` while it is not sent yet.
    #[schema(example = "sent")]
    status: &'static str,
    /// The exact status: after a repeated request the message may already be `delivered` or `read`.
    #[schema(example = "sent")]
    delivery_status: &'static str,
    instance_id: Uuid,
    /// As in the request.
    to: String,
    /// When the network accepted it, or else when it was queued.
    timestamp: Time,
    /// Why it is `queued`, if a limit or a restriction delays it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<HoldView>,
}

impl MessageResult {
    fn new(message: Message, to: String) -> Self {
        Self {
            message_id: message.id.uuid(),
            external_message_id: message.external_id,
            status: match message.status {
                DeliveryStatus::Queued => "queued",
                _ => "sent",
            },
            delivery_status: message.status.as_str(),
            instance_id: message.instance_id.uuid(),
            to,
            timestamp: message.sent_at.unwrap_or(message.created_at).into(),
            hold: message.hold.map(HoldView::from),
        }
    }
}

/// Recipient, instance and quoted message of a send.
#[derive(Debug)]
pub(crate) struct Envelope {
    pub(crate) instance_id: InstanceId,
    pub(crate) to: String,
    pub(crate) reply_to: Option<String>,
    pub(crate) mentions: Vec<String>,
    pub(crate) mention_all: bool,
}

/// Sends, and returns 201 once the network has accepted it or 202 while it is queued.
pub(super) async fn send(
    app: &App,
    caller: &Caller,
    delivery: Delivery,
    envelope: Envelope,
    body: SendBody,
) -> Result<Response, ApiError> {
    let request = SendMessage {
        instance_id: envelope.instance_id,
        to: envelope.to.clone(),
        body,
        reply_to: envelope.reply_to,
        mentions: envelope.mentions,
        mention_all: envelope.mention_all,
        no_link_preview: false,
        idempotency_key: delivery.idempotency_key,
        respond_async: delivery.respond_async,
    };
    let message = messages::send(app, caller, request).await?;
    let status = match message.status {
        DeliveryStatus::Queued => StatusCode::ACCEPTED,
        _ => StatusCode::CREATED,
    };
    let mut response = (status, Json(MessageResult::new(message, envelope.to))).into_response();
    if delivery.respond_async {
        response.headers_mut().insert(
            HeaderName::from_static("preference-applied"),
            HeaderValue::from_static("respond-async"),
        );
    }
    Ok(response)
}
