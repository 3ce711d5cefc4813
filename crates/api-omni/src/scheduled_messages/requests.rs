use crate::shapes::Time;
use omni_app::entity_tag::Precondition;
use omni_app::scheduled_messages::{NewScheduledMessage, ScheduledPatch};
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::scheduled_message::ScheduledOptions;
use serde::Deserialize;
use utoipa::ToSchema;

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
    #[schema(min_length = 1)]
    text: Option<String>,
    /// A time in the future.
    #[schema(value_type = Option<Time>)]
    send_at: Option<Timestamp>,
}

impl From<CreateScheduledMessageRequest> for NewScheduledMessage {
    fn from(request: CreateScheduledMessageRequest) -> Self {
        Self {
            instance_id: request.instance_id,
            to: request.to,
            text: request.text,
            options: ScheduledOptions {
                reply_to: request.reply_to,
                mentions: request.mentions.unwrap_or_default(),
                mention_all: request.mention_all.unwrap_or_default(),
            },
            send_at: request.send_at,
        }
    }
}

impl From<UpdateScheduledMessageRequest> for ScheduledPatch {
    fn from(request: UpdateScheduledMessageRequest) -> Self {
        Self { precondition: Precondition::None, text: request.text, send_at: request.send_at }
    }
}
