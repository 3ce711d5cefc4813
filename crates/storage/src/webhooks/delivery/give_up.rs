use super::table;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::WebhookEndpointId;

impl Tx {
    /// Gives up some of what waits for an endpoint. Returns how many.
    pub async fn give_up_webhooks(
        &mut self,
        endpoint: WebhookEndpointId,
        why: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        let query = db.query(table::GIVE_UP_SOME).bind(endpoint.0).bind(why).bind(now.0);
        query.bind(i64::from(limit)).run().await
    }
}
