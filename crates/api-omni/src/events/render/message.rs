//! Bodies about messages and reactions, which most of a log consists of: structs that are
//! serialised straight into the response.

use crate::chats::{ContentView, QuotedView, ReferralView, SentByView};
use omni_domain::Timestamp;
use omni_domain::answer::AnswerKind;
use omni_domain::conversation::ChatType;
use omni_domain::event::{
    AcceptedMessage, DeletionScope, MessageAnswered, MessageDeleted, MessageEdited, MessageFailed,
    MessagePinned, NetworkMessage, QueuedMessage, Reaction, StatusChange,
};
use omni_domain::message::{DeliveryStatus, MessageSource};
use serde::Serialize;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NetworkPayload {
    external_id: String,
    chat_id: String,
    chat_alt_id: Option<String>,
    chat_type: ChatType,
    from: String,
    from_alt: Option<String>,
    sender_name: Option<String>,
    from_me: bool,
    content: ContentView,
    reply_to_id: Option<String>,
    mentions: Vec<String>,
    timestamp: Timestamp,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    forwarded: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    view_once: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    quoted: Option<QuotedView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    referral: Option<ReferralView>,
}

impl From<NetworkMessage> for NetworkPayload {
    fn from(message: NetworkMessage) -> Self {
        Self {
            external_id: message.external_id,
            chat_id: message.chat,
            chat_alt_id: message.chat_alt,
            chat_type: message.chat_type,
            from: message.from,
            from_alt: message.from_alt,
            sender_name: message.sender_name,
            from_me: message.from_me,
            content: message.content.into(),
            reply_to_id: message.reply_to,
            mentions: message.mentions,
            timestamp: message.timestamp,
            forwarded: message.forwarded,
            view_once: message.view_once,
            quoted: message.quoted.map(|quoted| (*quoted).into()),
            referral: message.referral.map(|referral| (*referral).into()),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutboundPayload {
    /// Once the network accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    chat_id: String,
    to: String,
    content: ContentView,
    reply_to_id: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    forwarded: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    view_once: bool,
    source: MessageSource,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_by: Option<SentByView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    processing_time_ms: Option<u64>,
}

impl From<QueuedMessage> for OutboundPayload {
    fn from(message: QueuedMessage) -> Self {
        Self {
            external_id: None,
            chat_id: message.chat,
            to: message.to,
            content: message.content.into(),
            reply_to_id: message.reply_to,
            forwarded: message.forwarded,
            view_once: message.view_once,
            source: message.source,
            sent_by: message.sent_by.map(SentByView::from),
            processing_time_ms: None,
        }
    }
}

impl From<AcceptedMessage> for OutboundPayload {
    fn from(message: AcceptedMessage) -> Self {
        Self {
            external_id: Some(message.external_id),
            chat_id: message.chat,
            to: message.to,
            content: message.content.into(),
            reply_to_id: message.reply_to,
            forwarded: message.forwarded,
            view_once: message.view_once,
            source: message.source,
            sent_by: message.sent_by.map(SentByView::from),
            processing_time_ms: message.processing_ms,
        }
    }
}

/// Its times are milliseconds since 1970, unlike the others of this API.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatusPayload {
    external_id: String,
    chat_id: Option<String>,
    status: DeliveryStatus,
    delivered_at: Option<i64>,
    read_at: Option<i64>,
}

impl From<StatusChange> for StatusPayload {
    fn from(change: StatusChange) -> Self {
        Self {
            external_id: change.external_id,
            chat_id: change.chat,
            status: change.status,
            delivered_at: change.delivered_at.map(Timestamp::millis),
            read_at: change.read_at.map(Timestamp::millis),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FailedPayload {
    external_id: String,
    chat_id: String,
    error: String,
    error_code: String,
    retryable: bool,
}

impl From<MessageFailed> for FailedPayload {
    fn from(failed: MessageFailed) -> Self {
        Self {
            external_id: failed.external_id,
            chat_id: failed.chat,
            error: failed.error,
            error_code: failed.error_code,
            retryable: failed.retryable,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EditedPayload {
    external_id: String,
    chat_id: String,
    new_content: ContentView,
    edited_at: Timestamp,
}

impl From<MessageEdited> for EditedPayload {
    fn from(edited: MessageEdited) -> Self {
        Self {
            external_id: edited.external_id,
            chat_id: edited.chat,
            new_content: edited.new_content.into(),
            edited_at: edited.edited_at,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeletedPayload {
    external_id: String,
    chat_id: String,
    deleted_for: DeletionScope,
    by: String,
}

impl From<MessageDeleted> for DeletedPayload {
    fn from(deleted: MessageDeleted) -> Self {
        Self {
            external_id: deleted.external_id,
            chat_id: deleted.chat,
            deleted_for: deleted.deleted_for,
            by: deleted.by,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReactionPayload {
    message_id: String,
    chat_id: String,
    from: String,
    from_me: bool,
    emoji: String,
    is_custom_emoji: bool,
}

impl From<Reaction> for ReactionPayload {
    fn from(reaction: Reaction) -> Self {
        Self {
            message_id: reaction.external_id,
            chat_id: reaction.chat,
            from: reaction.from,
            from_me: reaction.from_me,
            emoji: reaction.emoji,
            is_custom_emoji: reaction.is_custom_emoji,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnsweredPayload {
    message_id: String,
    chat_id: String,
    from: String,
    from_me: bool,
    kind: AnswerKind,
    choices: Vec<String>,
    extra_guests: u32,
}

impl From<MessageAnswered> for AnsweredPayload {
    fn from(answered: MessageAnswered) -> Self {
        Self {
            message_id: answered.external_id,
            chat_id: answered.chat,
            from: answered.from,
            from_me: answered.from_me,
            kind: answered.kind,
            choices: answered.choices,
            extra_guests: answered.extra_guests,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PinnedPayload {
    message_id: String,
    chat_id: String,
    by: String,
    from_me: bool,
    until: Option<Timestamp>,
}

impl From<MessagePinned> for PinnedPayload {
    fn from(pinned: MessagePinned) -> Self {
        Self {
            message_id: pinned.external_id,
            chat_id: pinned.chat,
            by: pinned.by,
            from_me: pinned.from_me,
            until: pinned.until,
        }
    }
}
