//! What a session is asked to say.

use omni_domain::Timestamp;
use omni_domain::content::{ContactCard, Location, MediaContent};

/// A message to be sent. Sending it again with the same `external_id` shows it once.
#[derive(Debug, Clone)]
pub struct OutboundMessage {
    /// The id it will have on the channel, chosen by us beforehand ([`crate::Channel::new_message_id`]).
    pub external_id: String,
    /// The conversation's address on the channel.
    pub to: String,
    /// What to say.
    pub content: OutboundContent,
    /// The message to quote.
    pub reply_to: Option<Quoted>,
}

/// What to say.
#[derive(Debug, Clone)]
pub enum OutboundContent {
    /// Plain text.
    Text(String),
    /// A file, its bytes in the blob store.
    Media(OutboundMedia),
    /// A place.
    Location(Location),
    /// Contact cards.
    Contacts(Vec<ContactCard>),
}

/// A file to be sent.
#[derive(Debug, Clone)]
pub struct OutboundMedia {
    /// Facts about it.
    pub content: MediaContent,
    /// Key of its bytes in the blob store.
    pub blob_key: String,
}

/// The message that is answered, with enough of it for the channel to show it.
#[derive(Debug, Clone)]
pub struct Quoted {
    /// Its id on the channel.
    pub external_id: String,
    /// Who wrote it.
    pub sender: String,
    /// Whether the instance's own account wrote it.
    pub from_me: bool,
    /// Its text, if it has one.
    pub text: Option<String>,
}

/// Something done in a chat that is not a message of its own.
#[derive(Debug, Clone)]
pub enum ChatAction {
    /// Put an emoji on a message; an empty one takes it off.
    React {
        /// The reaction's own id on the channel; a repeat shows once.
        external_id: String,
        /// The conversation's address.
        chat: String,
        /// The message.
        target: Quoted,
        /// The emoji.
        emoji: String,
    },
    /// Tell the senders that their messages were seen.
    MarkRead {
        /// The conversation's address.
        chat: String,
        /// Message ids and, in groups, who wrote each.
        messages: Vec<(String, Option<String>)>,
    },
    /// Change the text of a message of ours.
    Edit {
        /// The conversation's address.
        chat: String,
        /// The message.
        external_id: String,
        /// The new text.
        text: String,
    },
    /// Take a message of ours back.
    Revoke {
        /// The conversation's address.
        chat: String,
        /// The message.
        external_id: String,
    },
    /// Show or hide "typing…".
    Typing {
        /// The conversation's address.
        chat: String,
        /// Show it.
        active: bool,
    },
}

/// What the network said of a message it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its id on the channel.
    pub external_id: String,
    /// The network's own time for it.
    pub at: Timestamp,
}
