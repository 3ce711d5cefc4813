//! What is removed when it is old, in pieces: each call takes the oldest rows, so repeating it until
//! nothing is left needs no position.

use crate::Store;
use crate::db::{Select, list, padded, statements};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{ChatId, InstanceId, MediaId, MessageId, TenantId};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Bytes of a file that a row refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The row.
    pub id: MediaId,
    /// Its key in the blob store.
    pub blob_key: String,
}

mod sql {
    use super::statements;

    statements! {
        OLD_FILES = "SELECT id, blob_key FROM media
            WHERE blob_key IS NOT NULL AND created_at < $1 AND (message_id IS NOT NULL OR NOT EXISTS
            (SELECT 1 FROM scheduled_messages WHERE media_id = media.id AND status = 'scheduled'))
            ORDER BY created_at LIMIT $2";
        USAGE = "SELECT instance_id, CAST(SUM(size) AS BIGINT) FROM media
            WHERE tenant_id = $1 AND blob_key IS NOT NULL GROUP BY instance_id";
        DELETE_TURNS = "DELETE FROM turns WHERE id IN
            (SELECT id FROM turns WHERE ended_at < $1 ORDER BY ended_at LIMIT $2)";
        DELETE_DEAD = "DELETE FROM jobs WHERE id IN
            (SELECT id FROM jobs WHERE state = 'dead' AND tenant_id = $1 AND created_at < $2
             ORDER BY created_at, id LIMIT $3)";
        DELETE_SETTING_CHANGES = "DELETE FROM setting_changes WHERE id IN
            (SELECT id FROM setting_changes WHERE changed_at < $1 ORDER BY changed_at LIMIT $2)";
        DELETE_PERSON_CHANGES = "DELETE FROM person_changes WHERE id IN
            (SELECT id FROM person_changes WHERE at < $1 ORDER BY at LIMIT $2)";
        OLD_MESSAGES = "SELECT id FROM messages WHERE id < $1 AND created_at < $2
            ORDER BY id LIMIT $3";
        ANY_TENANT = "SELECT id FROM tenants ORDER BY id";
    }
}
pub(crate) use sql::ALL;

/// The smallest id that was made at this time: ids begin with their time.
fn first_id_at(at: Timestamp) -> Uuid {
    let millis = u128::try_from(at.0).unwrap_or_default();
    Uuid::from_u128(millis << 80)
}

impl Store {
    /// Stored files of rows from before `cutoff`, of any tenant, the oldest first; without those that are
    /// to be sent yet.
    pub async fn files_before(
        &self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredFile>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(sql::OLD_FILES).bind(cutoff.0).bind(i64::from(limit));
        let rows = query.all::<(Uuid, String)>().await?;
        let file = |(id, blob_key)| StoredFile { id: MediaId(id), blob_key };
        Ok(rows.into_iter().map(file).collect())
    }

    /// Bytes of the stored files of a tenant, by instance.
    pub async fn stored_bytes(
        &self,
        t: TenantId,
    ) -> Result<HashMap<InstanceId, u64>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let rows = db.query(sql::USAGE).bind(t.0).all::<(Uuid, Option<i64>)>().await?;
        let bytes = |size: Option<i64>| u64::try_from(size.unwrap_or_default()).unwrap_or_default();
        Ok(rows.into_iter().map(|(id, size)| (InstanceId(id), bytes(size))).collect())
    }

    /// Which of these files a row refers to as stored.
    pub async fn stored_among(&self, files: &[MediaId]) -> Result<HashSet<MediaId>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let mut found = HashSet::new();
        for some in files.chunks(64) {
            let mut select = Select::new("SELECT id FROM media WHERE blob_key IS NOT NULL");
            select.and_in("id", some.iter().map(|id| id.0));
            let rows = select.on(&mut db).all::<(Uuid,)>().await?;
            found.extend(rows.into_iter().map(|(id,)| MediaId(id)));
        }
        Ok(found)
    }

    /// Messages that were stored before `cutoff`, of any tenant, the oldest first.
    pub async fn messages_before(
        &self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<Vec<MessageId>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        // The ids find them, the times decide.
        let query = db.query(sql::OLD_MESSAGES).bind(first_id_at(cutoff)).bind(cutoff.0);
        let query = query.bind(i64::from(limit));
        let rows = query.all::<(Uuid,)>().await?;
        Ok(rows.into_iter().map(|(id,)| MessageId(id)).collect())
    }

    /// Every tenant's id, whatever its status.
    pub async fn tenant_ids(&self) -> Result<Vec<TenantId>, StorageError> {
        let mut reader = self.reader().await?;
        let rows = reader.conn().query(sql::ANY_TENANT).all::<(Uuid,)>().await?;
        Ok(rows.into_iter().map(|(id,)| TenantId(id)).collect())
    }
}

