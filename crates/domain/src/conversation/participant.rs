use crate::clock::Timestamp;
use crate::ids::{ChatId, IdentityId};

/// A participant of a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct Participant {
    /// The chat.
    pub chat_id: ChatId,
    /// The channel's address of the participant.
    pub platform_user_id: String,
    /// Their identity, once they have written.
    pub identity_id: Option<IdentityId>,
    /// Display name.
    pub display_name: Option<String>,
    /// `owner`, `admin` or `member`.
    pub role: String,
    /// First seen.
    pub joined_at: Timestamp,
}
