//! Bodies about typing and presence. Events of these types leave no row.

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// A contact is typing, or stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Typing {
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The address of the contact.
    pub from: String,
    /// Typing or recording now.
    pub is_typing: bool,
    /// Recording a voice note rather than typing.
    pub recording: bool,
}

/// A contact is online, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// The contact's address.
    #[serde(rename = "userId")]
    pub address: String,
    /// Last online, if the contact shows it.
    pub last_seen: Option<Timestamp>,
}
