//! The newest messages of chats. They are found by the index of their lists, so that neither a message
//! nor a receipt writes anything for them.

use crate::Store;
use crate::db::{Conn, Select, or_fallback, row, text};
use crate::error::StorageError;
use omni_domain::conversation::LastMessage;
use omni_domain::ids::{ChatId, MessageId, UserId};
use omni_domain::message::SentBy;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

row! {
    struct LastMessageRow {
        chat_id: Uuid,
        id: Uuid,
        direction: String,
        source: String,
        status: String,
        sender_name: Option<String>,
        sent_by: Option<Uuid>,
        sent_by_name: Option<String>,
    }
}

/// A chat that was cleared has no preview, although its messages are stored. SQLite does not reorder a
/// `CROSS JOIN`: it searches the message of each chat, and never a chat for each message.
const SELECT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM (SELECT chats.id AS chat_id, newest.id AS id, newest.direction AS direction,
     newest.source AS source, newest.status AS status, newest.sender_name AS sender_name,
     newest.sent_by AS sent_by,
     (SELECT users.name FROM users WHERE users.id = newest.sent_by) AS sent_by_name
     FROM chats CROSS JOIN messages newest
     WHERE newest.id = (SELECT latest.id FROM messages latest WHERE latest.chat_id = chats.id
         ORDER BY latest.platform_timestamp DESC, latest.id DESC LIMIT 1)
     AND chats.last_message_preview IS NOT NULL",
);

impl TryFrom<LastMessageRow> for LastMessage {
    type Error = StorageError;

    fn try_from(row: LastMessageRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: MessageId(row.id),
            direction: text("messages", row.id, &row.direction)?,
            source: text("messages", row.id, &row.source)?,
            status: text("messages", row.id, &row.status)?,
            sender_name: row.sender_name,
            sent_by: row.sent_by.map(|id| SentBy::User { id: UserId(id), name: row.sent_by_name }),
        })
    }
}

async fn of(
    db: &mut Conn<'_>,
    chats: &[ChatId],
) -> Result<HashMap<ChatId, LastMessage>, StorageError> {
    let mut found = HashMap::with_capacity(chats.len());
    for some in chats.chunks(100) {
        let mut select = Select::new(SELECT);
        select.and_in("chats.id", some.iter().map(|id| id.0)).push(") AS found");
        for row in select.on(db).all::<LastMessageRow>().await? {
            let chat = ChatId(row.chat_id);
            let read = or_fallback(LastMessage::try_from(row).map(Some), || None);
            found.extend(read.map(|message| (chat, message)));
        }
    }
    Ok(found)
}

impl Store {
    /// The newest messages of these chats. A chat that is left out has none that is shown.
    pub async fn last_messages(
        &self,
        chats: &[ChatId],
    ) -> Result<Arc<HashMap<ChatId, LastMessage>>, StorageError> {
        let read = self.read_last_messages(chats);
        match self.caches() {
            Some(caches) => caches.last_messages.get_or_read(chats.to_vec(), read).await,
            None => read.await.map(Arc::new),
        }
    }

    async fn read_last_messages(
        &self,
        chats: &[ChatId],
    ) -> Result<HashMap<ChatId, LastMessage>, StorageError> {
        of(&mut self.reader().await?.conn(), chats).await
    }
}
