//! Chats, contacts, persons and their identities.

use crate::clock::Timestamp;
use crate::content::MediaKind;
use crate::ids::{
    ChatId, ContactId, IdentityId, InstanceId, MediaId, MessageId, PersonId, TenantId,
};
use crate::instance::ChannelType;
use crate::phone::PhoneNumber;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

/// How a channel addresses somebody or some chat. One contact may have two addresses (on WhatsApp a
/// phone JID and a LID, on the Cloud API a phone number and a user id); [`Address::id`] is the one
/// to show. The phone number is a fact of its own: how it is spelled in an address is known to the
/// channel alone.
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

    /// What is known after this was learned of a contact that was `known` by another form of it;
    /// `None` if it is nothing new. Only a pair of addresses says which of them is canonical.
    pub fn learned_over(&self, known: &Self) -> Option<Self> {
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
    /// How many messages we hold.
    pub message_count: i64,
    /// How many of them the instance has not read.
    pub unread_count: i64,
    /// The newest message's moment.
    pub last_message_at: Option<Timestamp>,
    /// The newest message in one line.
    pub last_message_preview: Option<String>,
    /// First seen.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
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
    /// A chat about which nobody has decided is processed.
    fn default() -> Self {
        Self { media_enabled: true, note: None }
    }
}

/// What is kept about a chat beside its row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatFacts {
    /// How many are in it, where the channel said so.
    pub participant_count: i64,
    /// Whether its media is processed.
    pub processing: ChatProcessing,
}

/// Somebody in a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct Participant {
    /// The chat.
    pub chat_id: ChatId,
    /// The channel's address of the participant.
    pub platform_user_id: String,
    /// Their identity, once they have written.
    pub identity_id: Option<IdentityId>,
    /// The name they go by.
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
    /// The instance that knows them.
    pub instance_id: InstanceId,
    /// The channel's addresses.
    pub address: Address,
    /// The best name known (saved, else the one they gave themselves).
    pub display_name: Option<String>,
    /// The name they gave themselves.
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
    /// The name they go by.
    pub display_name: Option<String>,
    /// E.164 with `+`; unique in a tenant.
    pub primary_phone: Option<String>,
    /// E-mail; matched without regard to case.
    pub primary_email: Option<String>,
    /// A picture, where known.
    pub avatar_url: Option<String>,
    /// What callers and merges remember; `mergedFrom` lists the persons that became this one.
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
    /// The human behind it.
    pub person_id: PersonId,
    /// The channel.
    pub channel: ChannelType,
    /// The instance that knows them.
    pub instance_id: InstanceId,
    /// The channel's addresses; unique in an instance.
    pub address: Address,
    /// The name they go by.
    pub display_name: Option<String>,
    /// The unique name they chose on the channel, without a leading `@`.
    pub username: Option<String>,
    /// Their e-mail address, where the channel reports it.
    pub email: Option<String>,
    /// How many messages they sent.
    pub message_count: i64,
    /// First message.
    pub first_seen_at: Timestamp,
    /// Latest message.
    pub last_seen_at: Timestamp,
    /// Why it is this person's.
    pub link: IdentityLink,
}

text_enum! {
    /// How an account was linked to its person (docs/API-OMNI.md).
    pub enum LinkedBy {
        /// The person was made for it.
        Initial = "initial",
        /// The person has the same phone number.
        PhoneMatch = "phone_match",
        /// The person has the same e-mail address.
        EmailMatch = "email_match",
        /// One person alone has that username elsewhere.
        UsernameMatch = "username_match",
        /// Somebody said so.
        Manual = "manual",
    }
}

/// Why an account is a person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityLink {
    /// How it was linked to them.
    pub linked_by: LinkedBy,
    /// How sure that is, 0 to 100.
    pub confidence: i64,
    /// What was said about it.
    pub reason: Option<String>,
    /// When it was given to this person; `None` is since it was first seen.
    pub at: Option<Timestamp>,
}

impl IdentityLink {
    /// The person was made for the account.
    pub const INITIAL: Self =
        Self { linked_by: LinkedBy::Initial, confidence: 100, reason: None, at: None };

    /// The person has the account's phone number.
    pub const PHONE_MATCH: Self =
        Self { linked_by: LinkedBy::PhoneMatch, confidence: 90, reason: None, at: None };

    /// The person has the account's e-mail address.
    pub const EMAIL_MATCH: Self =
        Self { linked_by: LinkedBy::EmailMatch, confidence: 90, reason: None, at: None };

    /// The person, and nobody else, has the account's username.
    pub const USERNAME_MATCH: Self =
        Self { linked_by: LinkedBy::UsernameMatch, confidence: 60, reason: None, at: None };
}

text_enum! {
    /// Where a media file's bytes are.
    pub enum MediaStatus {
        /// With the channel; a fetch job is under way.
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
    /// What it is.
    pub kind: MediaKind,
    /// MIME type.
    pub mime_type: String,
    /// The file's name, for documents.
    pub file_name: Option<String>,
    /// Bytes.
    pub size: Option<i64>,
    /// SHA-256 of the bytes, lower-case hex, once they are here.
    pub sha256: Option<String>,
    /// Where the bytes are.
    pub status: MediaStatus,
    /// Key in the blob store, once they are here.
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
    fn a_pair_says_which_address_is_canonical_and_a_phone_number_is_kept() {
        let phone = PhoneNumber::parse("15550002222");
        let lid = Address::new("9@lid");
        let pair = Address::new("1@p").with_alt("9@lid").with_phone(phone.clone());
        assert_eq!(pair.learned_over(&lid), Some(pair.clone()));
        assert_eq!(lid.learned_over(&pair), None);
        assert_eq!(pair.learned_over(&pair), None);
        let with_number = Address::new("9@lid").with_phone(phone);
        assert_eq!(with_number.learned_over(&lid), Some(with_number.clone()));
        assert_eq!(lid.learned_over(&with_number), None);
    }
}
