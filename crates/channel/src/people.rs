//! What a network is asked about people, about the account itself, and about the past.

use bytes::Bytes;
use omni_domain::Timestamp;
use omni_domain::conversation::Address;

/// Somebody who exists on the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Their addresses, as the network spells them.
    pub address: Address,
    /// A name the network itself vouches for.
    pub name: Option<String>,
    /// A business account.
    pub is_business: bool,
}

/// What the network shows of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonProfile {
    /// Their addresses.
    pub address: Address,
    /// A name the network itself vouches for.
    pub name: Option<String>,
    /// What they say about themselves.
    pub about: Option<String>,
    /// Where their picture is.
    pub picture_url: Option<String>,
    /// A business account.
    pub is_business: bool,
}

/// Changes of the account's own profile; `None` leaves a part as it is.
#[derive(Clone, Default)]
pub struct ProfileChange {
    /// The name others see.
    pub name: Option<String>,
    /// The words about oneself; an empty text takes them away.
    pub about: Option<String>,
    /// The picture: a square JPEG.
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

/// Where a piece of history ends: older messages than this one are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryAnchor {
    /// The message's id on the channel.
    pub external_id: String,
    /// The instance's own account wrote it.
    pub from_me: bool,
    /// When it was written.
    pub at: Timestamp,
}

/// A piece of a chat's past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRequest {
    /// The conversation's address.
    pub chat: String,
    /// Messages older than this one.
    pub before: HistoryAnchor,
    /// At most so many.
    pub count: u32,
    /// Those written earlier are dropped.
    pub since: Option<Timestamp>,
    /// Those written later are dropped.
    pub until: Option<Timestamp>,
}

/// The result of a [`HistoryRequest`], after the sink has committed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryPage {
    /// Messages that the network sent.
    pub received: u32,
    /// The oldest of them, to go on from; `None` if there was none.
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
