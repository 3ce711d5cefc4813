//! The table `chat_processing`: what was decided about a chat's media.

use crate::Store;
use crate::db::{Conn, Select, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::conversation::{ChatFacts, ChatProcessing};
use omni_domain::ids::ChatId;
use std::collections::HashMap;
use uuid::Uuid;

row! {
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

const SELECT: &str = concat!("SELECT ", columns!(), " FROM chat_processing WHERE 1 = 1");
const COUNT_PARTICIPANTS: &str = "SELECT chat_id, COUNT(*) FROM participants WHERE 1 = 1";

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

impl Store {
    /// What is stored about these chats beside their rows; a chat that is left out has defaults.
    pub async fn chat_facts(
        &self,
        chats: &[ChatId],
    ) -> Result<HashMap<ChatId, ChatFacts>, StorageError> {
        let mut facts: HashMap<ChatId, ChatFacts> = HashMap::new();
        for (id, state) in self.chat_states(chats).await? {
            facts.entry(id).or_default().state = state;
        }
        for (id, labels) in self.labels_of_chats(chats).await? {
            facts.entry(id).or_default().labels = labels;
        }
        for layer in self.ai_chats(chats).await? {
            let chat = layer.chat_id;
            facts.entry(chat).or_default().ai = Some(layer);
        }
        let mut reader = self.reader().await?;
        for some in chats.chunks(100) {
            let mut select = Select::new(SELECT);
            select.and_in("chat_id", some.iter().map(|id| id.0));
            for row in select.on(&mut reader.conn()).all::<ProcessingRow>().await? {
                let id = ChatId(row.chat_id);
                facts.entry(id).or_default().processing = row.into();
            }
            let mut select = Select::new(COUNT_PARTICIPANTS);
            select.and_in("chat_id", some.iter().map(|id| id.0)).push(" GROUP BY chat_id");
            for (id, count) in select.on(&mut reader.conn()).all::<(Uuid, i64)>().await? {
                facts.entry(ChatId(id)).or_default().participant_count = count;
            }
        }
        Ok(facts)
    }
}
