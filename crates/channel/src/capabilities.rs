//! What a channel can do. The conformance suite checks it against what the methods do.

use omni_domain::instance::ChannelType;
use serde::Serialize;

/// A thing that a channel can or cannot do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Capability {
    /// Text messages.
    SendText,
    /// Images, audio, video and documents.
    SendMedia,
    /// Emoji on a message.
    SendReaction,
    /// Stickers.
    SendSticker,
    /// Contact cards.
    SendContact,
    /// Places.
    SendLocation,
    /// Quote an earlier message.
    ReplyToMessage,
    /// "typing…".
    SendTyping,
    /// Tell the sender that their message was seen.
    MarkRead,
    /// Change a sent text.
    EditMessage,
    /// Take a sent message back.
    DeleteMessage,
    /// Hear when a message arrived.
    ReceiveDeliveryReceipts,
    /// Hear when a message was seen.
    ReceiveReadReceipts,
    /// Groups.
    HandleGroups,
    /// Link by scanning a QR.
    PairWithQr,
    /// Link by typing a code on the phone.
    PairWithCode,
    /// Say who is on the network, and how they show themselves.
    LookUpPeople,
    /// Change the account's own name, words and picture.
    EditProfile,
    /// Tell about the address book when asked.
    SyncContacts,
    /// List the account's chats when asked.
    SyncChats,
    /// Fetch older messages when asked.
    SyncHistory,
}

/// A channel's abilities and limits.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// What it can do.
    pub can: Vec<Capability>,
    /// Characters in one text message.
    pub max_message_length: usize,
    /// Bytes in one file.
    pub max_file_size: u64,
}

impl Capabilities {
    /// Whether the channel can do this.
    pub fn has(&self, capability: Capability) -> bool {
        self.can.contains(&capability)
    }
}

/// A channel, for people who choose one.
#[derive(Debug, Clone, Serialize)]
pub struct ChannelInfo {
    /// Its type, as the API names it.
    pub id: ChannelType,
    /// Its name.
    pub name: &'static str,
    /// One line about it.
    pub description: &'static str,
    /// Needs a QR (or code) to be linked.
    pub requires_qr: bool,
    /// Can be linked through a web login.
    pub supports_oauth: bool,
    /// What it can do.
    pub capabilities: Capabilities,
}
