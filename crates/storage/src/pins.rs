//! The table `message_pins`: messages that are pinned in their chat.

use crate::db::{Conn, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{ChatId, MessageId};
use omni_domain::pin::Pin;
use uuid::Uuid;

row! {
    struct PinRow {
        message_id: Uuid,
        pinned_by: String,
        pinned_at: i64,
        expires_at: Option<i64>,
    }
}

mod sql {
    use super::statements;

    statements! {
        FIND = concat!("SELECT ", columns!(), " FROM message_pins WHERE message_id = $1");
        /// Those of a chat that are not over and whose messages are not cleared, the newest first.
        OF_CHAT = concat!(
            "SELECT ", columns!(), " FROM message_pins WHERE chat_id = $1
             AND (expires_at IS NULL OR expires_at > $2)
             AND NOT EXISTS (SELECT 1 FROM messages JOIN chat_states ON chat_states.chat_id = $1
                WHERE messages.id = message_pins.message_id AND messages.starred_at IS NULL
                AND messages.platform_timestamp <= chat_states.cleared_at)
             ORDER BY pinned_at DESC, message_id DESC LIMIT $3",
        );
        PUT = concat!(
            "INSERT INTO message_pins (", columns!(), ", chat_id) VALUES ($1, $2, $3, $4,
             (SELECT COALESCE(chats.merged_into, chats.id) FROM messages
              JOIN chats ON chats.id = messages.chat_id WHERE messages.id = $1))
             ON CONFLICT (message_id) DO UPDATE SET pinned_by = excluded.pinned_by,
             pinned_at = excluded.pinned_at, expires_at = excluded.expires_at",
        );
        DELETE = "DELETE FROM message_pins WHERE message_id = $1";
        DELETE_OVER = "DELETE FROM message_pins WHERE message_id IN
            (SELECT message_id FROM message_pins WHERE expires_at <= $1
             ORDER BY expires_at LIMIT $2)";
        MOVE = "UPDATE message_pins SET chat_id = $2 WHERE chat_id = $1";
    }
}
pub(crate) use sql::ALL;

impl From<PinRow> for Pin {
    fn from(row: PinRow) -> Self {
        Self {
            message_id: MessageId(row.message_id),
            by: row.pinned_by,
            at: Timestamp(row.pinned_at),
            expires_at: row.expires_at.map(Timestamp),
        }
    }
}

async fn find(db: &mut Conn<'_>, message: MessageId) -> Result<Option<Pin>, StorageError> {
    Ok(db.query(sql::FIND).bind(message.0).maybe::<PinRow>().await?.map(Pin::from))
}

async fn of_chat(
    db: &mut Conn<'_>,
    chat: ChatId,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Pin>, StorageError> {
    let query = db.query(sql::OF_CHAT).bind(chat.0).bind(now.0).bind(i64::from(limit));
    Ok(query.all::<PinRow>().await?.into_iter().map(Pin::from).collect())
}

lookups! {
    /// The pin of a message, also one that is over.
    find_pin(message: MessageId) -> Option<Pin> = find;
    /// The pins of a chat that are not over, without those of cleared messages, the newest first.
    list_pins(chat: ChatId, now: Timestamp, limit: u32) -> Vec<Pin> = of_chat;
}

impl Tx {
    /// Pins a message, or replaces its pin.
    pub async fn put_pin(&mut self, pin: &Pin) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::PUT).bind(pin.message_id.0).bind(pin.by.as_str());
        query.bind(pin.at.0).bind(pin.expires_at.map(|at| at.0)).run().await.map(drop)
    }

    /// Unpins a message. Returns whether it was pinned.
    pub async fn delete_pin(&mut self, message: MessageId) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::DELETE).bind(message.0).run().await? > 0)
    }

    /// Deletes pins that are over, of any tenant; how many.
    pub async fn delete_pins_over(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE_OVER).bind(now.0).bind(i64::from(limit)).run().await
    }

    /// Those of a chat that becomes part of another.
    pub(crate) async fn move_pins(
        &mut self,
        from: ChatId,
        into: ChatId,
    ) -> Result<(), StorageError> {
        self.db().query(sql::MOVE).bind(from.0).bind(into.0).run().await.map(drop)
    }
}
