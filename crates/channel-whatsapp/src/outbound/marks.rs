//! Marks on messages that all participants of a chat see: pins, and what is kept.

use wacore::proto_helpers::build_keep_in_chat_message;
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::PinInChatMessage;
use waproto::whatsapp::message::pin_in_chat_message::Type;

/// Pins a message for that many seconds, or unpins it.
pub(super) fn pin(key: wa::MessageKey, seconds: Option<u32>, now: i64) -> wa::Message {
    wa::Message {
        pin_in_chat_message: MessageField::some(PinInChatMessage {
            key: MessageField::some(key),
            r#type: Some(if seconds.is_some() { Type::PIN_FOR_ALL } else { Type::UNPIN_FOR_ALL }),
            sender_timestamp_ms: Some(now),
        }),
        message_context_info: MessageField::some(wa::MessageContextInfo {
            message_add_on_duration_in_secs: Some(seconds.unwrap_or_default()),
            ..Default::default()
        }),
        ..wa::Message::default()
    }
}

/// Keeps a message of a chat whose messages disappear, or lets it disappear again.
pub(super) fn keep(key: wa::MessageKey, keep: bool, now: i64) -> wa::Message {
    build_keep_in_chat_message(key, keep, now)
}
