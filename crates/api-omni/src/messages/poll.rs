use super::delivery::{Delivery, DeliveryHeaders};
use super::endpoint::SEND;
use super::result::{Envelope, MessageResult, send};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::{SendBody, SendPoll};
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiJson, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A poll to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendPollRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// A phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    #[schema(min_length = 1, max_length = 255, example = "When shall we deliver?")]
    question: String,
    /// The choices: different, of 1 to 100 characters each.
    #[schema(min_items = 2, max_items = 12, example = json!(["today", "tomorrow"]))]
    options: Vec<String>,
    /// How many options one person may choose; at most their number.
    #[schema(minimum = 1, maximum = 12, default = 1)]
    max_choices: Option<u32>,
    /// The message to quote: its internal id or the channel's.
    reply_to: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = SEND;

/// Send poll
///
/// A vote arrives as a message that quotes the poll, with the chosen options as its text.
#[utoipa::path(
    post,
    path = "/messages/poll",
    tag = "messages",
    params(DeliveryHeaders),
    request_body = SendPollRequest,
    responses(
        (status = 201, description = "Sent.", body = MessageResult),
        (status = 202, description = "Queued.", body = MessageResult)
    )
)]
pub(crate) async fn send_poll(
    State(app): State<App>,
    Auth(caller): Auth,
    delivery: Delivery,
    ApiJson(body): ApiJson<SendPollRequest>,
) -> Result<Response, ApiError> {
    let poll =
        SendPoll { question: body.question, options: body.options, max_choices: body.max_choices };
    let envelope = Envelope {
        instance_id: body.instance_id,
        to: body.to,
        reply_to: body.reply_to,
        mentions: Vec::new(),
        mention_all: false,
    };
    send(&app, &caller, delivery, envelope, SendBody::Poll(poll)).await
}
