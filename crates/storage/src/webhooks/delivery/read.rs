use super::table::{self, DeliveryRow, small};
use crate::db::{Conn, readable};
use crate::error::StorageError;
use crate::store::lookups;
use omni_domain::Timestamp;
use omni_domain::ids::{TenantId, WebhookDeliveryId, WebhookEndpointId};
use omni_domain::webhook::Delivery;
use uuid::Uuid;

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: WebhookDeliveryId,
) -> Result<Option<Delivery>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<DeliveryRow>().await?;
    row.map(Delivery::try_from).transpose()
}

async fn due(
    db: &mut Conn<'_>,
    endpoint: WebhookEndpointId,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Delivery>, StorageError> {
    let query = db.query(table::DUE).bind(endpoint.0).bind(now.0).bind(i64::from(limit));
    Ok(readable(query.all::<DeliveryRow>().await?).collect())
}

async fn firsts(
    db: &mut Conn<'_>,
    endpoint: WebhookEndpointId,
    from: &str,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Delivery>, StorageError> {
    let query = db.query(table::FIRSTS).bind(endpoint.0).bind(from).bind(now.0);
    Ok(readable(query.bind(i64::from(limit)).all::<DeliveryRow>().await?).collect())
}

async fn next_due(
    db: &mut Conn<'_>,
    endpoint: WebhookEndpointId,
    now: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    let query = db.query(table::NEXT_DUE).bind(endpoint.0).bind(now.0);
    let (at,) = query.one::<(Option<i64>,)>().await?;
    Ok(at.map(Timestamp))
}

async fn waiting(db: &mut Conn<'_>) -> Result<Vec<WebhookEndpointId>, StorageError> {
    let rows = db.query(table::WAITING).all::<(Uuid,)>().await?;
    Ok(rows.into_iter().map(|(id,)| WebhookEndpointId(id)).collect())
}

async fn pending(
    db: &mut Conn<'_>,
    endpoint: WebhookEndpointId,
    until_seq: i64,
    limit: u32,
) -> Result<u32, StorageError> {
    let query = db.query(table::PENDING_COUNT).bind(endpoint.0).bind(until_seq);
    let (count,) = query.bind(i64::from(limit)).one::<(i64,)>().await?;
    Ok(small(count))
}

lookups! {
    /// A delivery.
    find_webhook_delivery(t: TenantId, id: WebhookDeliveryId) -> Option<Delivery> = find;
    /// Deliveries to an endpoint that may be sent now, the longest due first; of an order none behind an
    /// earlier one, or behind the past that the endpoint still gets.
    due_webhook_deliveries(endpoint: WebhookEndpointId, now: Timestamp, limit: u32)
        -> Vec<Delivery> = due;
    /// Of each order the first delivery that waits, if it may be sent now; by their keys, which are `from`
    /// or behind it. Those without an order are left out.
    first_webhook_deliveries(endpoint: WebhookEndpointId, from: &str, now: Timestamp, limit: u32)
        -> Vec<Delivery> = firsts;
    /// When the next one is due that is not due yet.
    next_webhook_due(endpoint: WebhookEndpointId, now: Timestamp) -> Option<Timestamp> = next_due;
    /// The active endpoints of active tenants with deliveries that wait.
    waiting_webhook_endpoints() -> Vec<WebhookEndpointId> = waiting;
    /// How many deliveries to an endpoint wait of events up to `until_seq`, at most `limit`.
    count_pending_webhooks(endpoint: WebhookEndpointId, until_seq: i64, limit: u32) -> u32
        = pending;
}
