//! What an account keeps about its chats and people on all of its devices: changes made here, and
//! what is reported of changes on other devices.

use crate::capabilities::Capability;
use omni_domain::Timestamp;
use omni_domain::chat_state::{Label, Mute};
use omni_domain::conversation::{Address, ChatType};
use serde::{Deserialize, Serialize};

/// A change of what is kept about a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChatChange {
    /// Put away from the main list, or back.
    Archived(bool),
    /// At the top of the main list, or no more.
    Pinned(bool),
    /// Whether it notifies.
    Muted(Mute),
    /// Marked as unread, or as read.
    MarkedUnread(bool),
    /// Seconds after which new messages disappear; 0 is never.
    Disappearing(u32),
    /// It has a label, or has it no more.
    Labelled {
        /// The network's id of the label.
        label: String,
        /// Whether it has it.
        on: bool,
    },
    /// Its messages up to a time are removed from the account's devices.
    Cleared {
        /// Up to when.
        until: Timestamp,
        /// Starred ones, too.
        starred: bool,
    },
    /// It is deleted from the account's devices, with its messages up to a time.
    Deleted {
        /// Up to when.
        until: Timestamp,
    },
}

/// A message of a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMessage {
    /// Its id on the channel.
    pub external_id: String,
    /// Who wrote it.
    pub sender: String,
    /// The instance's own account wrote it.
    pub from_me: bool,
    /// When, by the channel's clock.
    pub at: Timestamp,
}

/// A change made here ([`crate::Session::change_state`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StateChange {
    /// Of a chat.
    Chat {
        /// Its address.
        chat: String,
        /// What changes.
        change: ChatChange,
        /// Its newest message, if it has any: the network compares by it what devices have.
        newest: Option<KeptMessage>,
    },
    /// A star on a message, or its removal.
    Starred {
        /// The chat's address.
        chat: String,
        /// Which message.
        message: KeptMessage,
        /// Whether it has one.
        on: bool,
    },
    /// A message gets a label, or loses it.
    LabelledMessage {
        /// The chat's address.
        chat: String,
        /// The message's id on the channel.
        external_id: String,
        /// The network's id of the label.
        label: String,
        /// Whether it has it.
        on: bool,
    },
    /// A label is created or changed.
    Label(Label),
    /// A label is deleted.
    LabelDeleted {
        /// The network's id of it.
        id: String,
    },
    /// A person is blocked, or unblocked.
    Blocked {
        /// Their address.
        contact: String,
        /// Whether they are.
        on: bool,
    },
    /// A privacy setting.
    Privacy(PrivacySetting),
    /// A person is saved in the address book, or renamed there.
    Contact {
        /// Their address that has the phone number.
        contact: String,
        /// The name.
        name: String,
    },
    /// Whether others see the account as online.
    Online(bool),
}

impl StateChange {
    /// What the channel must be able to do.
    pub const fn needs(&self) -> Capability {
        match self {
            Self::Chat { change: ChatChange::Labelled { .. }, .. }
            | Self::LabelledMessage { .. }
            | Self::Label(_)
            | Self::LabelDeleted { .. } => Capability::ManageLabels,
            Self::Chat { .. } | Self::Starred { .. } => Capability::ManageChats,
            Self::Blocked { .. } => Capability::BlockPeople,
            Self::Privacy(_) => Capability::EditPrivacy,
            Self::Contact { .. } => Capability::SaveContacts,
            Self::Online(_) => Capability::ShowPresence,
        }
    }
}

/// A privacy setting, in the network's own terms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PrivacySetting {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl PrivacySetting {
    /// The code of [`crate::ChannelError::Rejected`] for a name or a value that the network does not
    /// have: the caller's mistake.
    pub const UNKNOWN: &'static str = "unknown_setting";
}

/// What a session reports of such changes, whichever device made them. A repeat changes nothing.
#[derive(Debug, Clone)]
pub enum StateUpdate {
    /// Of a chat.
    Chat {
        /// The chat.
        chat: Address,
        /// What kind of conversation.
        chat_type: ChatType,
        /// What changed.
        change: ChatChange,
    },
    /// A star on a message, or its removal.
    Starred {
        /// The chat.
        chat: Address,
        /// The message's id on the channel.
        external_id: String,
        /// Whether it has one.
        on: bool,
    },
    /// A message got a label, or lost it.
    LabelledMessage {
        /// The chat.
        chat: Address,
        /// The message's id on the channel.
        external_id: String,
        /// The network's id of the label.
        label: String,
        /// Whether it has it.
        on: bool,
    },
    /// A label is created or changed.
    Label(Label),
    /// A label is deleted.
    LabelDeleted {
        /// The network's id of it.
        id: String,
    },
    /// All who are blocked.
    Blocklist(Vec<Address>),
    /// All privacy settings that the network reports.
    Privacy(Vec<PrivacySetting>),
}
