//! Deleting a tenant's rows, in pieces.

use super::table;
use crate::Store;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::TenantId;

/// Rows of one write.
const PIECE: u32 = 1000;
/// After every event.
const EVER: Timestamp = Timestamp(i64::MAX);

impl Tx {
    async fn delete_some_of_tenant(&mut self, t: TenantId) -> Result<bool, StorageError> {
        self.flush_events().await?;
        self.flush_jobs().await?;
        if self.delete_events_before(t, EVER, None, PIECE).await? > 0 {
            return Ok(true);
        }
        for text in table::PIECES {
            if self.db().query(text).bind(t.0).bind(i64::from(PIECE)).run().await? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Deletes the row of a tenant that has no others. Returns whether it existed. `Stale` if it
    /// has.
    pub async fn delete_tenant(&mut self, t: TenantId) -> Result<bool, StorageError> {
        self.db().query(table::EVENT_HOURS).bind(t.0).run().await?;
        Ok(self.db().query(table::DELETE).bind(t.0).run().await? > 0)
    }
}

impl Store {
    /// Deletes the rows of a tenant without instances in pieces, a write for each, so that
    /// other writes run in between. The tenant itself stays, for [`Tx::delete_tenant`].
    pub async fn empty_tenant(&self, t: TenantId) -> Result<(), StorageError> {
        loop {
            let more: Result<bool, StorageError> = self
                .write(move |tx| Box::pin(async move { tx.delete_some_of_tenant(t).await }))
                .await;
            if !more? {
                return Ok(());
            }
        }
    }
}
