//! Chats, contacts, persons and their identities.

use crate::access::Principal;
use crate::ai_layer::AiChat;
use crate::chat_state::ChatState;
use crate::clock::Timestamp;
use crate::content::MediaKind;
use crate::event::PausedBy;
use crate::ids::{
    ChatId, ContactId, IdentityId, InstanceId, MediaId, MessageId, NoteId, PersonId, TenantId,
    UserId,
};
use crate::instance::ChannelType;
use crate::message::{DeliveryStatus, Direction, MessageSource, SentBy};
use crate::phone::PhoneNumber;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

/// How a channel addresses a contact or a chat. One contact may have two addresses (on WhatsApp a
/// phone JID and a LID, on the Cloud API a phone number and a user id); [`Address::id`] is the one
/// to show. The phone number is a field of its own: only the channel can find it in an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The address to show and to store as canonical.
    pub id: String,
    /// The other address of the same chat or contact, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// The phone number, if the contact has one and it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
}

impl Address {
    /// An address with no other.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), alt: None, phone: None }
    }

    /// The same with the contact's other address.
    #[must_use]
    pub fn with_alt(self, alt: impl Into<String>) -> Self {
        Self { alt: Some(alt.into()), ..self }
    }

    /// The same with the contact's phone number, if it has one.
    #[must_use]
    pub fn with_phone(self, phone: Option<PhoneNumber>) -> Self {
        Self { phone, ..self }
    }

    /// Both addresses, the canonical first.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str()).chain(self.alt.as_deref())
    }

    /// The address after it is completed by `self`, another form of the `known` one; `None` if
    /// nothing is new. Only a pair of addresses determines which of them is canonical.
    pub fn merged_with(&self, known: &Self) -> Option<Self> {
        let ids = if self.alt.is_some() { self } else { known };
        let phone = self.phone.as_ref().or(known.phone.as_ref());
        let now = Self { id: ids.id.clone(), alt: ids.alt.clone(), phone: phone.cloned() };
        (now != *known).then_some(now)
    }
}

text_enum! {
    /// The kind of conversation (docs/API-OMNI.md).
    pub enum ChatType {
        /// One other person.
        Dm = "dm",
        /// Several.
        Group = "group",
        /// A public or server channel.
        Channel = "channel",
        /// A thread of a channel.
        Thread = "thread",
        /// A broadcast list, also WhatsApp status.
        Broadcast = "broadcast",
    }
}

/// A conversation on an instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Chat {
    /// Internal id.
    pub id: ChatId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance it is on.
    pub instance_id: InstanceId,
    /// The channel's id for it; [`Address::alt`] is its other address.
    pub address: Address,
    /// What kind of conversation.
    pub chat_type: ChatType,
    /// Its name.
    pub name: Option<String>,
    /// How many messages are stored.
    pub message_count: i64,
    /// How many of them the instance has not read.
    pub unread_count: i64,
    /// The newest message's time.
    pub last_message_at: Option<Timestamp>,
    /// The newest message in one line.
    pub last_message_preview: Option<String>,
    /// First seen.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

/// What a list of chats shows of a chat's newest message beside [`Chat::last_message_preview`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastMessage {
    /// The message.
    pub id: MessageId,
    /// To the instance, or from it.
    pub direction: Direction,
    /// How it reached the store.
    pub source: MessageSource,
    /// Its delivery status.
    pub status: DeliveryStatus,
    /// The sender's name, where the channel reports it.
    pub sender_name: Option<String>,
    /// The user who sent it.
    pub sent_by: Option<SentBy>,
}

/// Whether a chat's media is processed (described, transcribed), and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatProcessing {
    /// Process it.
    pub media_enabled: bool,
    /// Why, for people.
    pub note: Option<String>,
}

impl Default for ChatProcessing {
    /// A chat without a decision is processed.
    fn default() -> Self {
        Self { media_enabled: true, note: None }
    }
}

/// What is stored about a chat beside its row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatFacts {
    /// Number of participants, if the channel reports it.
    pub participant_count: i64,
    /// Whether its media is processed.
    pub processing: ChatProcessing,
    /// What the account keeps about it on all of its devices.
    pub state: ChatState,
    /// Ids of its labels, in order.
    pub labels: Vec<String>,
    /// Its AI layer, if it has one.
    pub ai: Option<AiChat>,
    /// The address of its picture, if it was requested recently.
    pub picture_url: Option<String>,
    /// The user to whom it is assigned.
    pub assignee: Option<Assignee>,
    /// The last pause of its agent; see [`AgentPause::holds`].
    pub pause: Option<AgentPause>,
    /// The account has blocked the other person.
    pub is_blocked: bool,
}

/// The agent does not answer in a chat for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentPause {
    /// Since when.
    pub since: Timestamp,
    /// Until then; without an end if not set.
    pub until: Option<Timestamp>,
    /// What paused it.
    pub by: PausedBy,
}

impl AgentPause {
    /// Whether it holds at this time.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// The user to whom a chat is assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignee {
    /// The user.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Since when.
    pub assigned_at: Timestamp,
}

/// An internal note on a chat. It is for the people who work with it: no network and no agent gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatNote {
    /// Internal id.
    pub id: NoteId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance of the chat.
    pub instance_id: InstanceId,
    /// The chat.
    pub chat_id: ChatId,
    /// Who wrote it.
    pub author: Principal,
    /// The author's name when they wrote it; the server itself has none.
    pub author_name: Option<String>,
    /// The text.
    pub text: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// The last change of the text.
    pub updated_at: Timestamp,
}

