use crate::shapes::Time;
use omni_domain::conversation::ChatNote;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An internal note on a chat.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NoteView {
    id: Uuid,
    chat_id: Uuid,
    /// Who wrote it: `user:<id>` or `api_key:<id>`.
    #[schema(example = "user:0194b2c0-0000-7000-8000-0000000000ff")]
    author: String,
    /// The author's name when they wrote it.
    #[schema(example = "Ann Lee")]
    author_name: Option<String>,
    #[schema(example = "Wants the invoice by post.")]
    text: String,
    created_at: Time,
    /// The last change of the text.
    updated_at: Time,
}

impl From<ChatNote> for NoteView {
    fn from(note: ChatNote) -> Self {
        Self {
            id: note.id.uuid(),
            chat_id: note.chat_id.uuid(),
            author: note.author.to_string(),
            author_name: note.author_name,
            text: note.text,
            created_at: note.created_at.into(),
            updated_at: note.updated_at.into(),
        }
    }
}
