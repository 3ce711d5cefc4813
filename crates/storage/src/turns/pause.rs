//! The table `chat_pauses`: chats in which the agent is paused.

use crate::db::{Conn, MultiRow, chunks, row, statements, text};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::event::PausedBy;
use omni_domain::ids::ChatId;
use uuid::Uuid;

row! {
    struct PauseRow {
        chat_id: Uuid,
        paused_until: Option<i64>,
        paused_by: String,
        updated_at: i64,
        paused_since: Option<i64>,
    }
}

mod sql {
    use super::statements;

    statements! {
        FIND = concat!("SELECT ", columns!(), " FROM chat_pauses WHERE chat_id = $1");
        SET = concat!(
            "INSERT INTO chat_pauses (", columns!(), ") VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (chat_id) DO UPDATE SET paused_until = excluded.paused_until,
             paused_by = excluded.paused_by, updated_at = excluded.updated_at,
             paused_since = excluded.paused_since",
        );
        CLEAR = "DELETE FROM chat_pauses WHERE chat_id = $1";
        /// The kept chat keeps its own, if it has one.
        MOVE = "UPDATE chat_pauses SET chat_id = $2 WHERE chat_id = $1
            AND NOT EXISTS (SELECT 1 FROM chat_pauses kept WHERE kept.chat_id = $2)";
    }
}
pub(crate) use sql::ALL;

/// A person wrote themselves: a pause without an end is not shortened.
static EXTEND: MultiRow = MultiRow::new(
    concat!("INSERT INTO chat_pauses (", columns!(), ") VALUES "),
    PauseRow::WIDTH,
    " ON CONFLICT (chat_id) DO UPDATE SET updated_at = excluded.updated_at,
     paused_until = CASE WHEN chat_pauses.paused_until < excluded.paused_until
         THEN excluded.paused_until ELSE chat_pauses.paused_until END",
);

/// A chat in which the agent is paused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatPause {
    /// The chat.
    pub chat_id: ChatId,
    /// Until then; without an end if not set.
    pub until: Option<Timestamp>,
    /// Since when.
    pub since: Timestamp,
    /// What paused it.
    pub by: PausedBy,
    /// The last message or request about it.
    pub updated_at: Timestamp,
}

impl ChatPause {
    /// Whether it holds at this time.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

async fn find(db: &mut Conn<'_>, chat: ChatId) -> Result<Option<ChatPause>, StorageError> {
    let row = db.query(sql::FIND).bind(chat.0).maybe::<PauseRow>().await?;
    let pause = row.map(|row| {
        Ok(ChatPause {
            chat_id: ChatId(row.chat_id),
            until: row.paused_until.map(Timestamp),
            since: Timestamp(row.paused_since.unwrap_or(row.updated_at)),
            by: text("chat_pauses", row.chat_id, &row.paused_by)?,
            updated_at: Timestamp(row.updated_at),
        })
    });
    pause.transpose()
}

lookups! {
    /// The last pause of a chat; see [`ChatPause::holds`].
    chat_pause(chat: ChatId) -> Option<ChatPause> = find;
}

impl Tx {
    /// Pauses the agent in a chat.
    pub async fn pause_chat(&mut self, pause: &ChatPause) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::SET).bind(pause.chat_id.0).bind(pause.until.map(|at| at.0));
        let query = query.bind(pause.by.as_str()).bind(pause.updated_at.0).bind(pause.since.0);
        query.run().await.map(drop)
    }

    /// Pauses the agent in chats; no pause is shortened.
    pub async fn extend_pauses(&mut self, pauses: &[ChatPause]) -> Result<(), StorageError> {
        for chunk in chunks(pauses) {
            let mut db = self.db();
            let mut query = EXTEND.query(&mut db, chunk.len());
            for pause in chunk {
                query.push(pause.chat_id.0);
                query.push(pause.until.map(|at| at.0));
                query.push(pause.by.as_str());
                query.push(pause.updated_at.0);
                query.push(pause.since.0);
            }
            query.run().await?;
        }
        Ok(())
    }

    /// The pause of a chat that was merged into another.
    pub(crate) async fn move_pause(
        &mut self,
        from: ChatId,
        into: ChatId,
    ) -> Result<(), StorageError> {
        self.db().query(sql::MOVE).bind(from.0).bind(into.0).run().await.map(drop)
    }

    /// Resumes the agent in a chat. Returns whether it was paused.
    pub async fn resume_chat(&mut self, chat: ChatId) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::CLEAR).bind(chat.0).run().await? > 0)
    }
}
