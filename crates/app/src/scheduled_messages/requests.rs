//! The values of a scheduled message, and their checks.

use crate::app::App;
use crate::entity_tag::Precondition;
use crate::error::{Error, Field};
use crate::messages::{SendBody, SendMedia, SendMessage};
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;

/// What is sent later.
#[derive(Debug)]
pub enum ScheduledBody {
    /// Plain text, 1 to 65,536 characters.
    Text(String),
    /// A file.
    Media(SendMedia),
}

/// A message to schedule.
#[derive(Debug)]
pub struct NewScheduledMessage {
    /// The sending instance.
    pub instance_id: InstanceId,
    /// The recipient: a phone number, a channel address, a chat id or a person id.
    pub to: String,
    /// The content.
    pub body: ScheduledBody,
    /// The message to quote: its internal id or the channel's.
    pub reply_to: Option<String>,
    /// Those whom the text or the caption mentions: phone numbers or channel addresses.
    pub mentions: Vec<String>,
    /// Whether it mentions all members of the group.
    pub mention_all: bool,
    /// When it is due.
    pub send_at: Timestamp,
    /// Makes a repeat of this request with the same credential return what the first one scheduled (24
    /// hours).
    pub idempotency_key: Option<String>,
}

impl NewScheduledMessage {
    /// The send that it becomes.
    pub(super) fn into_send(self) -> SendMessage {
        SendMessage {
            instance_id: self.instance_id,
            to: self.to,
            body: match self.body {
                ScheduledBody::Text(text) => SendBody::Text(text),
                ScheduledBody::Media(media) => SendBody::Media(media),
            },
            reply_to: self.reply_to,
            mentions: self.mentions,
            mention_all: self.mention_all,
            no_link_preview: false,
            idempotency_key: self.idempotency_key,
            respond_async: true,
        }
    }
}

/// Changes of a message that waits for its time; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct ScheduledPatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// Plain text, of a text.
    pub text: Option<String>,
    /// The caption of a file; empty removes it.
    pub caption: Option<String>,
    /// When it is due.
    pub send_at: Option<Timestamp>,
}

/// A time in the future, and not too far ahead.
pub(super) fn send_at(app: &App, at: Timestamp) -> Result<Timestamp, Error> {
    let (now, ahead) = (app.env.now(), app.config.replies.scheduled_ahead);
    if at <= now {
        return Err(Error::invalid(Field::SendAt, "give a time in the future"));
    }
    if at > now.plus(ahead) {
        let days = ahead.as_secs() / (24 * 3600);
        return Err(Error::invalid(
            Field::SendAt,
            format!("give a time within the next {days} days"),
        ));
    }
    Ok(at)
}
