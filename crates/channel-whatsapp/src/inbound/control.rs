//! Messages about other messages: reactions, edits, revokes.

use crate::inbound::message::{Envelope, Me};
use crate::inbound::{content, unwrap};
use crate::jid::bare_text;
use omni_channel::{Inbound, MessageEdit, MessageRef, MessageRevoke, ReactionUpdate};
use omni_domain::Timestamp;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;

/// What kind of message was read.
#[expect(clippy::large_enum_variant, reason = "it lives for one match, and most are `Update`")]
pub(super) enum Read {
    /// It has content of its own.
    Ordinary,
    /// It changes another message.
    Update(Inbound),
    /// It has nothing for people.
    Nothing,
}

impl From<Option<Inbound>> for Read {
    fn from(inbound: Option<Inbound>) -> Self {
        inbound.map_or(Self::Nothing, Self::Update)
    }
}

pub(super) fn read(message: &wa::Message, envelope: &Envelope, me: &Me) -> Read {
    if let Some(reaction) = message.reaction_message.as_option() {
        return self::reaction(reaction, envelope, me).into();
    }
    let Some(protocol) = message.protocol_message.as_option() else { return Read::Ordinary };
    match protocol.r#type {
        Some(Type::REVOKE) => revoke(protocol, envelope, me).into(),
        Some(Type::MESSAGE_EDIT) => edit(protocol, envelope, me).into(),
        _ => Read::Nothing,
    }
}

/// A key's `from_me` is relative to the sender: true means that the sender of this message wrote
/// the other one too.
fn target(key: &wa::MessageKey, envelope: &Envelope, me: &Me) -> Option<MessageRef> {
    let external_id = key.id.clone().filter(|id| !id.is_empty())?;
    let author = key.participant.as_deref().map(bare_text);
    let senders_own = key.from_me.unwrap_or(false);
    let (sender, from_me) = if senders_own {
        (Some(envelope.sender.id.clone()), envelope.from_me)
    } else if let Some(author) = author {
        let mine = me.is(&author);
        (Some(author), mine)
    } else if envelope.from_me {
        // The account refers to the contact's message, in a direct chat.
        (Some(envelope.chat.id.clone()), false)
    } else {
        (me.pn.clone().or_else(|| me.lid.clone()), true)
    };
    Some(MessageRef { external_id, sender, from_me })
}

fn reaction(
    reaction: &wa::message::ReactionMessage,
    envelope: &Envelope,
    me: &Me,
) -> Option<Inbound> {
    let target = target(reaction.key.as_option()?, envelope, me)?;
    Some(Inbound::Reaction(ReactionUpdate {
        external_id: envelope.id.clone(),
        chat: envelope.chat.clone(),
        target,
        sender: envelope.sender.clone(),
        emoji: reaction.text.clone().unwrap_or_default(),
        from_me: envelope.from_me,
        at: reaction.sender_timestamp_ms.filter(|at| *at > 0).map_or(envelope.timestamp, Timestamp),
    }))
}

fn revoke(
    protocol: &wa::message::ProtocolMessage,
    envelope: &Envelope,
    me: &Me,
) -> Option<Inbound> {
    Some(Inbound::Revoke(MessageRevoke {
        chat: envelope.chat.clone(),
        target: target(protocol.key.as_option()?, envelope, me)?,
        by: envelope.sender.clone(),
        from_me: envelope.from_me,
        at: envelope.timestamp,
    }))
}

fn edit(protocol: &wa::message::ProtocolMessage, envelope: &Envelope, me: &Me) -> Option<Inbound> {
    let changed = unwrap::unwrap(protocol.edited_message.as_option()?);
    Some(Inbound::Edit(Box::new(MessageEdit {
        chat: envelope.chat.clone(),
        target: target(protocol.key.as_option()?, envelope, me)?,
        by: envelope.sender.clone(),
        from_me: envelope.from_me,
        content: content::read(changed)?.content,
        at: protocol.timestamp_ms.filter(|at| *at > 0).map_or(envelope.timestamp, Timestamp),
    })))
}
