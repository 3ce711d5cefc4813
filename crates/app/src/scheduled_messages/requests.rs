//! The values of a scheduled message, and their checks.

use crate::app::App;
use crate::entity_tag::Precondition;
use crate::error::{Error, Field};
use crate::messages::{SendBody, SendMessage};
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::scheduled_message::ScheduledOptions;

/// A message to schedule.
#[derive(Debug, Clone)]
pub struct NewScheduledMessage {
    /// The sending instance.
    pub instance_id: InstanceId,
    /// The recipient: a phone number, a channel address, a chat id or a person id.
    pub to: String,
    /// Plain text, 1 to 65,536 characters.
    pub text: String,
    /// What else the send has.
    pub options: ScheduledOptions,
    /// When it is due.
    pub send_at: Timestamp,
}

/// Changes of a message that waits for its time; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct ScheduledPatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// Plain text.
    pub text: Option<String>,
    /// When it is due.
    pub send_at: Option<Timestamp>,
}

/// The send that it becomes.
pub(crate) fn request(
    instance_id: InstanceId,
    to: &str,
    text: &str,
    options: &ScheduledOptions,
) -> SendMessage {
    SendMessage {
        instance_id,
        to: to.to_owned(),
        body: SendBody::Text(text.to_owned()),
        reply_to: options.reply_to.clone(),
        mentions: options.mentions.clone(),
        mention_all: options.mention_all,
        idempotency_key: None,
        respond_async: true,
    }
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
