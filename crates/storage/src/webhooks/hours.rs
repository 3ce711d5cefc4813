//! The table `webhook_hours`: how the attempts of an endpoint ended, by hour.

use crate::db::{Conn, MultiRow, chunks, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::WebhookEndpointId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Milliseconds.
const HOUR: i64 = 3_600_000;

/// An attempt, as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedAttempt {
    /// Its endpoint.
    pub endpoint_id: WebhookEndpointId,
    /// When it began.
    pub at: Timestamp,
    /// Milliseconds until its end.
    pub duration_ms: u32,
    /// Whether the endpoint has the event.
    pub is_delivered: bool,
}

/// The attempts of one endpoint in one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebhookHour {
    /// The beginning of the hour.
    pub start: Timestamp,
    /// Attempts that delivered.
    pub delivered: u64,
    /// Attempts that failed, also those that were repeated with success.
    pub failed: u64,
    /// Milliseconds that all of them took together.
    pub total_ms: u64,
    /// Milliseconds of the slowest.
    pub slowest_ms: u64,
}

row! {
    struct HourRow {
        hour: i64,
        delivered: i64,
        failed: i64,
        total_ms: i64,
        slowest_ms: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        LIST = concat!(
            "SELECT ", columns!(), " FROM webhook_hours
             WHERE endpoint_id = $1 AND hour >= $2 AND hour < $3 ORDER BY hour",
        );
        DELETE_BEFORE = "DELETE FROM webhook_hours WHERE (endpoint_id, hour) IN
            (SELECT endpoint_id, hour FROM webhook_hours WHERE hour < $1 ORDER BY hour LIMIT $2)";
    }
}
pub(crate) use sql::ALL;

/// Adds to the rows of endpoints that exist: one may be deleted while it is sent to.
static ADD: MultiRow = MultiRow::new(
    concat!(
        "INSERT INTO webhook_hours (endpoint_id, ",
        columns!(),
        ") SELECT v.column1, v.column2, v.column3, v.column4, v.column5, v.column6 FROM (VALUES ",
    ),
    6,
    ") AS v JOIN webhook_endpoints ON webhook_endpoints.id = v.column1 WHERE TRUE
     ON CONFLICT (endpoint_id, hour) DO UPDATE SET
     delivered = webhook_hours.delivered + excluded.delivered,
     failed = webhook_hours.failed + excluded.failed,
     total_ms = webhook_hours.total_ms + excluded.total_ms,
     slowest_ms = CASE WHEN excluded.slowest_ms > webhook_hours.slowest_ms
         THEN excluded.slowest_ms ELSE webhook_hours.slowest_ms END",
);

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    delivered: i64,
    failed: i64,
    total_ms: i64,
    slowest_ms: i64,
}

/// The first millisecond of the hour of a time.
const fn hour_of(at: Timestamp) -> i64 {
    at.0.div_euclid(HOUR) * HOUR
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

impl From<HourRow> for WebhookHour {
    fn from(row: HourRow) -> Self {
        Self {
            start: Timestamp(row.hour),
            delivered: count(row.delivered),
            failed: count(row.failed),
            total_ms: count(row.total_ms),
            slowest_ms: count(row.slowest_ms),
        }
    }
}

async fn hours(
    db: &mut Conn<'_>,
    endpoint: WebhookEndpointId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<WebhookHour>, StorageError> {
    let query = db.query(sql::LIST).bind(endpoint.0).bind(from.0).bind(until.0);
    let rows = query.all::<HourRow>().await?;
    Ok(rows.into_iter().map(WebhookHour::from).collect())
}

lookups! {
    /// The hours of a period in which an endpoint was sent something, the earliest first.
    webhook_hours(endpoint: WebhookEndpointId, from: Timestamp, until: Timestamp)
        -> Vec<WebhookHour> = hours;
}

/// Ordered, so that rows are always locked in one order.
fn sums(attempts: &[CountedAttempt]) -> BTreeMap<(Uuid, i64), Sums> {
    let mut all: BTreeMap<(Uuid, i64), Sums> = BTreeMap::new();
    for attempt in attempts {
        let sum = all.entry((attempt.endpoint_id.0, hour_of(attempt.at))).or_default();
        let took = i64::from(attempt.duration_ms);
        sum.delivered += i64::from(attempt.is_delivered);
        sum.failed += i64::from(!attempt.is_delivered);
        sum.total_ms += took;
        sum.slowest_ms = sum.slowest_ms.max(took);
    }
    all
}

impl Tx {
    /// Counts attempts. Call it before [`Tx::finish_webhook_attempts`]: a deletion of an endpoint locks
    /// its row before those of its deliveries.
    pub async fn count_webhook_attempts(
        &mut self,
        attempts: &[CountedAttempt],
    ) -> Result<(), StorageError> {
        let all: Vec<((Uuid, i64), Sums)> = sums(attempts).into_iter().collect();
        let mut db = self.db();
        for chunk in chunks(&all) {
            let mut query = ADD.query(&mut db, chunk.len());
            for ((endpoint, hour), sum) in chunk {
                query.push(*endpoint);
                query.push(*hour);
                query.push(sum.delivered);
                query.push(sum.failed);
                query.push(sum.total_ms);
                query.push(sum.slowest_ms);
            }
            query.run().await?;
        }
        Ok(())
    }

    /// Deletes hours that began before `cutoff`, the oldest first, at most `limit`. Returns how many.
    pub async fn delete_webhook_hours_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE_BEFORE).bind(cutoff.0).bind(i64::from(limit)).run().await
    }
}
