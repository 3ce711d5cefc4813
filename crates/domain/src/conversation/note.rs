use crate::access::Principal;
use crate::clock::Timestamp;
use crate::ids::{ChatId, InstanceId, NoteId, TenantId};

/// An internal note on a chat. It is for the people who work with it: no network and no agent gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatNote {
    /// Internal id.
    pub id: NoteId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance of the chat.
    pub instance_id: InstanceId,
    /// The chat.
    pub chat_id: ChatId,
    /// Who wrote it.
    pub author: Principal,
    /// The author's name when they wrote it; the server itself has none.
    pub author_name: Option<String>,
    /// The text.
    pub text: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// The last change of the text.
    pub updated_at: Timestamp,
}
