use super::delivery::{Delivery, DeliveryHeaders};
use super::endpoint::SEND;
use super::result::{Envelope, MessageResult, send};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::SendBody;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiJson, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A text to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendMessageRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// A phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    #[schema(min_length = 1, example = "Hello!")]
    text: String,
    /// The message to quote: its internal id or the channel's.
    reply_to: Option<String>,
    /// Mentioned contacts: phone numbers or channel addresses, at most 256. Write each in the text
    /// as `@` and the number.
    #[schema(max_items = 256, example = json!(["+5511999998888"]))]
    mentions: Option<Vec<String>>,
    /// Mention all members of the group.
    #[schema(default = false)]
    mention_all: Option<bool>,
}

pub(crate) const ENDPOINT: Endpoint = SEND;

/// Send message
///
/// Waits a bounded time for the network; 202 means that the message is durably queued and will
/// still be sent.
#[utoipa::path(
    post,
    path = "/messages",
    tag = "messages",
    params(DeliveryHeaders),
    request_body = SendMessageRequest,
    responses(
        (status = 201, description = "Sent.", body = MessageResult),
        (status = 202, description = "Queued.", body = MessageResult)
    )
)]
pub(crate) async fn send_message(
    State(app): State<App>,
    Auth(caller): Auth,
    delivery: Delivery,
    ApiJson(body): ApiJson<SendMessageRequest>,
) -> Result<Response, ApiError> {
    let envelope = Envelope {
        instance_id: body.instance_id,
        to: body.to,
        reply_to: body.reply_to,
        mentions: body.mentions.unwrap_or_default(),
        mention_all: body.mention_all.unwrap_or_default(),
    };
    send(&app, &caller, delivery, envelope, SendBody::Text(body.text)).await
}
