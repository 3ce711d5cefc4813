//! What a session receives, in the terms every channel shares.

use crate::error::ChannelError;
use omni_domain::Timestamp;
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Address, ChatType};

/// Something a session received.
#[derive(Debug, Clone)]
pub enum Inbound {
    /// A message, theirs or the person's own from another device.
    Message(Box<InboundMessage>),
    /// A message that arrived but cannot be decrypted yet. The same external id comes as
    /// [`Inbound::Message`] if the retry succeeds, and completes the same row.
    Undecryptable(Box<InboundMessage>),
    /// A changed text.
    Edit(Box<MessageEdit>),
    /// A message taken back.
    Revoke(MessageRevoke),
    /// An emoji put on a message, or taken off it.
    Reaction(ReactionUpdate),
    /// Messages that arrived, or were seen.
    Receipt(ReceiptUpdate),
    /// The network took a message that was sent, and says so apart from the answer to
    /// [`crate::Session::send`]: later, or on another connection.
    Taken(SentRef),
    /// The network gave a message up that it had taken.
    Failed(SendFailure),
    /// Something about a contact: names, the pairing of phone JID and LID.
    Contact(ContactUpdate),
    /// Something about a chat: its name, who is in it.
    Chat(ChatInfo),
    /// Somebody is typing. Not stored.
    Typing(Typing),
    /// Somebody is online now or no longer. Not stored.
    Presence(PresenceUpdate),
}

/// A message as it was received.
#[derive(Debug, Clone)]
pub struct InboundMessage {
    /// The channel's id; unique in the chat.
    pub external_id: String,
    /// The conversation.
    pub chat: Address,
    /// What kind of conversation.
    pub chat_type: ChatType,
    /// The conversation's name, if the channel said it.
    pub chat_name: Option<String>,
    /// Who wrote it.
    pub sender: Address,
    /// The name they go by.
    pub sender_name: Option<String>,
    /// What else the channel reports of them.
    pub sender_facts: Option<Box<SenderFacts>>,
    /// Written on another device of the instance's own account.
    pub from_me: bool,
    /// From a history sync: stored and shown, never answered.
    pub from_history: bool,
    /// What it says. `Content::Unknown` for an undecryptable one.
    pub content: Content,
    /// How to fetch the media's bytes, for media messages.
    pub media: Option<MediaLocator>,
    /// The message it answers.
    pub reply_to: Option<MessageRef>,
    /// What belongs to it beside its content.
    pub context: MessageContext,
    /// The id under which it was sent from here, if the channel returns it with the message: an echo
    /// of our own send may overtake the answer to it.
    pub client_id: Option<String>,
    /// When the channel says it was written.
    pub timestamp: Timestamp,
}

/// What a channel may report of a sender besides a name. By these an account finds its person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SenderFacts {
    /// The unique name they chose on the channel.
    pub username: Option<String>,
    /// Their e-mail address, if the channel has checked it.
    pub email: Option<String>,
}

/// How to fetch a file's bytes: opaque to everybody but the channel.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaLocator(pub Vec<u8>);

impl std::fmt::Debug for MediaLocator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It holds the file's decryption key.
        write!(f, "MediaLocator({} bytes)", self.0.len())
    }
}

/// Points at a message that was sent from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentRef {
    /// Its id on the channel.
    pub external_id: String,
    /// The id under which it was sent ([`crate::OutboundMessage::client_id`]), if the network
    /// returns it. By it the message is found even if its answer was lost.
    pub client_id: Option<String>,
}

/// A message that the network took and could not deliver.
#[derive(Debug, Clone)]
pub struct SendFailure {
    /// Which message.
    pub message: SentRef,
    /// Why.
    pub error: ChannelError,
    /// When.
    pub at: Timestamp,
}

/// Points at a message of the same chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRef {
    /// Its id on the channel.
    pub external_id: String,
    /// Who wrote it, if said.
    pub sender: Option<String>,
    /// Whether the instance's own account wrote it.
    pub from_me: bool,
}

/// A changed text.
#[derive(Debug, Clone)]
pub struct MessageEdit {
    /// The conversation.
    pub chat: Address,
    /// The changed message.
    pub target: MessageRef,
    /// Who changed it; only its author may.
    pub by: Address,
    /// The instance's own account did it, on another device.
    pub from_me: bool,
    /// What it says now.
    pub content: Content,
    /// When.
    pub at: Timestamp,
}

/// A message taken back.
#[derive(Debug, Clone)]
pub struct MessageRevoke {
    /// The conversation.
    pub chat: Address,
    /// The message.
    pub target: MessageRef,
    /// Who took it back: its author, or in a group an admin.
    pub by: Address,
    /// The instance's own account did it, on another device.
    pub from_me: bool,
    /// When.
    pub at: Timestamp,
}

/// An emoji put on a message; empty takes it off.
#[derive(Debug, Clone)]
pub struct ReactionUpdate {
    /// The reaction's own id on the channel, for dropping repeats.
    pub external_id: String,
    /// The conversation.
    pub chat: Address,
    /// The message.
    pub target: MessageRef,
    /// Who reacted.
    pub sender: Address,
    /// The emoji.
    pub emoji: String,
    /// The instance's own account did it, on another device.
    pub from_me: bool,
    /// When.
    pub at: Timestamp,
}

/// What a receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptKind {
    /// The recipient's device has it.
    Delivered,
    /// The recipient has seen (or played) it.
    Read,
    /// The instance's own account saw these on another device.
    ReadSelf,
}

/// Messages that arrived, or were seen.
#[derive(Debug, Clone)]
pub struct ReceiptUpdate {
    /// The conversation.
    pub chat: Address,
    /// Who has them.
    pub by: Address,
    /// The messages.
    pub external_ids: Vec<String>,
    /// What happened to them.
    pub kind: ReceiptKind,
    /// When.
    pub at: Timestamp,
}

/// Something about a contact. Only what is `Some` changes.
#[derive(Debug, Clone)]
pub struct ContactUpdate {
    /// Their addresses; both, where the pairing has become known.
    pub address: Address,
    /// The name saved for them on the phone.
    pub saved_name: Option<String>,
    /// The name they gave themselves.
    pub push_name: Option<String>,
    /// A business account.
    pub is_business: Option<bool>,
}

/// Something about a chat. Only what is `Some` changes.
#[derive(Debug, Clone)]
pub struct ChatInfo {
    /// The conversation.
    pub chat: Address,
    /// What kind.
    pub chat_type: ChatType,
    /// Its name.
    pub name: Option<String>,
    /// Who is in it now, with role `owner`, `admin` or `member`; `None` leaves them as they are.
    pub participants: Option<Vec<(Address, &'static str)>>,
}

/// Somebody is typing, or stopped.
#[derive(Debug, Clone)]
pub struct Typing {
    /// The conversation.
    pub chat: Address,
    /// Who.
    pub sender: Address,
    /// `true` while typing or recording.
    pub active: bool,
    /// Recording a voice note rather than typing.
    pub recording: bool,
}

/// Somebody is online now, or no longer.
#[derive(Debug, Clone)]
pub struct PresenceUpdate {
    /// Who.
    pub user: Address,
    /// Online now.
    pub online: bool,
    /// Last online, if they let it be known.
    pub last_seen: Option<Timestamp>,
}
