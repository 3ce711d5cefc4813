//! Bodies about what the account keeps of its chats and people: on whichever device it was changed.

use super::form::millis;
use crate::access::Principal;
use crate::chat_state::ChatState;
use crate::clock::Timestamp;
use crate::conversation::ChatType;
use crate::ids::{NoteId, UserId};
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A chat was seen for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatCreated {
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// Its kind.
    pub chat_type: ChatType,
    /// Its name, if the network gave one.
    pub name: Option<String>,
}

/// What is kept about a chat changed; the whole of it, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "independent marks, as the network keeps them")]
pub struct ChatUpdated {
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// Put away from the main list.
    pub archived: bool,
    /// At the top of the main list.
    pub pinned: bool,
    /// Does not notify of new messages.
    pub muted: bool,
    /// Until when it does not; none if `muted` does not end by itself.
    #[serde(with = "millis")]
    pub muted_until: Option<Timestamp>,
    /// Marked as unread.
    pub marked_unread: bool,
    /// Seconds after which new messages disappear; 0 is never.
    pub disappearing_seconds: u32,
    /// Ids of its labels, in order.
    pub labels: Vec<String>,
}

impl ChatUpdated {
    /// What is kept about a chat at this time, with the labels that it has.
    pub fn of(chat: String, state: &ChatState, labels: Vec<String>, now: Timestamp) -> Self {
        Self {
            chat,
            archived: state.archived,
            pinned: state.pinned,
            muted: state.mute.is_on(now),
            muted_until: state.mute.until(),
            marked_unread: state.marked_unread,
            disappearing_seconds: state.disappearing_seconds,
            labels,
        }
    }
}

/// The messages of a chat were cleared, or the chat deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatEmptied {
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// Messages up to this time are gone.
    #[serde(with = "millis")]
    pub until: Option<Timestamp>,
}

/// A chat was assigned to a user, or is no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatAssignment {
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The user to whom it is assigned, or no longer.
    pub user_id: UserId,
    /// The user to whom it was assigned before, where it passed from one to another.
    pub previous_user_id: Option<UserId>,
    /// Who did that.
    pub by: Principal,
}

text_enum! {
    /// The change of an internal note.
    pub enum NoteChange {
        /// It was written.
        Created = "created",
        /// Its text was changed.
        Updated = "updated",
        /// It was deleted.
        Deleted = "deleted",
    }
}

/// An internal note on a chat was written, changed or deleted. It has no text: events are kept, and
/// delivered to other programs, and the note is for the people who work with the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatNoteChanged {
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The note.
    pub note_id: NoteId,
    /// The change.
    pub action: NoteChange,
    /// Who did that.
    pub by: Principal,
}

/// A message was starred, or its star removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageStarred {
    /// The network's id of the message.
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// Whether it has a star now.
    pub starred: bool,
}

/// A message got a label, or lost it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageLabelled {
    /// The network's id of the message.
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The network's id of the label.
    pub label_id: String,
    /// Whether it has the label now.
    pub labelled: bool,
}

/// A label was created, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelChanged {
    /// The network's id of it.
    pub label_id: String,
    /// Its name.
    pub name: String,
    /// The number of its colour.
    pub color: i32,
    /// It is deleted.
    pub deleted: bool,
}

/// People were blocked, or unblocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlocklistChanged {
    /// Addresses of those who are blocked now.
    pub blocked: Vec<String>,
    /// Addresses of those who are blocked no more.
    pub unblocked: Vec<String>,
}

/// Privacy settings of the account changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrivacyChanged {
    /// The values of those that changed, by name.
    pub settings: BTreeMap<String, String>,
}