impl Tx {
    /// The bytes of these files are no longer kept.
    pub async fn expire_files(&mut self, files: &[MediaId]) -> Result<u64, StorageError> {
        let mut expired = 0;
        let ids: Vec<Uuid> = files.iter().map(|id| id.0).collect();
        for some in padded(&ids) {
            let text = format!(
                "UPDATE media SET status = 'expired', blob_key = NULL,
                 error = 'removed after the time that files are kept' WHERE id IN ({})",
                list(1, some.len())
            );
            expired += self.db().composed(text).bind_all(some.clone()).run().await?;
            // An upload that was never sent is nothing without its bytes.
            let text = format!(
                "DELETE FROM media WHERE id IN ({}) AND message_id IS NULL",
                list(1, some.len())
            );
            self.db().composed(text).bind_all(some).run().await?;
        }
        Ok(expired)
    }

    /// Deletes turns that ended before `cutoff`, of any tenant; how many.
    pub async fn delete_turns_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE_TURNS).bind(cutoff.0).bind(i64::from(limit)).run().await
    }

    /// Deletes dead letters whose jobs were made before `cutoff`; how many.
    pub async fn delete_dead_before(
        &mut self,
        t: TenantId,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::DELETE_DEAD).bind(t.0).bind(cutoff.0).bind(i64::from(limit));
        query.run().await
    }

    /// Deletes changes of settings from before `cutoff`, of any tenant; how many.
    pub async fn delete_setting_changes_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE_SETTING_CHANGES).bind(cutoff.0).bind(i64::from(limit)).run().await
    }

    /// Deletes changes of persons from before `cutoff`, of any tenant; how many.
    pub async fn delete_person_changes_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE_PERSON_CHANGES).bind(cutoff.0).bind(i64::from(limit)).run().await
    }

    /// Deletes messages with the executions that they began and the rows of their files; the keys of the
    /// files' bytes. Of their chats it stays known when the other side wrote last, so that none becomes
    /// a new one.
    pub async fn delete_messages(
        &mut self,
        messages: &[MessageId],
    ) -> Result<Vec<String>, StorageError> {
        let mut keys = Vec::new();
        let ids: Vec<Uuid> = messages.iter().map(|id| id.0).collect();
        for some in padded(&ids) {
            let wanted = list(1, some.len());
            let text = format!(
                "SELECT chat_id, MAX(CASE WHEN direction = 'inbound' THEN platform_timestamp ELSE 0 END)
                 FROM messages WHERE id IN ({wanted}) AND (direction = 'inbound'
                 OR status IN ('sent', 'delivered', 'read')) GROUP BY chat_id ORDER BY chat_id"
            );
            let mut db = self.db();
            let query = db.composed(text).bind_all(some.iter().copied());
            let contacts = query.all::<(Uuid, i64)>().await?;
            for (chat, at) in contacts {
                self.note_contact(ChatId(chat), Timestamp(at)).await?;
            }
            let text =
                format!("DELETE FROM media WHERE message_id IN ({wanted}) RETURNING blob_key");
            let mut db = self.db();
            let query = db.composed(text).bind_all(some.iter().copied());
            let rows = query.all::<(Option<String>,)>().await?;
            keys.extend(rows.into_iter().filter_map(|(key,)| key));
            let text = format!("DELETE FROM turn_messages WHERE message_id IN ({wanted})");
            db.composed(text).bind_all(some.iter().copied()).run().await?;
            let text = format!("DELETE FROM executions WHERE message_id IN ({wanted})");
            db.composed(text).bind_all(some.iter().copied()).run().await?;
            let text = format!("DELETE FROM messages WHERE id IN ({wanted})");
            db.composed(text).bind_all(some).run().await?;
            self.merge_message_index().await?;
        }
        Ok(keys)
    }
}
