//! How far the log is distributed: the one cursor, and the parts that single endpoints still get.

use crate::db::{Conn, list, padded, row, statements};
use crate::dialect;
use crate::error::StorageError;
use crate::events::read_at;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::event::Event;
use omni_domain::ids::{TenantId, WebhookEndpointId};
use omni_domain::webhook::Backfill;
use uuid::Uuid;

/// The cursor, as it stays until the commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebhookLog {
    /// Events up to this position are distributed.
    pub seq: i64,
    /// Changes with every endpoint.
    pub revision: i64,
    /// The newest event's position.
    pub last_seq: i64,
}

row! {
    struct BackfillRow {
        endpoint_id: Uuid,
        tenant_id: Uuid,
        after_seq: i64,
        until_seq: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        CURSOR = "SELECT seq, revision, (SELECT value FROM sequences WHERE name = 'events')
            FROM webhook_cursors WHERE name = 'log'";
        MOVE = "UPDATE webhook_cursors SET seq = $1 WHERE name = 'log'";
        REVISE = "UPDATE webhook_cursors SET revision = revision + 1 WHERE name = 'log'";
        PUT_BACKFILL = concat!(
            "INSERT INTO webhook_backfills (", columns!(), ") VALUES ($1, $2, $3, $4)
             ON CONFLICT (endpoint_id) DO UPDATE SET
             after_seq = CASE WHEN excluded.after_seq < webhook_backfills.after_seq
                 THEN excluded.after_seq ELSE webhook_backfills.after_seq END,
             until_seq = CASE WHEN excluded.until_seq > webhook_backfills.until_seq
                 THEN excluded.until_seq ELSE webhook_backfills.until_seq END",
        );
        BACKFILLS = concat!(
            "SELECT ", columns!(), " FROM webhook_backfills WHERE endpoint_id IN
             (SELECT id FROM webhook_endpoints WHERE active)
             AND tenant_id IN (SELECT id FROM tenants WHERE status = 'active')
             AND endpoint_id > $1 ORDER BY endpoint_id LIMIT $2",
        );
        ADVANCE = "UPDATE webhook_backfills SET after_seq = $2
            WHERE endpoint_id = $1 AND after_seq = $3";
        DELETE_BACKFILL = "DELETE FROM webhook_backfills WHERE endpoint_id = $1 AND after_seq = $2
            AND until_seq = $3";
        DROP_BACKFILL = "DELETE FROM webhook_backfills WHERE endpoint_id = $1";
        /// What active endpoints still need of the log: the first position of a tenant's events that
        /// must stay. Endpoints that are disabled hold nothing.
        HELD = "SELECT MIN(seq) FROM (
            SELECT cursors.seq + 1 AS seq FROM webhook_cursors cursors WHERE name = 'log'
                AND EXISTS (SELECT 1 FROM webhook_endpoints WHERE tenant_id = $1 AND active)
            UNION ALL
            SELECT after_seq + 1 FROM webhook_backfills WHERE tenant_id = $1
                AND endpoint_id IN (SELECT id FROM webhook_endpoints
                    WHERE tenant_id = $1 AND active)
            UNION ALL
            SELECT event_seq FROM (SELECT event_seq FROM webhook_deliveries
                WHERE tenant_id = $1 AND state = 'pending'
                AND endpoint_id IN (SELECT id FROM webhook_endpoints
                    WHERE tenant_id = $1 AND active)
                ORDER BY event_seq LIMIT 1) AS waiting) AS needed";
    }
}
pub(crate) use sql::ALL;

/// The first position of the log that webhooks of a tenant still need.
pub(crate) async fn held_from(db: &mut Conn<'_>, t: TenantId) -> Result<Option<i64>, StorageError> {
    let (seq,) = db.query(sql::HELD).bind(t.0).one::<(Option<i64>,)>().await?;
    Ok(seq)
}

