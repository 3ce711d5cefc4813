//! What a session receives, in the terms every channel shares.

use crate::calls::CallUpdate;
use crate::error::ChannelError;
use crate::groups::GroupNotice;
use crate::state_changes::StateUpdate;
use omni_domain::Timestamp;
use omni_domain::answer::AnswerKind;
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Address, ChatType};

/// Something a session received.
#[derive(Debug, Clone)]
pub enum Inbound {
    /// A message: a contact's, or the account's own from another device.
    Message(Box<InboundMessage>),
    /// A message that arrived but cannot be decrypted yet. The same external id is
    /// reported as [`Inbound::Message`] if the retry succeeds, and completes the same row.
    Undecryptable(Box<InboundMessage>),
    /// An edited text.
    Edit(Box<MessageEdit>),
    /// A revoked message.
    Revoke(MessageRevoke),
    /// A reaction added to a message, or removed.
    Reaction(ReactionUpdate),
    /// An answer to a poll or event. A channel that shows answers as messages reports both.
    Answer(Box<AnswerUpdate>),
    /// A message that was pinned in its chat, or is no longer.
    Pin(Box<PinUpdate>),
    /// A message that is kept in a chat whose messages disappear, or is no longer.
    Keep(Box<KeepUpdate>),
    /// A message that the account deleted for itself, on another device.
    DeletedForMe(Box<OwnDeletion>),
    /// Messages that were delivered or read.
    Receipt(ReceiptUpdate),
    /// The network accepted a sent message, reported apart from the answer to
    /// [`crate::Session::send`]: later, or on another connection.
    Accepted(SentRef),
    /// The network gave up a message that it had accepted.
    Failed(SendFailure),
    /// A change of a contact: names, the mapping of phone number and LID.
    Contact(ContactUpdate),
    /// A change of a chat: its name, its participants.
    Chat(ChatInfo),
    /// A change of what the account keeps about its chats and people.
    State(Box<StateUpdate>),
    /// A call to the account rings or is over. After [`crate::ChatAction::RejectCall`] the channel
    /// reports that it was declined.
    Call(CallUpdate),
    /// Someone changed a group or its members.
    Group(Box<GroupNotice>),
    /// A person is typing. Not stored.
    Typing(Typing),
    /// A person is online or offline. Not stored.
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
    /// The conversation's name, if the channel reports it.
    pub chat_name: Option<String>,
    /// Who wrote it.
    pub sender: Address,
    /// The sender's display name.
    pub sender_name: Option<String>,
    /// What else the channel reports of the sender.
    pub sender_facts: Option<Box<SenderFacts>>,
    /// Written on another device of the instance's own account.
    pub from_me: bool,
    /// From a history sync: stored and shown, never answered.
    pub from_history: bool,
    /// Its content. `Content::Unknown` for an undecryptable one.
    pub content: Content,
    /// How to fetch the media's bytes, for media messages.
    pub media: Option<MediaLocator>,
    /// The message that it quotes.
    pub reply_to: Option<MessageRef>,
    /// Its context: mentions, referral, link preview and the like.
    pub context: MessageContext,
    /// The id under which it was sent from here, if the channel returns it with the message: an
    /// echo of a send may arrive before the answer to it.
    pub client_id: Option<String>,
    /// When it was written, by the channel's clock.
    pub timestamp: Timestamp,
}

/// What a channel may report of a sender besides a name. Identities are matched to persons by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SenderFacts {
    /// The sender's unique name on the channel.
    pub username: Option<String>,
    /// The sender's e-mail address, if the channel has verified it.
    pub email: Option<String>,
}

/// How to fetch a file's bytes: opaque to all but the channel.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaLocator(pub Vec<u8>);

impl std::fmt::Debug for MediaLocator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It contains the file's decryption key.
        write!(f, "MediaLocator({} bytes)", self.0.len())
    }
}

/// Identifies a message that was sent from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentRef {
    /// Its id on the channel.
    pub external_id: String,
    /// The id under which it was sent ([`crate::OutboundMessage::client_id`]), if the network
    /// returns it. The message is found by it even if its answer was lost.
    pub client_id: Option<String>,
}

/// A message that the network accepted and could not deliver.
#[derive(Debug, Clone)]
pub struct SendFailure {
    /// Which message.
    pub message: SentRef,
    /// Why.
    pub error: ChannelError,
    /// When.
    pub at: Timestamp,
}

/// Identifies a message of the same chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRef {
    /// Its id on the channel.
    pub external_id: String,
    /// Who wrote it, if known.
    pub sender: Option<String>,
    /// Whether the instance's own account wrote it.
    pub from_me: bool,
}

