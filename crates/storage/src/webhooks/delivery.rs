//! The table `webhook_deliveries`.

use crate::Store;
use crate::db::{Conn, MultiRow, Select, chunks, readable, row, statements, text};
use crate::error::StorageError;
use crate::page::{before, page};
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{
    ChatId, EventId, InstanceId, TenantId, WebhookDeliveryId, WebhookEndpointId,
};
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::webhook::{Delivery, DeliveryState};
use std::collections::HashSet;
use uuid::Uuid;

const TABLE: &str = "webhook_deliveries";

/// Which deliveries to list. An empty list, like `None`, is no condition, except for
/// `endpoint_ids`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// To these endpoints; `None` is all.
    pub endpoint_ids: Option<Vec<WebhookEndpointId>>,
    /// Of these types of events.
    pub event_types: Vec<String>,
    /// In these states.
    pub states: Vec<DeliveryState>,
    /// Created at this time or later.
    pub since: Option<Timestamp>,
    /// Created before this time.
    pub until: Option<Timestamp>,
}

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

row! {
    struct DeliveryRow {
        id: Uuid,
        tenant_id: Uuid,
        endpoint_id: Uuid,
        event_seq: i64,
        event_id: Uuid,
        event_type: String,
        instance_id: Option<Uuid>,
        chat_id: Option<Uuid>,
        order_key: Option<String>,
        state: String,
        attempts: i64,
        tries: i64,
        replays: i64,
        due_at: i64,
        last_status: Option<i64>,
        last_error: Option<String>,
        created_at: i64,
        ended_at: Option<i64>,
    }
}

/// Not behind an earlier one that waits as well, nor behind a part of the log whose deliveries are
/// not written yet.
macro_rules! in_order {
    () => {
        "(order_key IS NULL OR (NOT EXISTS (SELECT 1 FROM webhook_deliveries ahead
            WHERE ahead.endpoint_id = webhook_deliveries.endpoint_id
            AND ahead.order_key = webhook_deliveries.order_key AND ahead.state = 'pending'
            AND ahead.event_seq < webhook_deliveries.event_seq)
            AND NOT EXISTS (SELECT 1 FROM webhook_backfills part
            WHERE part.endpoint_id = webhook_deliveries.endpoint_id
            AND part.after_seq < webhook_deliveries.event_seq)))"
    };
}

mod sql {
    use super::statements;

    statements! {
        FIND = concat!(
            "SELECT ", columns!(), " FROM webhook_deliveries WHERE tenant_id = $1 AND id = $2",
        );
        DUE = concat!(
            "SELECT ", columns!(), " FROM webhook_deliveries
             WHERE endpoint_id = $1 AND state = 'pending' AND due_at <= $2 AND ", in_order!(),
            " ORDER BY due_at, event_seq LIMIT $3",
        );
        /// From one order to the next by the index, so that it costs little however many wait in each.
        FIRSTS = concat!(
            "WITH RECURSIVE orders (of_key) AS (
                SELECT (SELECT MIN(order_key) FROM webhook_deliveries
                    WHERE endpoint_id = $1 AND state = 'pending' AND order_key >= $2)
                UNION ALL
                SELECT (SELECT MIN(later.order_key) FROM webhook_deliveries later
                    WHERE later.endpoint_id = $1 AND later.state = 'pending'
                    AND later.order_key > orders.of_key)
                FROM orders WHERE orders.of_key IS NOT NULL)
             SELECT ", columns!(), " FROM orders CROSS JOIN webhook_deliveries
             WHERE id = (SELECT head.id FROM webhook_deliveries head
                WHERE head.endpoint_id = $1 AND head.order_key = orders.of_key
                AND head.state = 'pending' ORDER BY head.event_seq LIMIT 1)
             AND due_at <= $3 AND NOT EXISTS (SELECT 1 FROM webhook_backfills part
                WHERE part.endpoint_id = $1 AND part.after_seq < event_seq)
             ORDER BY orders.of_key LIMIT $4",
        );
        NEXT_DUE = "SELECT MIN(due_at) FROM webhook_deliveries
            WHERE endpoint_id = $1 AND state = 'pending' AND due_at > $2";
        WAITING = "SELECT id FROM webhook_endpoints WHERE active
            AND tenant_id IN (SELECT id FROM tenants WHERE status = 'active') AND EXISTS
            (SELECT 1 FROM webhook_deliveries
             WHERE endpoint_id = webhook_endpoints.id AND state = 'pending')";
        /// `+ 0`, so that what waits stays the way to find it.
        PENDING_COUNT = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM webhook_deliveries
            WHERE endpoint_id = $1 AND state = 'pending' AND event_seq + 0 <= $2
            LIMIT $3) AS waiting";
        REPLAY = "UPDATE webhook_deliveries SET state = 'pending', tries = 0,
            replays = replays + 1, due_at = $3, ended_at = NULL
            WHERE tenant_id = $1 AND id = $2 AND state <> 'pending'";
        HASTEN = "UPDATE webhook_deliveries SET due_at = $2
            WHERE endpoint_id = $1 AND state = 'pending' AND due_at > $2";
        GIVE_UP_SOME = "UPDATE webhook_deliveries SET state = 'failed', last_error = $2,
            ended_at = $3 WHERE id IN (SELECT id FROM webhook_deliveries
                WHERE endpoint_id = $1 AND state = 'pending' LIMIT $4)";
        DELETE_BEFORE = "DELETE FROM webhook_deliveries WHERE id IN
            (SELECT id FROM webhook_deliveries WHERE ended_at < $1 ORDER BY ended_at LIMIT $2)";
        /// So that the deletion of an endpoint deletes little at once.
        DELETE_SOME = "DELETE FROM webhook_deliveries WHERE id IN
            (SELECT id FROM webhook_deliveries WHERE endpoint_id = $1 LIMIT $2)";
    }
}
pub(crate) use sql::ALL;

