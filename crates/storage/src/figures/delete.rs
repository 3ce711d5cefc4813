//! Deleting old counts.

use super::table;
use crate::db::Conn;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, TenantId};

/// Deletes the counts of an instance. The log is locked.
pub(crate) async fn delete_of_instance(
    db: &mut Conn<'_>,
    instance: InstanceId,
) -> Result<(), StorageError> {
    db.query(table::DELETE_OF_INSTANCE).bind(instance.0).run().await.map(drop)
}

impl Tx {
    /// Deletes counts of periods that began before `cutoff`, the oldest first, at most `limit`.
    /// Returns how many.
    pub async fn delete_figures_before(
        &mut self,
        t: TenantId,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        self.lock_log().await?;
        let mut db = self.db();
        let query = db.query(table::DELETE_BEFORE).bind(t.0).bind(cutoff.0);
        query.bind(i64::from(limit)).run().await
    }
}
