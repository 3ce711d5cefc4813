//! What an account keeps about its chats, the same on all of its devices.

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether a chat notifies of new messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "mute", content = "until")]
pub enum Mute {
    /// It does.
    #[default]
    Off,
    /// Not before this time.
    Until(Timestamp),
    /// Never.
    Always,
}

impl Mute {
    /// Whether it is muted at a time.
    pub fn is_on(self, now: Timestamp) -> bool {
        match self {
            Self::Off => false,
            Self::Until(until) => until > now,
            Self::Always => true,
        }
    }

    /// The time at which it ends by itself.
    pub const fn until(self) -> Option<Timestamp> {
        match self {
            Self::Until(until) => Some(until),
            Self::Off | Self::Always => None,
        }
    }
}

/// What the account keeps about a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatState {
    /// Put away from the main list.
    pub archived: bool,
    /// At the top of the main list.
    pub pinned: bool,
    /// Whether it notifies.
    pub mute: Mute,
    /// Marked as unread by a person, without unread messages.
    pub marked_unread: bool,
    /// Seconds after which new messages disappear; 0 is never.
    pub disappearing_seconds: u32,
    /// Messages up to this time were cleared.
    pub cleared_at: Option<Timestamp>,
    /// The chat was deleted at this time; a later message brings it back.
    pub removed_at: Option<Timestamp>,
}

/// A label that chats can have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Label {
    /// The network's id of it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The number of its colour in the network's palette.
    pub color: i32,
}

/// A person whom the account has blocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockedContact {
    /// Their address.
    pub address: String,
    /// Their other address, if it is known.
    pub address_alt: Option<String>,
    /// Since when it is known.
    pub blocked_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::Mute;
    use crate::clock::Timestamp;

    #[test]
    fn a_mute_ends_at_its_time() {
        let mute = Mute::Until(Timestamp(10));
        assert!(mute.is_on(Timestamp(9)));
        assert!(!mute.is_on(Timestamp(10)));
        assert!(Mute::Always.is_on(Timestamp(10)) && !Mute::Off.is_on(Timestamp(0)));
    }
}