/// A participant of a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct Participant {
    /// The chat.
    pub chat_id: ChatId,
    /// The channel's address of the participant.
    pub platform_user_id: String,
    /// Their identity, once they have written.
    pub identity_id: Option<IdentityId>,
    /// Display name.
    pub display_name: Option<String>,
    /// `owner`, `admin` or `member`.
    pub role: String,
    /// First seen.
    pub joined_at: Timestamp,
}

/// An address-book entry of an instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// Internal id.
    pub id: ContactId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance with this contact.
    pub instance_id: InstanceId,
    /// The channel's addresses.
    pub address: Address,
    /// The best name known (saved, else the push name).
    pub display_name: Option<String>,
    /// The push name, which the contact has set.
    pub push_name: Option<String>,
    /// A group rather than a person.
    pub is_group: bool,
    /// A business account.
    pub is_business: bool,
    /// First seen.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

/// A human (or company) across channels.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Internal id.
    pub id: PersonId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Display name.
    pub display_name: Option<String>,
    /// E.164 with `+`; unique in a tenant.
    pub primary_phone: Option<String>,
    /// E-mail; matched without regard to case.
    pub primary_email: Option<String>,
    /// A picture, where known.
    pub avatar_url: Option<String>,
    /// Values set by callers and merges; `mergedFrom` lists the persons that became this one.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// First seen.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

/// One account of a person on one instance's channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// Internal id.
    pub id: IdentityId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The person.
    pub person_id: PersonId,
    /// The channel.
    pub channel: ChannelType,
    /// The instance of the account.
    pub instance_id: InstanceId,
    /// The channel's addresses; unique in an instance.
    pub address: Address,
    /// Display name.
    pub display_name: Option<String>,
    /// The username on the channel, without a leading `@`.
    pub username: Option<String>,
    /// Their e-mail address, where the channel reports it.
    pub email: Option<String>,
    /// Number of messages from this account.
    pub message_count: i64,
    /// First message.
    pub first_seen_at: Timestamp,
    /// Latest message.
    pub last_seen_at: Timestamp,
    /// Why it belongs to this person.
    pub link: IdentityLink,
}

text_enum! {
    /// How an account was linked to its person (docs/API-OMNI.md).
    pub enum LinkedBy {
        /// The person was created for it.
        Initial = "initial",
        /// The person has the same phone number.
        PhoneMatch = "phone_match",
        /// The person has the same e-mail address.
        EmailMatch = "email_match",
        /// Only one person has that username elsewhere.
        UsernameMatch = "username_match",
        /// A caller declared it.
        Manual = "manual",
    }
}

/// Why an account belongs to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityLink {
    /// How it was linked to them.
    pub linked_by: LinkedBy,
    /// Confidence, 0 to 100.
    pub confidence: i64,
    /// The reason that was given.
    pub reason: Option<String>,
    /// When it was assigned to this person; `None` is since it was first seen.
    pub at: Option<Timestamp>,
}

impl IdentityLink {
    /// The person was created for the account.
    pub const INITIAL: Self =
        Self { linked_by: LinkedBy::Initial, confidence: 100, reason: None, at: None };

    /// The person has the account's phone number.
    pub const PHONE_MATCH: Self =
        Self { linked_by: LinkedBy::PhoneMatch, confidence: 90, reason: None, at: None };

    /// The person has the account's e-mail address.
    pub const EMAIL_MATCH: Self =
        Self { linked_by: LinkedBy::EmailMatch, confidence: 90, reason: None, at: None };

    /// The person, and no other, has the account's username.
    pub const USERNAME_MATCH: Self =
        Self { linked_by: LinkedBy::UsernameMatch, confidence: 60, reason: None, at: None };
}

text_enum! {
    /// The state of a media file's bytes.
    pub enum MediaStatus {
        /// With the channel; a fetch job exists.
        Pending = "pending",
        /// In the blob store.
        Downloaded = "downloaded",
        /// The channel no longer has it.
        Expired = "expired",
        /// Given up after the bounded attempts.
        Error = "error",
    }
}

/// A media file of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Media {
    /// Internal id.
    pub id: MediaId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance it was received or sent through.
    pub instance_id: InstanceId,
    /// The message it belongs to, if any (an upload waits for its message).
    pub message_id: Option<MessageId>,
    /// Its kind.
    pub kind: MediaKind,
    /// MIME type.
    pub mime_type: String,
    /// The file's name, for documents.
    pub file_name: Option<String>,
    /// Bytes.
    pub size: Option<i64>,
    /// SHA-256 of the bytes, lower-case hex, once they are stored.
    pub sha256: Option<String>,
    /// State of the bytes.
    pub status: MediaStatus,
    /// Key in the blob store, once they are stored.
    pub blob_key: Option<String>,
    /// How to fetch them from the channel: opaque bytes of the channel's own, sealed at rest.
    pub locator: Option<Vec<u8>>,
    /// Why there are no bytes.
    pub error: Option<String>,
    /// First seen.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::Address;
    use crate::phone::PhoneNumber;

    #[test]
    fn a_pair_determines_the_canonical_address_and_a_phone_number_is_kept() {
        let phone = PhoneNumber::parse("15550002222");
        let lid = Address::new("9@lid");
        let pair = Address::new("1@p").with_alt("9@lid").with_phone(phone.clone());
        assert_eq!(pair.merged_with(&lid), Some(pair.clone()));
        assert_eq!(lid.merged_with(&pair), None);
        assert_eq!(pair.merged_with(&pair), None);
        let with_number = Address::new("9@lid").with_phone(phone);
        assert_eq!(with_number.merged_with(&lid), Some(with_number.clone()));
        assert_eq!(lid.merged_with(&with_number), None);
    }
}
