use super::DeliveryFilter;
use super::filter::restrict;
use super::table;
use crate::db::Select;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{TenantId, WebhookDeliveryId, WebhookEndpointId};
use uuid::Uuid;

/// Which deliveries are sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// The tenant's.
    pub tenant_id: TenantId,
    /// Those of the filter that ended by this time: what ends later was sent again already.
    pub ended_by: Timestamp,
    /// Which.
    pub filter: DeliveryFilter,
}

impl Tx {
    /// Sends a delivery that ended again. Returns whether there was one.
    pub async fn replay_webhook_delivery(
        &mut self,
        t: TenantId,
        id: WebhookDeliveryId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(table::REPLAY).bind(t.0).bind(id.0).bind(now.0).run().await? > 0)
    }

    /// Sends some of several deliveries to active endpoints again, at most `limit`, the oldest first.
    /// Returns the endpoints of those, one for each.
    pub async fn replay_webhook_deliveries(
        &mut self,
        replay: &Replay,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<WebhookEndpointId>, StorageError> {
        let mut select = Select::new(
            "UPDATE webhook_deliveries SET state = 'pending', tries = 0,
             replays = replays + 1, ended_at = NULL, due_at = ",
        );
        select
            .bind(now.0)
            .push(" WHERE id IN (SELECT id FROM webhook_deliveries WHERE tenant_id = ");
        select.bind(replay.tenant_id.0);
        select.push(" AND state <> 'pending' AND ended_at <= ").bind(replay.ended_by.0);
        select.push(" AND endpoint_id IN (SELECT id FROM webhook_endpoints WHERE active)");
        restrict(&mut select, &replay.filter);
        select.push(" ORDER BY created_at, id LIMIT ").bind(i64::from(limit));
        select.push(") RETURNING endpoint_id");
        let rows = select.on(&mut self.db()).all::<(Uuid,)>().await?;
        Ok(rows.into_iter().map(|(id,)| WebhookEndpointId(id)).collect())
    }
}
