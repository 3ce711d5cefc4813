use crate::shapes::Time;
use omni_app::entity_tag::Precondition;
use omni_app::scheduled_messages::{NewScheduledMessage, ScheduledBody, ScheduledPatch};
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// The header of a request that schedules, for the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by `IdempotencyKey`; the field only describes the header")]
pub(super) struct KeyHeader {
    /// A repeat of the same request with the same key within 24 hours schedules nothing and returns what
    /// the first request scheduled.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    idempotency_key: Option<String>,
}

/// A text to send at a time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateScheduledMessageRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// A phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    #[schema(min_length = 1, example = "Good morning!")]
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
    /// When it is sent: a time in the future.
    #[schema(value_type = Time)]
    send_at: Timestamp,
}

/// Changes of a message that waits for its time: only the given members change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(min_properties = 1)]
pub(super) struct UpdateScheduledMessageRequest {
    /// Of a text.
    #[schema(min_length = 1)]
    text: Option<String>,
    /// Of a file; empty removes it.
    caption: Option<String>,
    /// A time in the future.
    #[schema(value_type = Option<Time>)]
    send_at: Option<Timestamp>,
}

impl CreateScheduledMessageRequest {
    pub(super) fn with_key(self, idempotency_key: Option<String>) -> NewScheduledMessage {
        NewScheduledMessage {
            instance_id: self.instance_id,
            to: self.to,
            body: ScheduledBody::Text(self.text),
            reply_to: self.reply_to,
            mentions: self.mentions.unwrap_or_default(),
            mention_all: self.mention_all.unwrap_or_default(),
            send_at: self.send_at,
            idempotency_key,
        }
    }
}

impl From<UpdateScheduledMessageRequest> for ScheduledPatch {
    fn from(request: UpdateScheduledMessageRequest) -> Self {
        Self {
            precondition: Precondition::None,
            text: request.text,
            caption: request.caption,
            send_at: request.send_at,
        }
    }
}