const LIST: &str = concat!("SELECT ", columns!(), " FROM webhook_deliveries WHERE tenant_id = ");

/// Only to endpoints that exist and are active: what the distributor has read may be older.
static INSERT: MultiRow = MultiRow::new(
    concat!(
        "INSERT INTO webhook_deliveries (",
        columns!(),
        ") SELECT v.column1, v.column2, v.column3, v.column4, v.column5, v.column6, v.column7,
          v.column8, v.column9, v.column10, v.column11, v.column12, v.column13, v.column14,
          v.column15, v.column16, v.column17, v.column18 FROM (VALUES ",
    ),
    DeliveryRow::WIDTH,
    ") AS v JOIN webhook_endpoints ON webhook_endpoints.id = v.column3
     AND webhook_endpoints.active WHERE TRUE
     ON CONFLICT (endpoint_id, event_seq) DO NOTHING RETURNING id",
);

fn small(value: i64) -> u32 {
    u32::try_from(value).unwrap_or_default()
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StorageError;

    fn try_from(row: DeliveryRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: WebhookDeliveryId(row.id),
            tenant_id: TenantId(row.tenant_id),
            endpoint_id: WebhookEndpointId(row.endpoint_id),
            event_seq: row.event_seq,
            event_id: EventId(row.event_id),
            event_type: row.event_type,
            instance_id: row.instance_id.map(InstanceId),
            chat_id: row.chat_id.map(ChatId),
            order_key: row.order_key,
            state: text(TABLE, row.id, &row.state)?,
            attempts: small(row.attempts),
            tries: small(row.tries),
            replays: small(row.replays),
            due_at: Timestamp(row.due_at),
            last_status: row.last_status.and_then(|status| u16::try_from(status).ok()),
            last_error: row.last_error,
            created_at: Timestamp(row.created_at),
            ended_at: row.ended_at.map(Timestamp),
        })
    }
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: WebhookDeliveryId,
) -> Result<Option<Delivery>, StorageError> {
    let row = db.query(sql::FIND).bind(t.0).bind(id.0).maybe::<DeliveryRow>().await?;
    row.map(Delivery::try_from).transpose()
}

