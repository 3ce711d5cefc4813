//! The table `chat_processing`: what was decided about a chat's media.

use crate::db::{Conn, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::conversation::ChatProcessing;
use omni_domain::ids::ChatId;
use uuid::Uuid;

row! {
    #[expect(dead_code, reason = "only statements name the chat")]
    struct ProcessingRow {
        chat_id: Uuid,
        media_enabled: bool,
        note: Option<String>,
    }
}

statements! {
    FIND = concat!("SELECT ", columns!(), " FROM chat_processing WHERE chat_id = $1");
    SET = concat!(
        "INSERT INTO chat_processing (", columns!(), ", updated_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (chat_id) DO UPDATE SET media_enabled = excluded.media_enabled,
         note = excluded.note, updated_at = excluded.updated_at",
    );
    /// The kept chat keeps its own decision, if it has one.
    MOVE = "UPDATE chat_processing SET chat_id = $2 WHERE chat_id = $1
        AND NOT EXISTS (SELECT 1 FROM chat_processing kept WHERE kept.chat_id = $2)";
}

impl From<ProcessingRow> for ChatProcessing {
    fn from(row: ProcessingRow) -> Self {
        Self { media_enabled: row.media_enabled, note: row.note }
    }
}

async fn find(db: &mut Conn<'_>, chat: ChatId) -> Result<ChatProcessing, StorageError> {
    let row = db.query(FIND).bind(chat.0).maybe::<ProcessingRow>().await?;
    Ok(row.map(ChatProcessing::from).unwrap_or_default())
}

lookups! {
    /// What was decided about a chat's media; the default if nothing was.
    chat_processing(chat: ChatId) -> ChatProcessing = find;
}

impl Tx {
    /// Decides about a chat's media.
    pub async fn set_chat_processing(
        &mut self,
        chat: ChatId,
        processing: &ChatProcessing,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(SET).bind(chat.0).bind(processing.media_enabled);
        query.bind(processing.note.as_deref()).bind(now.0).run().await.map(drop)
    }
}
