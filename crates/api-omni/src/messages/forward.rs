use super::delivery::{Delivery, DeliveryHeaders};
use super::endpoint::SEND;
use super::result::{Envelope, MessageResult, send};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::{ForwardMessage, SendBody};
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// A message to forward.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ForwardMessageRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// A phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    /// The message: its internal id or the channel's.
    #[schema(example = "3EB0C767D097B7C7E9A4")]
    message_id: String,
    /// The message's chat: its id or address. The channel's ids of messages are unique in a chat
    /// only.
    from_chat_id: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = SEND.fails(&[
    Failure::NotFound,
    Failure::NotConnected,
    Failure::RecipientNotOnChannel,
    Failure::NotSupported,
    // Of the message's file, where it has to be fetched again.
    Failure::ChannelUnavailable,
    Failure::ChannelTimeout,
    Failure::FetchFailed,
    Failure::TooLarge,
]);

/// Forward message
///
/// Sends a copy of a stored message of the same instance, which phones show as forwarded. Its text,
/// file, location, contact cards or poll are sent; messages that were deleted, or that may be opened
/// once only, are not. Needs the scope `messages:read`, too.
#[utoipa::path(
    post,
    path = "/messages/forward",
    tag = "messages",
    params(DeliveryHeaders),
    request_body = ForwardMessageRequest,
    responses(
        (status = 201, description = "Sent.", body = MessageResult),
        (status = 202, description = "Queued.", body = MessageResult)
    )
)]
pub(crate) async fn forward_message(
    State(app): State<App>,
    Auth(caller): Auth,
    delivery: Delivery,
    ApiJson(body): ApiJson<ForwardMessageRequest>,
) -> Result<Response, ApiError> {
    let forward = ForwardMessage { message: body.message_id, chat: body.from_chat_id };
    let envelope = Envelope {
        instance_id: body.instance_id,
        to: body.to,
        reply_to: None,
        mentions: Vec::new(),
        mention_all: false,
    };
    send(&app, &caller, delivery, envelope, SendBody::Forward(forward)).await
}
