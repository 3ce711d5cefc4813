//! Deleting instances and everything that belongs to them, in pieces: each is a write of its own, so
//! that other writes run in between.

use super::table;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, TenantId};

/// Which of an instance's tables are emptied. The first are its events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeletionStage(usize);

impl Tx {
    /// Deletes an instance for every reader: it is not found, is never connected, and its name is
    /// free. Its jobs and its account on the network are removed at once, its own agent is marked as
    /// deleted, too, and everything else is removed by [`Tx::delete_piece_of_instance`]. Returns
    /// whether it existed.
    pub async fn mark_instance_deleted(
        &mut self,
        t: TenantId,
        id: InstanceId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        self.pending.instances = true;
        self.flush_jobs().await?;
        let mut db = self.db();
        let query = db.query(table::MARK_DELETED).bind(t.0).bind(id.0).bind(now.0);
        if query.bind(format!("deleted {id}")).run().await? == 0 {
            return Ok(false);
        }
        self.db().query(table::MARK_AGENT_DELETED).bind(id.0).bind(now.0).run().await?;
        for text in [table::DELETE_JOBS, table::DELETE_ACCOUNT, table::DELETE_TOKEN] {
            self.db().query(text).bind(id.0).run().await?;
        }
        Ok(true)
    }

    /// Deletes at most this many rows of one of the tables that hold an instance's history. Returns
    /// the table of the next piece; `None` if the instance is left to [`Tx::delete_instance`].
    ///
    /// A table that was emptied is not looked at again: on Postgres its index contains the deleted
    /// rows until they are vacuumed. Of the table after it, one row is deleted, since what they cost is
    /// not known yet: one chat can take as long as a thousand messages.
    pub async fn delete_piece_of_instance(
        &mut self,
        t: TenantId,
        id: InstanceId,
        stage: DeletionStage,
        limit: u32,
    ) -> Result<Option<DeletionStage>, StorageError> {
        if !self.has_instance_row(t, id).await? {
            return Ok(None);
        }
        let limit = i64::from(limit);
        self.flush_events().await?;
        self.flush_state().await?;
        if stage == DeletionStage::default() {
            self.unindex_events(id, Some(limit)).await?;
            let events = self.db().query(table::SOME_EVENTS).bind(id.0).bind(limit).run().await?;
            if events > 0 {
                self.add_event_count(t, -i64::try_from(events).unwrap_or(i64::MAX)).await?;
                return Ok(Some(stage));
            }
        }
        for (before, piece) in table::PIECES.iter().enumerate().skip(stage.0.saturating_sub(1)) {
            let this = DeletionStage(before + 1);
            let limit = if this == stage { limit } else { 1 };
            let mut deleted = 0;
            for text in *piece {
                deleted += self.db().query(text).bind(id.0).bind(limit).run().await?;
            }
            if deleted > 0 {
                return Ok(Some(this));
            }
        }
        Ok(None)
    }

    /// Deletes an instance with what is left of its rows. All at once: of an instance with a long
    /// history, delete most beforehand with [`Tx::delete_piece_of_instance`]. Returns whether it
    /// existed.
    pub async fn delete_instance(
        &mut self,
        t: TenantId,
        id: InstanceId,
    ) -> Result<bool, StorageError> {
        if !self.has_instance_row(t, id).await? {
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
        self.delete_instance_lease(id).await?;
        // Identities, chats (with messages and participants), contacts, media and the agent that
        // belongs to the instance cascade.
        Ok(self.db().query(table::DELETE).bind(t.0).bind(id.0).run().await? > 0)
    }

    async fn has_instance_row(
        &mut self,
        t: TenantId,
        id: InstanceId,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let row = db.query(table::EXISTS).bind(t.0).bind(id.0).maybe::<(i64,)>().await?;
        Ok(row.is_some())
    }
}
