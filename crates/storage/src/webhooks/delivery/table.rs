use crate::db::{MultiRow, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::ids::{
    ChatId, EventId, InstanceId, TenantId, WebhookDeliveryId, WebhookEndpointId,
};
use omni_domain::webhook::Delivery;
use uuid::Uuid;

const TABLE: &str = "webhook_deliveries";

row! {
    pub(super) struct DeliveryRow {
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

pub(super) const LIST: &str =
    concat!("SELECT ", columns!(), " FROM webhook_deliveries WHERE tenant_id = ");

/// Only to endpoints that exist and are active: what the distributor has read may be older.
pub(super) static INSERT: MultiRow = MultiRow::new(
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

pub(super) fn small(value: i64) -> u32 {
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
