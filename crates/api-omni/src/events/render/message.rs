//! Bodies about messages and reactions.

use crate::chats::{ContentView, QuotedView, ReferralView};
use omni_domain::Timestamp;
use omni_domain::content::{Content, QuotedCopy, Referral};
use omni_domain::event::{
    AcceptedMessage, MessageDeleted, MessageEdited, MessageFailed, MessageSent, NetworkMessage,
    QueuedMessage, Reaction, StatusChange,
};
use serde_json::{Value, json};

/// Message content as this API shows it.
pub(crate) fn content_view(content: &Content) -> Value {
    serde_json::to_value(ContentView::from(content.clone())).unwrap_or_default()
}

pub(super) fn network(message: &NetworkMessage) -> Value {
    let mut payload = json!({
        "externalId": message.external_id,
        "chatId": message.chat,
        "chatAltId": message.chat_alt,
        "chatType": message.chat_type,
        "from": message.from,
        "fromAlt": message.from_alt,
        "senderName": message.sender_name,
        "fromMe": message.from_me,
        "content": content_view(&message.content),
        "replyToId": message.reply_to,
        "mentions": message.mentions,
        "timestamp": message.timestamp,
    });
    if let Some(quoted) = &message.quoted {
        payload["quoted"] = json!(QuotedView::from(QuotedCopy::clone(quoted)));
    }
    if let Some(referral) = &message.referral {
        payload["referral"] = json!(ReferralView::from(Referral::clone(referral)));
    }
    payload
}

pub(super) fn queued(message: &QueuedMessage) -> Value {
    json!({
        "chatId": message.chat,
        "to": message.to,
        "content": content_view(&message.content),
        "replyToId": message.reply_to,
        "source": message.source,
    })
}

pub(super) fn sent(sent: &MessageSent) -> Value {
    match sent {
        MessageSent::Accepted(message) => accepted(message),
        MessageSent::FromDevice(message) => network(message),
        MessageSent::Acknowledged(change) => status(change),
    }
}

fn accepted(message: &AcceptedMessage) -> Value {
    let mut payload = json!({
        "externalId": message.external_id,
        "chatId": message.chat,
        "to": message.to,
        "content": content_view(&message.content),
        "replyToId": message.reply_to,
        "source": message.source,
    });
    if let Some(millis) = message.processing_ms {
        payload["processingTimeMs"] = millis.into();
    }
    payload
}

/// These two times are milliseconds since 1970, unlike the others of this API.
pub(super) fn status(change: &StatusChange) -> Value {
    json!({
        "externalId": change.external_id,
        "chatId": change.chat,
        "status": change.status,
        "deliveredAt": change.delivered_at.map(Timestamp::millis),
        "readAt": change.read_at.map(Timestamp::millis),
    })
}

pub(super) fn failed(failed: &MessageFailed) -> Value {
    json!({
        "externalId": failed.external_id,
        "chatId": failed.chat,
        "error": failed.error,
        "errorCode": failed.error_code,
        "retryable": failed.retryable,
    })
}

pub(super) fn edited(edited: &MessageEdited) -> Value {
    json!({
        "externalId": edited.external_id,
        "chatId": edited.chat,
        "newContent": content_view(&edited.new_content),
        "editedAt": edited.edited_at,
    })
}

pub(super) fn deleted(deleted: &MessageDeleted) -> Value {
    json!({
        "externalId": deleted.external_id,
        "chatId": deleted.chat,
        "deletedFor": deleted.deleted_for,
        "by": deleted.by,
    })
}

pub(super) fn reaction(reaction: &Reaction) -> Value {
    json!({
        "messageId": reaction.external_id,
        "chatId": reaction.chat,
        "from": reaction.from,
        "fromMe": reaction.from_me,
        "emoji": reaction.emoji,
        "isCustomEmoji": reaction.is_custom_emoji,
    })
}
