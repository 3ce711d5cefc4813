//! Deleting instances and everything that belongs to them, in pieces: each is a write of its own, so
//! that other writes run in between.

use super::table;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, TenantId};

impl Tx {
    /// Deletes an instance for every reader: it is not found, is never connected, and its name is
    /// free. Its jobs, its own agent and its account on the network are removed at once, everything
    /// else by [`Tx::delete_piece_of_instance`]. Returns whether it existed.
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
        for text in
            [table::DELETE_JOBS, table::DELETE_AGENT, table::DELETE_ACCOUNT, table::DELETE_TOKEN]
        {
            self.db().query(text).bind(id.0).run().await?;
        }
        Ok(true)
    }

    /// Deletes at most this many rows of one of the tables that hold an instance's history. Returns
    /// whether there may be more; otherwise the instance is left to [`Tx::delete_instance`].
    pub async fn delete_piece_of_instance(
        &mut self,
        t: TenantId,
        id: InstanceId,
        limit: u32,
    ) -> Result<bool, StorageError> {
        if !self.has_instance_row(t, id).await? {
            return Ok(false);
        }
        let limit = i64::from(limit);
        self.flush_events().await?;
        self.flush_state().await?;
        self.unindex_events(id, Some(limit)).await?;
        let events = self.db().query(table::SOME_EVENTS).bind(id.0).bind(limit).run().await?;
        if events > 0 {
            self.add_event_count(t, -i64::try_from(events).unwrap_or(i64::MAX)).await?;
            return Ok(true);
        }
        for piece in table::PIECES {
            let mut deleted = 0;
            for text in piece {
                deleted += self.db().query(text).bind(id.0).bind(limit).run().await?;
            }
            if deleted > 0 {
                return Ok(true);
            }
        }
        Ok(false)
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
