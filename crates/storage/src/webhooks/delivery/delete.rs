use super::table;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::WebhookEndpointId;

impl Tx {
    /// Deletes deliveries that ended before `cutoff`, of any tenant; how many.
    pub async fn delete_webhook_deliveries_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(table::DELETE_BEFORE).bind(cutoff.0).bind(i64::from(limit)).run().await
    }

    /// Deletes some deliveries to an endpoint; how many.
    pub async fn delete_some_webhook_deliveries(
        &mut self,
        endpoint: WebhookEndpointId,
        limit: u32,
    ) -> Result<u64, StorageError> {
        self.db().query(table::DELETE_SOME).bind(endpoint.0).bind(i64::from(limit)).run().await
    }
}
