//! The facts of a body that this API shows beside it, in members that all events share.

use omni_domain::content::Content;
use omni_domain::event::{EventBody, EventType, MessageSent, NetworkMessage, Reading};
use omni_domain::ids::MediaId;

/// Members that several types of events have.
#[derive(Debug, Default)]
pub(crate) struct Facts<'a> {
    /// The sender's address.
    pub(crate) from: Option<&'a str>,
    /// The sender's name.
    pub(crate) sender_name: Option<&'a str>,
    /// The message's content.
    pub(crate) content: Option<&'a Content>,
    /// The channel's id of the message that it replies to.
    pub(crate) reply_to: Option<&'a str>,
    /// The emoji of a reaction.
    pub(crate) emoji: Option<&'a str>,
    /// The file, of events about files.
    pub(crate) media_id: Option<MediaId>,
    /// The reading of the file.
    pub(crate) reading: Option<&'a Reading>,
    /// Why it failed.
    pub(crate) error: Option<&'a str>,
    /// The stage at which it failed.
    pub(crate) error_stage: Option<&'static str>,
    pub(crate) processing_ms: Option<u64>,
    pub(crate) agent_latency_ms: Option<u64>,
}

impl<'a> Facts<'a> {
    pub(crate) fn of(body: &'a EventBody) -> Self {
        if let Some(message) = body.network_message() {
            return Self::of_network_message(message);
        }
        let none = Self { error_stage: stage(body), ..Self::default() };
        match body {
            EventBody::MessageQueued(message) => Self {
                content: Some(&message.content),
                reply_to: message.reply_to.as_deref(),
                ..none
            },
            EventBody::MessageSent(MessageSent::Accepted(message)) => Self {
                content: Some(&message.content),
                reply_to: message.reply_to.as_deref(),
                processing_ms: message.processing_ms,
                ..none
            },
            EventBody::MessageFailed(failed) => Self { error: Some(&failed.error), ..none },
            EventBody::ReactionReceived(reaction) | EventBody::ReactionRemoved(reaction) => {
                Self { from: Some(&reaction.from), emoji: Some(&reaction.emoji), ..none }
            }
            EventBody::MessageAnswered(answered) => Self { from: Some(&answered.from), ..none },
            EventBody::MessagePinned(pinned) | EventBody::MessageUnpinned(pinned) => {
                Self { from: Some(&pinned.by), ..none }
            }
            EventBody::MessageKept(kept) => Self { from: Some(&kept.by), ..none },
            EventBody::MediaReceived(received) => {
                Self { media_id: Some(received.media_id), ..none }
            }
            EventBody::MediaFailed(failed) => {
                Self { media_id: Some(failed.media_id()), error: failed.error(), ..none }
            }
            EventBody::MediaProcessed(processed) => Self {
                media_id: Some(processed.media_id),
                reading: Some(&processed.reading),
                processing_ms: Some(processed.processing_ms),
                ..none
            },
            EventBody::AgentResponse(response) => Self {
                processing_ms: response.processing_ms,
                agent_latency_ms: Some(response.latency_ms),
                ..none
            },
            EventBody::AgentError(error) => {
                Self { error: Some(&error.error), processing_ms: error.processing_ms, ..none }
            }
            EventBody::PresenceTyping(typing) => Self { from: Some(&typing.from), ..none },
            EventBody::MessageScheduled(scheduled) => {
                Self { error: scheduled.error.as_deref(), ..none }
            }
            EventBody::DeadLetter(letter) => Self { error: Some(&letter.error), ..none },
            _ => none,
        }
    }

    fn of_network_message(message: &'a NetworkMessage) -> Self {
        Self {
            from: Some(&message.from),
            sender_name: message.sender_name.as_deref(),
            content: Some(&message.content),
            reply_to: message.reply_to.as_deref(),
            ..Self::default()
        }
    }
}

fn stage(body: &EventBody) -> Option<&'static str> {
    match body {
        EventBody::AgentError(error) => Some(error.error_stage.as_str()),
        _ => match body.event_type() {
            EventType::MessageFailed => Some("channel_send"),
            EventType::AgentError => Some("agent_request"),
            _ => None,
        },
    }
}