async fn cursor(db: &mut Conn<'_>) -> Result<WebhookLog, StorageError> {
    let (seq, revision, last_seq) = db.query(sql::CURSOR).one::<(i64, i64, i64)>().await?;
    Ok(WebhookLog { seq, revision, last_seq })
}

async fn at(db: &mut Conn<'_>, seqs: &[i64]) -> Result<Vec<Event>, StorageError> {
    let mut found = Vec::with_capacity(seqs.len());
    for some in padded(seqs) {
        let values = list(1, some.len());
        found.extend(read_at(db, &values, some).await?);
    }
    Ok(found)
}

async fn backfills(
    db: &mut Conn<'_>,
    after: WebhookEndpointId,
    limit: u32,
) -> Result<Vec<Backfill>, StorageError> {
    let query = db.query(sql::BACKFILLS).bind(after.0).bind(i64::from(limit));
    let rows = query.all::<BackfillRow>().await?;
    let part = |row: BackfillRow| Backfill {
        endpoint_id: WebhookEndpointId(row.endpoint_id),
        tenant_id: TenantId(row.tenant_id),
        after_seq: row.after_seq,
        until_seq: row.until_seq,
    };
    Ok(rows.into_iter().map(part).collect())
}

lookups! {
    /// What active endpoints of active tenants still get of the past, by the ids of the endpoints, which
    /// are behind `after`.
    webhook_backfills(after: WebhookEndpointId, limit: u32) -> Vec<Backfill> = backfills;
    /// How far the log is distributed. It may change at any time.
    webhook_log() -> WebhookLog = cursor;
    /// The events at these positions; those that are removed are missing.
    events_at(seqs: &[i64]) -> Vec<Event> = at;
}

impl Tx {
    /// The cursor. No other node distributes, and no endpoint changes, until the commit.
    pub async fn lock_webhook_log(&mut self) -> Result<WebhookLog, StorageError> {
        // Of one table only, because a row of a sequence must not be locked for this.
        if self.engine() != crate::options::Engine::Sqlite {
            let lock = dialect::for_update(self.engine());
            let text = format!("SELECT seq FROM webhook_cursors WHERE name = 'log'{lock}");
            self.db().composed(text).one::<(i64,)>().await?;
        }
        cursor(&mut self.db()).await
    }

    /// The log is distributed up to here.
    pub async fn move_webhook_cursor(&mut self, seq: i64) -> Result<(), StorageError> {
        self.db().query(sql::MOVE).bind(seq).run().await.map(drop)
    }

    /// The endpoints are not those that were read before.
    pub async fn revise_webhooks(&mut self) -> Result<(), StorageError> {
        self.db().query(sql::REVISE).run().await.map(drop)
    }

    /// Adds a part of the log to what an endpoint still gets.
    pub async fn put_webhook_backfill(&mut self, part: &Backfill) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::PUT_BACKFILL).bind(part.endpoint_id.0).bind(part.tenant_id.0);
        query.bind(part.after_seq).bind(part.until_seq).run().await.map(drop)
    }

    /// An endpoint gets nothing of the past any more.
    pub async fn drop_webhook_backfill(
        &mut self,
        id: WebhookEndpointId,
    ) -> Result<(), StorageError> {
        self.db().query(sql::DROP_BACKFILL).bind(id.0).run().await.map(drop)
    }

    /// A part is distributed up to `seq`. One that was extended meanwhile stays as it is.
    pub async fn advance_webhook_backfill(
        &mut self,
        part: &Backfill,
        seq: i64,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = if seq >= part.until_seq {
            let query = db.query(sql::DELETE_BACKFILL).bind(part.endpoint_id.0);
            query.bind(part.after_seq).bind(part.until_seq)
        } else {
            db.query(sql::ADVANCE).bind(part.endpoint_id.0).bind(seq).bind(part.after_seq)
        };
        query.run().await.map(drop)
    }
}
