//! Bodies about persons and their accounts.

use crate::conversation::LinkedBy;
use crate::ids::{ApiKeyId, IdentityId, PersonId};
use crate::instance::ChannelType;
use serde::{Deserialize, Serialize};

/// A person was seen for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityCreated {
    /// The person.
    pub person_id: PersonId,
    /// The name they go by.
    pub display_name: Option<String>,
    /// E.164 with `+`.
    pub primary_phone: Option<String>,
    /// E-mail address.
    #[serde(default)]
    pub primary_email: Option<String>,
}

/// An account was given to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityLinked {
    /// The person.
    pub person_id: PersonId,
    /// The account.
    #[serde(rename = "platformIdentityId")]
    pub identity_id: IdentityId,
    /// The account's network.
    #[serde(rename = "channelType")]
    pub channel: ChannelType,
    /// The account's address.
    #[serde(rename = "platformUserId")]
    pub address: String,
    /// By what it was given to them.
    pub linked_by: LinkedBy,
    /// How sure that is, 0 to 100.
    pub confidence: i64,
    /// The reason that was given.
    pub reason: Option<String>,
}

/// An account was taken from its person and given one of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityUnlinked {
    /// The person it was taken from.
    pub person_id: PersonId,
    /// The account.
    #[serde(rename = "platformIdentityId")]
    pub identity_id: IdentityId,
    /// The person it was given.
    pub new_person_id: PersonId,
    /// The reason that was given.
    pub reason: String,
}

/// Two addresses turned out to be one account, or two persons were made one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityMerged {
    /// The person who stays.
    pub target_person_id: PersonId,
    /// The person who was merged into the other.
    pub source_person_id: PersonId,
    /// The accounts that moved.
    pub merged_identity_ids: Vec<IdentityId>,
    /// Why.
    #[serde(flatten)]
    pub reason: MergeReason,
}

/// Why two became one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum MergeReason {
    /// The network says that both addresses are one account.
    SameAccount,
    /// An operator merged them.
    AdminLinked {
        /// The reason that was given.
        note: Option<String>,
        /// The key it was asked for with.
        merged_by: Option<ApiKeyId>,
    },
}
