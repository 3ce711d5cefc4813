//! Deleting instances and everything that belongs to them.

use super::table;
use crate::Store;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::ids::{InstanceId, TenantId};

/// Rows of one table that one write deletes.
const CHUNK: i64 = 1000;

impl Tx {
    /// Deletes an instance and all of its rows, its events too. Returns whether it existed. All at
    /// once: of an instance with a long history, delete most beforehand with
    /// [`Store::empty_instance`].
    pub async fn delete_instance(
        &mut self,
        t: TenantId,
        id: InstanceId,
    ) -> Result<bool, StorageError> {
        if self.find_instance(t, id).await?.is_none() {
            return Ok(false);
        }
        self.pending.instances = true;
        self.flush_events().await?;
        self.flush_jobs().await?;
        self.flush_state().await?;
        self.unindex_events(id, None).await?;
        let gone = self.db().query(table::DELETE_EVENTS).bind(id.0).run().await?;
        self.add_event_count(t, -i64::try_from(gone).unwrap_or(i64::MAX)).await?;
        self.delete_counts(t, id).await?;
        for text in [table::DELETE_STATE, table::DELETE_JOBS, table::DELETE_PERSONS] {
            self.db().query(text).bind(id.0).run().await?;
        }
        // Identities, chats (with messages and participants), contacts, media and the agent that
        // belongs to the instance cascade.
        Ok(self.db().query(table::DELETE).bind(t.0).bind(id.0).run().await? > 0)
    }

    async fn delete_some(&mut self, t: TenantId, id: InstanceId) -> Result<bool, StorageError> {
        if self.find_instance(t, id).await?.is_none() {
            return Ok(false);
        }
        self.flush_events().await?;
        self.unindex_events(id, Some(CHUNK)).await?;
        let events = self.db().query(table::SOME_EVENTS).bind(id.0).bind(CHUNK).run().await?;
        self.add_event_count(t, -i64::try_from(events).unwrap_or(i64::MAX)).await?;
        let mut deleted = events;
        for text in [table::SOME_MESSAGES, table::SOME_MEDIA, table::SOME_STATE] {
            deleted += self.db().query(text).bind(id.0).bind(CHUNK).run().await?;
        }
        Ok(deleted > 0)
    }
}

impl Store {
    /// Deletes the history of an instance in pieces, a write for each, so that other writes
    /// run in between. The instance itself stays, for [`Tx::delete_instance`].
    pub async fn empty_instance(&self, t: TenantId, id: InstanceId) -> Result<(), StorageError> {
        loop {
            let more: Result<bool, StorageError> =
                self.write(move |tx| Box::pin(async move { tx.delete_some(t, id).await })).await;
            if !more? {
                return Ok(());
            }
        }
    }
}
