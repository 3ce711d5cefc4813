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
    /// Display name.
    pub display_name: Option<String>,
    /// E.164 with `+`.
    pub primary_phone: Option<String>,
    /// E-mail address.
    #[serde(default)]
    pub primary_email: Option<String>,
}

/// A person's name, phone number or e-mail address was changed. These are the new values, of those
/// that did not change the present ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityUpdated {
    /// The person.
    pub person_id: PersonId,
    /// Display name.
    pub display_name: Option<String>,
    /// E.164 with `+`.
    pub primary_phone: Option<String>,
    /// E-mail address.
    pub primary_email: Option<String>,
}

/// An account was assigned to a person.
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
    /// The evidence for the link.
    pub linked_by: LinkedBy,
    /// Confidence, 0 to 100.
    pub confidence: i64,
    /// The reason that was given.
    pub reason: Option<String>,
}

/// An account was unlinked from its person and given one of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityUnlinked {
    /// The previous person.
    pub person_id: PersonId,
    /// The account.
    #[serde(rename = "platformIdentityId")]
    pub identity_id: IdentityId,
    /// The new person.
    pub new_person_id: PersonId,
    /// The reason that was given.
    pub reason: String,
}

/// Two addresses were found to be one account, or two persons were merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityMerged {
    /// The person who was kept.
    pub target_person_id: PersonId,
    /// The person who was merged into the other.
    pub source_person_id: PersonId,
    /// The accounts that moved.
    pub merged_identity_ids: Vec<IdentityId>,
    /// Why.
    #[serde(flatten)]
    pub reason: MergeReason,
}

/// Why two persons were merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum MergeReason {
    /// The network reports that both addresses are one account.
    SameAccount,
    /// An operator merged them.
    AdminLinked {
        /// The reason that was given.
        note: Option<String>,
        /// The key of the request.
        merged_by: Option<ApiKeyId>,
    },
}
