use super::Address;
use crate::clock::Timestamp;
use crate::ids::{IdentityId, InstanceId, PersonId, TenantId};
use crate::instance::ChannelType;
use crate::text_enum::text_enum;

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
