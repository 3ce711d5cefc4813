//! Bodies about groups: what was changed, and who did it.

use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What happened to people of a group.
    pub enum ParticipantAction {
        /// Someone added them.
        Added = "added",
        /// They joined by themselves, by an invite or after an approval.
        Joined = "joined",
        /// Someone removed them.
        Removed = "removed",
        /// They left by themselves.
        Left = "left",
        /// They became admins.
        Promoted = "promoted",
        /// They are admins no more.
        Demoted = "demoted",
        /// They ask to join; an admin decides.
        Requested = "requested",
        /// Their request to join was rejected or withdrawn.
        RequestEnded = "request_ended",
    }
}

/// What was changed of a group; `None` is unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GroupChanges {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Its description; an empty one was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether only admins may write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admins_only_send: Option<bool>,
    /// Whether only admins may change its name, description and picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admins_only_edit: Option<bool>,
    /// Whether only admins may add members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admins_only_add: Option<bool>,
    /// Whether an admin approves who joins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join_approval: Option<bool>,
    /// Seconds after which messages disappear; 0 if they stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disappearing_seconds: Option<u32>,
}

/// A group was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupUpdated {
    /// The group's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The address of who changed it, if the network reports it.
    pub by: Option<String>,
    /// What was changed.
    pub changes: GroupChanges,
}

/// People joined or left a group, or their role in it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupParticipants {
    /// The group's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// What happened to them.
    pub action: ParticipantAction,
    /// Their addresses.
    pub participants: Vec<String>,
    /// The address of who did it, if the network reports it.
    pub by: Option<String>,
}
