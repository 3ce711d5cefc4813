use super::table::INSERT;
use crate::db::chunks;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::ids::WebhookDeliveryId;
use omni_domain::webhook::Delivery;
use std::collections::HashSet;
use uuid::Uuid;

impl Tx {
    /// Adds deliveries. Those that exist already, and those to endpoints that are deleted or
    /// disabled, are left out. Returns the ids of the others.
    pub async fn insert_webhook_deliveries(
        &mut self,
        deliveries: &[Delivery],
    ) -> Result<HashSet<WebhookDeliveryId>, StorageError> {
        let mut added = HashSet::with_capacity(deliveries.len());
        let mut db = self.db();
        for chunk in chunks(deliveries) {
            let mut query = INSERT.query(&mut db, chunk.len());
            for delivery in chunk {
                query.push(delivery.id.0);
                query.push(delivery.tenant_id.0);
                query.push(delivery.endpoint_id.0);
                query.push(delivery.event_seq);
                query.push(delivery.event_id.0);
                query.push(delivery.event_type.as_str());
                query.push(delivery.instance_id.map(|id| id.0));
                query.push(delivery.chat_id.map(|id| id.0));
                query.push(delivery.order_key.as_deref());
                query.push(delivery.state.as_str());
                query.push(i64::from(delivery.attempts));
                query.push(i64::from(delivery.tries));
                query.push(i64::from(delivery.replays));
                query.push(delivery.due_at.0);
                query.push(delivery.last_status.map(i64::from));
                query.push(delivery.last_error.as_deref());
                query.push(delivery.created_at.0);
                query.push(delivery.ended_at.map(|at| at.0));
            }
            let rows = query.all::<(Uuid,)>().await?;
            added.extend(rows.into_iter().map(|(id,)| WebhookDeliveryId(id)));
        }
        Ok(added)
    }
}
