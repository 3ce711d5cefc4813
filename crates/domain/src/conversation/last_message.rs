use crate::ids::MessageId;
use crate::message::{DeliveryStatus, Direction, MessageSource, SentBy};

/// What a list of chats shows of a chat's newest message beside
/// [`Chat::last_message_preview`](super::Chat::last_message_preview).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastMessage {
    /// The message.
    pub id: MessageId,
    /// To the instance, or from it.
    pub direction: Direction,
    /// How it reached the store.
    pub source: MessageSource,
    /// Its delivery status.
    pub status: DeliveryStatus,
    /// The sender's name, where the channel reports it.
    pub sender_name: Option<String>,
    /// The user who sent it.
    pub sent_by: Option<SentBy>,
}
