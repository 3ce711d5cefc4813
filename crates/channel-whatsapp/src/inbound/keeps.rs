//! Messages that are kept in a chat whose messages disappear, or not any more.

use crate::inbound::message::{Envelope, Me};
use crate::inbound::{control, numbers};
use omni_channel::{Inbound, KeepUpdate};
use waproto::whatsapp::KeepType;
use waproto::whatsapp::message::KeepInChatMessage;

pub(super) fn read(keep: &KeepInChatMessage, envelope: &Envelope, me: &Me) -> Option<Inbound> {
    let kept = match keep.keep_type? {
        KeepType::KEEP_FOR_ALL => true,
        KeepType::UNDO_KEEP_FOR_ALL => false,
        KeepType::UNKNOWN => return None,
    };
    Some(Inbound::Keep(Box::new(KeepUpdate {
        chat: envelope.chat.clone(),
        target: control::target(keep.key.as_option()?, envelope, me)?,
        by: envelope.sender.clone(),
        from_me: envelope.from_me,
        kept,
        at: keep.timestamp_ms.and_then(numbers::moment).unwrap_or(envelope.timestamp),
    })))
}
