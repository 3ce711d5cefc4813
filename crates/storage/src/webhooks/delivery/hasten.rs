use super::table;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::WebhookEndpointId;

impl Tx {
    /// What waits for an endpoint is due now.
    pub async fn hasten_webhooks(
        &mut self,
        endpoint: WebhookEndpointId,
        now: Timestamp,
    ) -> Result<u64, StorageError> {
        self.db().query(table::HASTEN).bind(endpoint.0).bind(now.0).run().await
    }
}
