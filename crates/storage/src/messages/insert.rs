//! Adding messages.

use super::table;
use crate::db::{chunks, json_text};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::ids::MessageId;
use omni_domain::message::{Message, MessageSource};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

impl Tx {
    /// Adds the messages that are new. Returns their ids. A message whose chat has one with the
    /// same channel's id is left out: the network delivered it before.
    pub async fn insert_messages(
        &mut self,
        messages: &[Message],
    ) -> Result<Vec<MessageId>, StorageError> {
        let mut inserted = Vec::with_capacity(messages.len());
        for chunk in chunks(messages) {
            let mut db = self.db();
            let mut query = table::INSERT.query(&mut db, chunk.len());
            for message in chunk {
                table::bind(&mut query, message);
            }
            let rows: Vec<(Uuid,)> = query.all().await?;
            inserted.extend(rows.into_iter().map(|(id,)| MessageId(id)));
        }
        // No event leads to synced history.
        if messages.iter().any(|message| message.source == MessageSource::Sync) {
            let new: HashSet<MessageId> = inserted.iter().copied().collect();
            let synced: Vec<&Message> = messages
                .iter()
                .filter(|message| {
                    message.source == MessageSource::Sync && new.contains(&message.id)
                })
                .collect();
            self.index_new_messages(&synced).await?;
        }
        Ok(inserted)
    }

    /// Gives a message that could not be decrypted its content. Returns whether it still lacked it.
    pub async fn complete_undecryptable(
        &mut self,
        id: MessageId,
        message: &Message,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db
            .query(table::COMPLETE)
            .bind(id.0)
            .bind(json_text(&message.content))
            .bind(message.status.as_str())
            .bind(message.sender_name.as_deref())
            .bind(message.reply_to_external_id.as_deref())
            .bind(message.source.as_str())
            .bind(message.updated_at.0)
            .bind(table::context_text(&message.context));
        let is_completed = query.run().await? > 0;
        if is_completed && message.source == MessageSource::Sync {
            self.index_messages(&BTreeSet::from([id])).await?;
        }
        Ok(is_completed)
    }
}
