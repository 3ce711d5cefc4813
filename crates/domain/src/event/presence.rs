//! Bodies about who types and who is online. Events of these types leave no row.

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// Somebody is typing, or stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Typing {
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The address of who types.
    pub from: String,
    /// Typing or recording at the moment.
    pub is_typing: bool,
    /// Recording a voice note rather than typing.
    pub recording: bool,
}

/// Somebody is online, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// Their address.
    #[serde(rename = "userId")]
    pub address: String,
    /// Last online, if they let it be known.
    pub last_seen: Option<Timestamp>,
}
