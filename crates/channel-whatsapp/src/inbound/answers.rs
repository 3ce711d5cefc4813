//! Answers to polls and events: each arrives as a message, and changes what its sender answered
//! before.

use crate::inbound::{attendance, secrets, unwrap, votes};
use crate::session::Core;
use omni_channel::{AnswerUpdate, Inbound};
use omni_domain::Timestamp;
use omni_domain::answer::AnswerKind;
use omni_domain::content::Content;
use wacore::types::events::InboundMessage;
use whatsapp_rust::Client;

/// An answer that could be read.
pub(super) struct Read {
    /// As a message.
    pub(super) content: Content,
    pub(super) kind: AnswerKind,
    pub(super) choices: Vec<String>,
    pub(super) extra_guests: u32,
    /// When, if its sender gives it more exactly than the network.
    pub(super) at: Option<Timestamp>,
}

/// Keeps a poll or an event that is received, and reads an answer to one: puts it into the message
/// that was made of it, and returns what changes with it.
pub(super) async fn follow(
    core: &Core,
    client: &Client,
    item: &InboundMessage,
    inbound: &mut Inbound,
) -> Option<Inbound> {
    let Inbound::Message(message) = inbound else { return None };
    if matches!(message.content, Content::Poll { .. } | Content::Event(_)) {
        secrets::keep(core, &message.external_id, &message.sender, &item.message).await;
        core.recent.note(message, &item.message);
        return None;
    }
    let innermost = unwrap::unwrap(&item.message);
    let source = &item.info.source;
    let read = if let Some(vote) = innermost.poll_update_message.as_option() {
        votes::read(core, client, vote, &source.sender).await
    } else if let Some(answer) = innermost.enc_event_response_message.as_option() {
        attendance::read(core, answer, &source.sender, source.sender_alt.as_ref()).await
    } else {
        None
    }?;
    message.content = read.content;
    Some(Inbound::Answer(Box::new(AnswerUpdate {
        chat: message.chat.clone(),
        target: message.reply_to.clone()?,
        sender: message.sender.clone(),
        from_me: message.from_me,
        kind: read.kind,
        choices: read.choices,
        extra_guests: read.extra_guests,
        at: read.at.unwrap_or(message.timestamp),
    })))
}