/// An edited text.
#[derive(Debug, Clone)]
pub struct MessageEdit {
    /// The conversation.
    pub chat: Address,
    /// The edited message.
    pub target: MessageRef,
    /// Who edited it; only its author may.
    pub by: Address,
    /// The instance's own account did it, on another device.
    pub from_me: bool,
    /// Its new content.
    pub content: Content,
    /// When.
    pub at: Timestamp,
}

/// A revoked message.
#[derive(Debug, Clone)]
pub struct MessageRevoke {
    /// The conversation.
    pub chat: Address,
    /// The message.
    pub target: MessageRef,
    /// Who revoked it: its author, or in a group an admin.
    pub by: Address,
    /// The instance's own account did it, on another device.
    pub from_me: bool,
    /// When.
    pub at: Timestamp,
}

/// A reaction to a message; an empty emoji removes it.
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

/// What a person answered to a poll or event. It replaces what the person answered before.
#[derive(Debug, Clone)]
pub struct AnswerUpdate {
    /// The conversation.
    pub chat: Address,
    /// The poll or event.
    pub target: MessageRef,
    /// Who answered.
    pub sender: Address,
    /// The instance's own account did it, on another device.
    pub from_me: bool,
    /// What was answered.
    pub kind: AnswerKind,
    /// The options that were chosen; of an event the text of an
    /// [`Attendance`](omni_domain::answer::Attendance). Empty if the answer was taken back.
    pub choices: Vec<String>,
    /// People whom the person brings to an event.
    pub extra_guests: u32,
    /// When.
    pub at: Timestamp,
}

/// A message that was pinned in its chat, or is no longer.
#[derive(Debug, Clone)]
pub struct PinUpdate {
    /// The conversation.
    pub chat: Address,
    /// The message.
    pub target: MessageRef,
    /// Who did it.
    pub by: Address,
    /// The instance's own account did it, on another device.
    pub from_me: bool,
    /// It is pinned now.
    pub pinned: bool,
    /// Until when, if the channel reports it.
    pub expires_at: Option<Timestamp>,
    /// When.
    pub at: Timestamp,
}

/// A message that is kept in a chat whose messages disappear, or is no longer.
#[derive(Debug, Clone)]
pub struct KeepUpdate {
    /// The conversation.
    pub chat: Address,
    /// The message.
    pub target: MessageRef,
    /// Who did it.
    pub by: Address,
    /// The instance's own account did it, on another device.
    pub from_me: bool,
    /// It is kept now.
    pub kept: bool,
    /// When.
    pub at: Timestamp,
}

/// A message that the account deleted for itself; others keep it.
#[derive(Debug, Clone)]
pub struct OwnDeletion {
    /// The conversation.
    pub chat: Address,
    /// The message's id on the channel.
    pub external_id: String,
    /// The account's own address.
    pub by: Address,
    /// When.
    pub at: Timestamp,
}

/// The kind of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptKind {
    /// The recipient's device has received it.
    Delivered,
    /// The recipient has read (or played) it.
    Read,
    /// The instance's own account read these on another device.
    ReadSelf,
}

/// Messages that were delivered or read.
#[derive(Debug, Clone)]
pub struct ReceiptUpdate {
    /// The conversation.
    pub chat: Address,
    /// Who received or read them.
    pub by: Address,
    /// The messages.
    pub external_ids: Vec<String>,
    /// Delivered or read.
    pub kind: ReceiptKind,
    /// When.
    pub at: Timestamp,
}

/// A change of a contact. `None` leaves a part unchanged.
#[derive(Debug, Clone)]
pub struct ContactUpdate {
    /// The contact's addresses; both, if the mapping is known.
    pub address: Address,
    /// The name saved for the contact on the phone.
    pub saved_name: Option<String>,
    /// The name that the contact chose.
    pub push_name: Option<String>,
    /// A business account.
    pub is_business: Option<bool>,
}

/// A change of a chat. `None` leaves a part unchanged.
#[derive(Debug, Clone)]
pub struct ChatInfo {
    /// The conversation.
    pub chat: Address,
    /// What kind.
    pub chat_type: ChatType,
    /// Its name.
    pub name: Option<String>,
    /// Its participants, with role `owner`, `admin` or `member`.
    pub participants: Option<Vec<(Address, &'static str)>>,
}

/// A person started or stopped typing.
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

/// A person is online or offline.
#[derive(Debug, Clone)]
pub struct PresenceUpdate {
    /// Who.
    pub user: Address,
    /// Online now.
    pub online: bool,
    /// Last online, if the person shows it.
    pub last_seen: Option<Timestamp>,
}
