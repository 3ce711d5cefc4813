//! Messages that are pinned in a chat, or unpinned.

use crate::inbound::message::{Envelope, Me};
use crate::inbound::{control, numbers};
use omni_channel::{Inbound, PinUpdate};
use std::time::Duration;
use waproto::whatsapp::message::PinInChatMessage;
use waproto::whatsapp::message::pin_in_chat_message::Type;

/// `seconds` is how long it is pinned.
pub(super) fn read(
    pin: &PinInChatMessage,
    seconds: Option<u32>,
    envelope: &Envelope,
    me: &Me,
) -> Option<Inbound> {
    let pinned = match pin.r#type? {
        Type::PIN_FOR_ALL => true,
        Type::UNPIN_FOR_ALL => false,
        Type::UNKNOWN_TYPE => return None,
    };
    let at = pin.sender_timestamp_ms.and_then(numbers::moment).unwrap_or(envelope.timestamp);
    let seconds = seconds.filter(|seconds| pinned && *seconds > 0);
    Some(Inbound::Pin(Box::new(PinUpdate {
        chat: envelope.chat.clone(),
        target: control::target(pin.key.as_option()?, envelope, me)?,
        by: envelope.sender.clone(),
        from_me: envelope.from_me,
        pinned,
        expires_at: seconds.map(|seconds| at.plus(Duration::from_secs(u64::from(seconds)))),
        at,
    })))
}