async fn due(
    db: &mut Conn<'_>,
    endpoint: WebhookEndpointId,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Delivery>, StorageError> {
    let query = db.query(sql::DUE).bind(endpoint.0).bind(now.0).bind(i64::from(limit));
    Ok(readable(query.all::<DeliveryRow>().await?).collect())
}

async fn firsts(
    db: &mut Conn<'_>,
    endpoint: WebhookEndpointId,
    from: &str,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Delivery>, StorageError> {
    let query = db.query(sql::FIRSTS).bind(endpoint.0).bind(from).bind(now.0);
    Ok(readable(query.bind(i64::from(limit)).all::<DeliveryRow>().await?).collect())
}

async fn next_due(
    db: &mut Conn<'_>,
    endpoint: WebhookEndpointId,
    now: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    let query = db.query(sql::NEXT_DUE).bind(endpoint.0).bind(now.0);
    let (at,) = query.one::<(Option<i64>,)>().await?;
    Ok(at.map(Timestamp))
}

async fn waiting(db: &mut Conn<'_>) -> Result<Vec<WebhookEndpointId>, StorageError> {
    let rows = db.query(sql::WAITING).all::<(Uuid,)>().await?;
    Ok(rows.into_iter().map(|(id,)| WebhookEndpointId(id)).collect())
}

async fn pending(
    db: &mut Conn<'_>,
    endpoint: WebhookEndpointId,
    until_seq: i64,
    limit: u32,
) -> Result<u32, StorageError> {
    let query = db.query(sql::PENDING_COUNT).bind(endpoint.0).bind(until_seq);
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

impl Store {
    /// The deliveries of a tenant, newest first.
    pub async fn list_webhook_deliveries(
        &self,
        t: TenantId,
        filter: &DeliveryFilter,
        request: PageRequest,
    ) -> Result<Page<Delivery>, StorageError> {
        let mut select = Select::new(LIST);
        select.bind(t.0);
        restrict(&mut select, filter);
        select.newest_before("created_at", before(request.after), request.limit);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<DeliveryRow>().await?;
        Ok(page(rows, request.limit, |delivery: &Delivery| Cursor {
            key: delivery.created_at.0,
            id: delivery.id.0,
        }))
    }
}

fn restrict(select: &mut Select, filter: &DeliveryFilter) {
    if let Some(ids) = &filter.endpoint_ids {
        select.and_in("endpoint_id", ids.iter().map(|id| id.0));
    }
    if !filter.event_types.is_empty() {
        select.and_in("event_type", filter.event_types.iter().map(String::as_str));
    }
    if !filter.states.is_empty() {
        select.and_in("state", filter.states.iter().map(|state| state.as_str()));
    }
    if let Some(since) = filter.since {
        select.push(" AND created_at >= ").bind(since.0);
    }
    if let Some(until) = filter.until {
        select.push(" AND created_at < ").bind(until.0);
    }
}

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

    /// Sends a delivery that ended again. Returns whether there was one.
    pub async fn replay_webhook_delivery(
        &mut self,
        t: TenantId,
        id: WebhookDeliveryId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::REPLAY).bind(t.0).bind(id.0).bind(now.0).run().await? > 0)
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

    /// What waits for an endpoint is due now.
    pub async fn hasten_webhooks(
        &mut self,
        endpoint: WebhookEndpointId,
        now: Timestamp,
    ) -> Result<u64, StorageError> {
        self.db().query(sql::HASTEN).bind(endpoint.0).bind(now.0).run().await
    }

    /// Gives up some of what waits for an endpoint. Returns how many.
    pub async fn give_up_webhooks(
        &mut self,
        endpoint: WebhookEndpointId,
        why: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::GIVE_UP_SOME).bind(endpoint.0).bind(why).bind(now.0);
        query.bind(i64::from(limit)).run().await
    }

    /// Deletes deliveries that ended before `cutoff`, of any tenant; how many.
    pub async fn delete_webhook_deliveries_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE_BEFORE).bind(cutoff.0).bind(i64::from(limit)).run().await
    }

    /// Deletes some deliveries to an endpoint; how many.
    pub async fn delete_some_webhook_deliveries(
        &mut self,
        endpoint: WebhookEndpointId,
        limit: u32,
    ) -> Result<u64, StorageError> {
        self.db().query(sql::DELETE_SOME).bind(endpoint.0).bind(i64::from(limit)).run().await
    }
}
