//! Bodies about messages and reactions.

use super::form::millis;
use crate::answer::AnswerKind;
use crate::clock::Timestamp;
use crate::content::{Content, QuotedCopy, Referral};
use crate::conversation::ChatType;
use crate::ids::ScheduledMessageId;
use crate::message::{DeliveryStatus, MessageSource, SentBy};
use crate::scheduled_message::ScheduledStatus;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

/// A message as the network delivered it: received, not yet decrypted, or written on another
/// device of the account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NetworkMessage {
    /// The network's id of it.
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The conversation's other address.
    #[serde(rename = "chatAltId")]
    pub chat_alt: Option<String>,
    /// The kind of conversation.
    pub chat_type: ChatType,
    /// The sender's address.
    pub from: String,
    /// The sender's other address.
    pub from_alt: Option<String>,
    /// The sender's display name.
    pub sender_name: Option<String>,
    /// Written by the instance's own account.
    pub from_me: bool,
    /// Its content.
    pub content: Content,
    /// The network's id of the message it replies to.
    #[serde(rename = "replyToId")]
    pub reply_to: Option<String>,
    /// The copy of the quoted message that the reply carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<Box<QuotedCopy>>,
    /// The advert or post by which the sender found the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referral: Option<Box<Referral>>,
    /// Addresses mentioned in the text.
    pub mentions: Vec<String>,
    /// Its file may be opened once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub view_once: bool,
    /// It was forwarded from another chat.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forwarded: bool,
    /// When it was written, by the network's clock.
    pub timestamp: Timestamp,
}

/// A send that was accepted and is queued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueuedMessage {
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The recipient's address.
    pub to: String,
    /// Its content.
    pub content: Content,
    /// The network's id of the message it replies to.
    #[serde(rename = "replyToId")]
    pub reply_to: Option<String>,
    /// Its file may be opened once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub view_once: bool,
    /// It was forwarded from another chat.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forwarded: bool,
    /// What requested it.
    pub source: MessageSource,
    /// The user who sent it, with their name at that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_by: Option<SentBy>,
}

/// The network accepted an outbound message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MessageSent {
    /// Sent from the queue.
    Accepted(Box<AcceptedMessage>),
    /// Written on another device of the account.
    FromDevice(Box<NetworkMessage>),
    /// An acknowledgement that arrived after the send had stopped waiting for it, in rows of earlier
    /// versions.
    Acknowledged(StatusChange),
}

/// An outbound message that the network accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedMessage {
    /// The network's id of it.
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The account's own address; absent in rows of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The recipient's address.
    pub to: String,
    /// Its content.
    pub content: Content,
    /// The network's id of the message it replies to.
    #[serde(rename = "replyToId")]
    pub reply_to: Option<String>,
    /// Addresses mentioned in the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// Its file may be opened once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub view_once: bool,
    /// It was forwarded from another chat.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forwarded: bool,
    /// What requested it.
    pub source: MessageSource,
    /// The user who sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_by: Option<SentBy>,
    /// Milliseconds from acceptance of the send until the network accepted it.
    #[serde(rename = "processingTimeMs", default, skip_serializing_if = "Option::is_none")]
    pub processing_ms: Option<u64>,
}

/// The delivery status of a message advanced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusChange {
    /// The network's id of the message.
    pub external_id: String,
    /// The conversation's address, as the receipt names it.
    #[serde(rename = "chatId")]
    pub chat: Option<String>,
    /// The message's status.
    pub status: DeliveryStatus,
    /// When it was delivered to the recipient's device.
    #[serde(with = "millis")]
    pub delivered_at: Option<Timestamp>,
    /// When the recipient read it.
    #[serde(with = "millis")]
    pub read_at: Option<Timestamp>,
}

/// A message that will not be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageFailed {
    /// The network's id it would have had.
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// Why, for people.
    pub error: String,
    /// Why, for programs.
    pub error_code: String,
    /// Whether another send may succeed.
    pub retryable: bool,
}

/// A message whose text its sender changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageEdited {
    /// The network's id of the message.
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// Its new content.
    pub new_content: Content,
    /// When it was changed.
    pub edited_at: Timestamp,
}

text_enum! {
    /// For whom a message was deleted.
    pub enum DeletionScope {
        /// All participants of the conversation.
        Everyone = "everyone",
        /// The account alone, on its own devices.
        Me = "me",
    }
}

/// A message that was revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageDeleted {
    /// The network's id of the message.
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// For whom it was deleted.
    pub deleted_for: DeletionScope,
    /// The address of the account that deleted it.
    pub by: String,
}

/// What a person answered to a poll or an event. The last answer of a person counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageAnswered {
    /// The network's id of the poll or event.
    #[serde(rename = "messageId")]
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The address of the account that answered.
    pub from: String,
    /// Done by the instance's own account.
    pub from_me: bool,
    /// What was answered.
    pub kind: AnswerKind,
    /// The options that were chosen; of an event `going`, `maybe` or `not_going`. Empty if the
    /// answer was withdrawn.
    pub choices: Vec<String>,
    /// People whom the person brings to an event.
    pub extra_guests: u32,
}

/// A message that was pinned in its chat, or is no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessagePinned {
    /// The network's id of the message.
    #[serde(rename = "messageId")]
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The address of the account that did it.
    pub by: String,
    /// Done by the instance's own account.
    pub from_me: bool,
    /// Until when it is pinned, if that is known.
    pub until: Option<Timestamp>,
}

/// A message is kept in a chat whose messages disappear, or is no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageKept {
    /// The network's id of the message.
    #[serde(rename = "messageId")]
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The address of the account that did it.
    pub by: String,
    /// Done by the instance's own account.
    pub from_me: bool,
    /// Whether it is kept now.
    pub kept: bool,
}

/// A message that is sent at a time. Once it is sent, the event is about that message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageScheduled {
    /// The scheduled message.
    pub scheduled_id: ScheduledMessageId,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// Its state.
    pub status: ScheduledStatus,
    /// When it is due.
    pub send_at: Timestamp,
    /// Why it failed, for people.
    pub error: Option<String>,
}

/// An emoji put on a message, or taken off it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    /// The network's id of the message.
    #[serde(rename = "messageId")]
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The address of the account that reacted.
    pub from: String,
    /// Done by the instance's own account.
    pub from_me: bool,
    /// The emoji; empty if it was taken off.
    pub emoji: String,
    /// A picture of the network's own rather than a Unicode emoji.
    pub is_custom_emoji: bool,
}
