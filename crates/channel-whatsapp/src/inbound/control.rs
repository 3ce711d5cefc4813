//! Messages about other messages: reactions, edits, revokes, pins, what is kept.

use crate::inbound::message::{Envelope, Me};
use crate::inbound::{content, keeps, numbers, pins, unwrap};
use crate::jid::bare_text;
use omni_channel::{
    ChatChange, Inbound, MessageEdit, MessageRef, MessageRevoke, ReactionUpdate, StateUpdate,
};
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
    /// It is about another one, and cannot be read further than its kind.
    Named(&'static str),
    /// It has nothing for people.
    Nothing,
}

/// `outer` is the message with its envelopes.
pub(super) fn read(
    outer: &wa::Message,
    message: &wa::Message,
    envelope: &Envelope,
    me: &Me,
) -> Read {
    let update = |read: Option<Inbound>, kind| read.map_or(Read::Named(kind), Read::Update);
    if let Some(reaction) = message.reaction_message.as_option() {
        return update(self::reaction(reaction, envelope, me), "reaction");
    }
    if let Some(pin) = message.pin_in_chat_message.as_option() {
        let seconds = unwrap::add_on_seconds(outer);
        return update(pins::read(pin, seconds, envelope, me), "pin_in_chat");
    }
    if let Some(keep) = message.keep_in_chat_message.as_option() {
        return update(keeps::read(keep, envelope, me), "keep_in_chat");
    }
    let Some(protocol) = message.protocol_message.as_option() else { return Read::Ordinary };
    match protocol.r#type {
        Some(Type::REVOKE) => update(revoke(protocol, envelope, me), "revoke"),
        Some(Type::MESSAGE_EDIT) => update(edit(protocol, envelope, me), "message_edit"),
        Some(Type::EPHEMERAL_SETTING) => Read::Update(disappearing(protocol, envelope)),
        Some(other) => shown(other).map_or(Read::Nothing, Read::Named),
        None => Read::Named("protocol"),
    }
}

/// The name under which a notice is shown; `None` for messages between programs. Every kind is
/// listed, so that one of a newer library is decided upon before it compiles.
const fn shown(kind: Type) -> Option<&'static str> {
    match kind {
        Type::REVOKE => Some("revoke"),
        Type::MESSAGE_EDIT => Some("message_edit"),
        Type::SHARE_PHONE_NUMBER => Some("share_phone_number"),
        Type::REQUEST_WELCOME_MESSAGE => Some("request_welcome"),
        Type::REMINDER_MESSAGE => Some("reminder"),
        Type::STATUS_MENTION_MESSAGE => Some("status_mention"),
        Type::LIMIT_SHARING => Some("limit_sharing"),
        Type::GROUP_MEMBER_LABEL_CHANGE => Some("group_member_label_change"),
        Type::MESSAGE_UNSCHEDULE => Some("message_unschedule"),
        // How long messages of a chat are kept is read apart.
        Type::EPHEMERAL_SETTING | Type::EPHEMERAL_SYNC_RESPONSE
        // The account's phone and its devices exchange keys, history, state and files.
        | Type::HISTORY_SYNC_NOTIFICATION
        | Type::APP_STATE_SYNC_KEY_SHARE
        | Type::APP_STATE_SYNC_KEY_REQUEST
        | Type::APP_STATE_FATAL_EXCEPTION_NOTIFICATION
        | Type::MSG_FANOUT_BACKFILL_REQUEST
        | Type::INITIAL_SECURITY_NOTIFICATION_SETTING_SYNC
        | Type::PEER_DATA_OPERATION_REQUEST_MESSAGE
        | Type::PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE
        | Type::MEDIA_NOTIFY_MESSAGE
        | Type::LID_MIGRATION_MAPPING_SYNC
        // Which of a business's programs answers, and the look of a chat.
        | Type::CLOUD_API_THREAD_CONTROL_NOTIFICATION
        | Type::CHAT_THEME_SETTING
        // Between a phone and the network's own assistants.
        | Type::BOT_FEEDBACK_MESSAGE
        | Type::BOT_MEMU_ONBOARDING_MESSAGE
        | Type::STOP_GENERATION_MESSAGE
        | Type::AI_PSI_METADATA
        | Type::AI_QUERY_FANOUT
        | Type::AI_MEDIA_COLLECTION_MESSAGE
        | Type::AI_METADATA_OPERATION => None,
    }
}

/// A key's `from_me` is relative to the sender: true means that the sender of this message wrote
/// the other one too.
pub(super) fn target(key: &wa::MessageKey, envelope: &Envelope, me: &Me) -> Option<MessageRef> {
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
        at: moment_or(reaction.sender_timestamp_ms, envelope),
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

/// After how long the messages of a direct chat disappear, from now on.
fn disappearing(protocol: &wa::message::ProtocolMessage, envelope: &Envelope) -> Inbound {
    let seconds = protocol.ephemeral_expiration.unwrap_or_default();
    Inbound::State(Box::new(StateUpdate::Chat {
        chat: envelope.chat.clone(),
        chat_type: envelope.chat_type,
        change: ChatChange::Disappearing(seconds),
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
        at: moment_or(protocol.timestamp_ms, envelope),
    })))
}

/// The moment that a sender gives, or that of the message if there is none.
fn moment_or(millis: Option<i64>, envelope: &Envelope) -> Timestamp {
    millis.and_then(numbers::moment).unwrap_or(envelope.timestamp)
}
