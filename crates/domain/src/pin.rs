//! Messages that are pinned in their chat.

use crate::clock::Timestamp;
use crate::ids::MessageId;

/// A message that all participants of a chat see at its top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The message.
    pub message_id: MessageId,
    /// The address of the account that pinned it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Until when; `None` if the channel does not report it.
    pub expires_at: Option<Timestamp>,
}
