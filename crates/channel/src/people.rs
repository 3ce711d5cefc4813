//! Queries about people, about the account itself, and for history.

use bytes::Bytes;
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use serde::{Deserialize, Serialize};

/// A person who is registered on the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The person's addresses, as the network spells them.
    pub address: Address,
    /// A name that the network has verified.
    pub name: Option<String>,
    /// A business account.
    pub is_business: bool,
}

/// A person's public profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonProfile {
    /// The person's addresses.
    pub address: Address,
    /// A name that the network has verified.
    pub name: Option<String>,
    /// The person's description.
    pub about: Option<String>,
    /// The picture's URL.
    pub picture_url: Option<String>,
    /// A business account.
    pub is_business: bool,
}

/// What a person does at the moment, as others see it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PresenceStatus {
    /// The network was asked and has not reported it yet, or the person hides it.
    #[default]
    Pending,
    /// Not online.
    Offline,
    /// Online.
    Online,
    /// Typing in a chat with the account.
    Typing,
    /// Recording a voice note in one.
    Recording,
}

impl PresenceStatus {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Offline => "offline",
            Self::Online => "online",
            Self::Typing => "typing",
            Self::Recording => "recording",
        }
    }
}

/// The presence of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPresence {
    /// What they do.
    pub status: PresenceStatus,
    /// When they were last online, if they show it.
    pub last_seen: Option<Timestamp>,
}

impl PersonPresence {
    /// Whether they are online, whatever they do.
    pub const fn is_online(self) -> bool {
        !matches!(self.status, PresenceStatus::Pending | PresenceStatus::Offline)
    }
}

/// Changes of the account's own profile; `None` leaves a part unchanged.
#[derive(Clone, Default)]
pub struct ProfileChange {
    /// The name others see.
    pub name: Option<String>,
    /// The description; an empty text removes it.
    pub about: Option<String>,
    /// The picture: a square JPEG; an empty one removes it.
    pub picture: Option<Bytes>,
}

impl std::fmt::Debug for ProfileChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProfileChange")
            .field("name", &self.name.is_some())
            .field("about", &self.about.is_some())
            .field("picture", &self.picture.as_ref().map(Bytes::len))
            .finish()
    }
}

/// The message before which history is requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryAnchor {
    /// The message's id on the channel.
    pub external_id: String,
    /// The instance's own account wrote it.
    pub from_me: bool,
    /// When it was written.
    pub at: Timestamp,
}

/// A request for older messages of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRequest {
    /// The conversation's address.
    pub chat: String,
    /// Messages older than this one.
    pub before: HistoryAnchor,
    /// The maximum number of messages.
    pub count: u32,
    /// Messages written earlier are dropped.
    pub since: Option<Timestamp>,
    /// Messages written later are dropped.
    pub until: Option<Timestamp>,
}

/// The result of a [`HistoryRequest`], after the sink has committed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryPage {
    /// Messages that the network sent.
    pub received: u32,
    /// The oldest of them, the anchor of the next request; `None` if there was none.
    pub oldest: Option<HistoryAnchor>,
}

/// A stored session, as far as its credentials show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// The account's addresses.
    pub owner: Address,
    /// The account's own name.
    pub name: Option<String>,
}
