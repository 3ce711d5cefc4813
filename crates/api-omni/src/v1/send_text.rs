use super::NamePath;
use super::views::V1SentView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::messages::{self, SendBody, SendMessage};
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint, Failure, IdempotencyKey};
use serde::Deserialize;
use utoipa::ToSchema;

/// A text to send. The first version has three forms of this body; all are accepted. Other members
/// are ignored.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct V1SendTextRequest {
    /// The recipient.
    #[schema(value_type = Option<String>, example = "+5511999998888")]
    number: Option<Text>,
    /// The same, under the published first version's name.
    #[schema(value_type = Option<String>)]
    phone_number: Option<Text>,
    /// The same, for recipients without a number.
    #[schema(value_type = Option<String>)]
    user_id: Option<Text>,
    /// The same, under the name of its design document.
    #[schema(value_type = Option<String>)]
    #[serde(rename = "recipientId")]
    recipient_id: Option<Text>,
    /// The text.
    #[schema(example = "Hello!")]
    text: Option<String>,
    /// The same, under the name of the design document.
    message: Option<String>,
    /// The message to quote: its internal id or the channel's.
    quoted_message_id: Option<String>,
    /// The same, under the name of the design document.
    #[serde(rename = "quotedMessageId")]
    quoted_message_id_camel: Option<String>,
    /// Mentioned contacts: phone numbers or channel addresses.
    #[schema(value_type = Option<Vec<String>>)]
    mentions: Option<Vec<Text>>,
}

/// A number, which some clients send without quotes.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Text {
    String(String),
    Number(u64),
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        match text {
            Text::String(text) => text,
            Text::Number(number) => number.to_string(),
        }
    }
}

impl V1SendTextRequest {
    fn recipient(&mut self) -> Result<String, ApiError> {
        let fields =
            [&mut self.number, &mut self.phone_number, &mut self.user_id, &mut self.recipient_id];
        fields
            .into_iter()
            .find_map(Option::take)
            .map(String::from)
            .ok_or_else(|| ApiError::invalid("number", "is required: the recipient"))
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(&[
        Failure::NotFound,
        Failure::NotConnected,
        Failure::RecipientNotOnChannel,
        Failure::NotSupported,
    ])
    .explains(&[
        (Failure::Conflict, "The Idempotency-Key was used for another request."),
        (Failure::SendFailed, "The network refused the send; the text gives the reason."),
    ]);

/// Send text by instance name (v1)
///
/// Also at `/api/v1/instance/{name}/send-text` and `/api/v1/{name}/send-text`.
#[utoipa::path(
    post,
    path = "/instances/{name}/send-text",
    tag = "v1",
    params(NamePath),
    request_body = V1SendTextRequest,
    responses((status = 200, description = "Sent, or durably queued.", body = V1SentView))
)]
pub(crate) async fn send_text_v1(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<NamePath>,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    ApiJson(mut body): ApiJson<V1SendTextRequest>,
) -> Reply<V1SentView> {
    let instance = instances::resolve_name(&app, &caller, Scope::MessagesSend, &path.name).await?;
    let text = body.text.take().or(body.message.take());
    let text = text.ok_or_else(|| ApiError::invalid("text", "is required"))?;
    let request = SendMessage {
        instance_id: instance.id,
        to: body.recipient()?,
        body: SendBody::Text(text),
        reply_to: body.quoted_message_id.take().or(body.quoted_message_id_camel.take()),
        mentions: body.mentions.take().unwrap_or_default().into_iter().map(String::from).collect(),
        mention_all: false,
        no_link_preview: false,
        idempotency_key,
        respond_async: false,
    };
    Ok(Json(messages::send(&app, &caller, request).await?.into()))
}
