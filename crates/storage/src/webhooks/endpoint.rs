//! The table `webhook_endpoints`.

use crate::Store;
use crate::db::{Conn, json_text, or_fallback, parse_json, readable, row, statements, text};
use crate::error::StorageError;
use crate::page::{after, page};
use crate::store::{locked_lookups, lookups};
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{TenantId, WebhookEndpointId};
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::webhook::{
    DisabledReason, Endpoint, Envelope, Filter, Ordering, RetryPolicy, SecretSet,
};
use std::collections::BTreeMap;
use uuid::Uuid;

const TABLE: &str = "webhook_endpoints";
/// The description of an endpoint whose row cannot be read.
const UNREADABLE: &str =
    "the stored endpoint cannot be read and gets nothing; delete it and create another one";

/// How many endpoints there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EndpointCounts {
    /// Those that get deliveries.
    pub active: u64,
    /// Those that are disabled.
    pub disabled: u64,
}

row! {
    struct EndpointRow {
        id: Uuid,
        tenant_id: Uuid,
        description: Option<String>,
        url: String,
        envelope: String,
        filter: String,
        headers: String,
        secret: String,
        previous_secret: Option<String>,
        previous_until: Option<i64>,
        retry: String,
        timeout_ms: i64,
        ordering: String,
        disable_after: Option<i64>,
        ca: Option<String>,
        identity: Option<String>,
        active: bool,
        disabled_reason: Option<String>,
        disabled_at: Option<i64>,
        failures: i64,
        failing_since: Option<i64>,
        start_seq: i64,
        stopped_seq: Option<i64>,
        created_at: i64,
        updated_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO webhook_endpoints (", columns!(), ")
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
             $18, $19, $20, $21, $22, $23, $24, $25)",
        );
        UPDATE = "UPDATE webhook_endpoints SET description = $3, url = $4, envelope = $5,
            filter = $6, headers = $7, secret = $8, previous_secret = $9, previous_until = $10,
            retry = $11, timeout_ms = $12, ordering = $13, disable_after = $14, ca = $15,
            identity = $16, active = $17, disabled_reason = $18, disabled_at = $19,
            failures = $20, failing_since = $21, start_seq = $22, stopped_seq = $23,
            created_at = $24, updated_at = $25 WHERE id = $1 AND tenant_id = $2";
        FIND = concat!(
            "SELECT ", columns!(), " FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2",
        );
        BY_ID = concat!("SELECT ", columns!(), " FROM webhook_endpoints WHERE id = $1");
        ACTIVE = concat!(
            "SELECT ", columns!(), " FROM webhook_endpoints WHERE active ORDER BY id",
        );
        LIST = concat!(
            "SELECT ", columns!(), " FROM webhook_endpoints
             WHERE tenant_id = $1 AND (created_at, id) > ($2, $3)
             ORDER BY created_at, id LIMIT $4",
        );
        COUNTS = "SELECT active, COUNT(*) FROM webhook_endpoints GROUP BY active";
        COUNT = "SELECT COUNT(*) FROM webhook_endpoints WHERE tenant_id = $1";
        DELETE = "DELETE FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2";
        /// Time without deliveries is no failure.
        RESTART_FAILING = "UPDATE webhook_endpoints SET failing_since = $2
            WHERE tenant_id = $1 AND failing_since < $2";
        SET_HEALTH = "UPDATE webhook_endpoints SET failures = $2, failing_since = $3
            WHERE id = $1";
    }
}
pub(crate) use sql::ALL;

fn small(value: i64) -> u32 {
    u32::try_from(value).unwrap_or_default()
}

/// What decides which events an endpoint gets, and how.
struct Settings {
    envelope: Envelope,
    filter: Filter,
    headers: BTreeMap<String, String>,
    retry: RetryPolicy,
    ordering: Ordering,
    reason: Option<DisabledReason>,
}

impl Settings {
    fn read(row: &EndpointRow) -> Result<Self, StorageError> {
        let reason = row.disabled_reason.as_deref();
        Ok(Self {
            envelope: text(TABLE, row.id, &row.envelope)?,
            filter: parse_json(TABLE, row.id, &row.filter)?,
            headers: parse_json(TABLE, row.id, &row.headers)?,
            retry: parse_json(TABLE, row.id, &row.retry)?,
            ordering: text(TABLE, row.id, &row.ordering)?,
            reason: reason.map(|reason| text(TABLE, row.id, reason)).transpose()?,
        })
    }

    /// No event is of no instance of this list, so that nothing is delivered.
    fn unreadable() -> Self {
        Self {
            envelope: Envelope::Omni,
            filter: Filter { instance_ids: Some(Vec::new()), ..Filter::default() },
            headers: BTreeMap::new(),
            retry: RetryPolicy::standard(),
            ordering: Ordering::None,
            reason: None,
        }
    }
}

/// An endpoint is always read: one that cannot be is shown as disabled, so that it can be deleted and
/// delays no other.
impl TryFrom<EndpointRow> for Endpoint {
    type Error = StorageError;

    fn try_from(row: EndpointRow) -> Result<Self, StorageError> {
        let id = row.id;
        let read = or_fallback(Settings::read(&row).map(Some), || None);
        let is_readable = read.is_some();
        let settings = read.unwrap_or_else(Settings::unreadable);
        let description = if is_readable { row.description } else { Some(UNREADABLE.to_owned()) };
        Ok(Self {
            id: WebhookEndpointId(id),
            tenant_id: TenantId(row.tenant_id),
            description,
            url: row.url,
            envelope: settings.envelope,
            filter: settings.filter,
            headers: settings.headers,
            secrets: SecretSet {
                current: row.secret,
                previous: row.previous_secret.zip(row.previous_until.map(Timestamp)),
            },
            retry: settings.retry,
            timeout_ms: small(row.timeout_ms),
            ordering: settings.ordering,
            disable_after: row.disable_after.map(small),
            ca: row.ca,
            identity: row.identity,
            active: row.active && is_readable,
            disabled: settings.reason.zip(row.disabled_at.map(Timestamp)),
            failures: small(row.failures),
            failing_since: row.failing_since.map(Timestamp),
            start_seq: row.start_seq,
            stopped_seq: row.stopped_seq,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: WebhookEndpointId,
) -> Result<Option<Endpoint>, StorageError> {
    let row = db.query(sql::FIND).bind(t.0).bind(id.0).maybe::<EndpointRow>().await?;
    row.map(Endpoint::try_from).transpose()
}

async fn by_id(db: &mut Conn<'_>, id: WebhookEndpointId) -> Result<Option<Endpoint>, StorageError> {
    let row = db.query(sql::BY_ID).bind(id.0).maybe::<EndpointRow>().await?;
    row.map(Endpoint::try_from).transpose()
}

async fn active(db: &mut Conn<'_>) -> Result<Vec<Endpoint>, StorageError> {
    let rows = db.query(sql::ACTIVE).all::<EndpointRow>().await?;
    Ok(readable(rows).filter(|endpoint: &Endpoint| endpoint.active).collect())
}

async fn count(db: &mut Conn<'_>, t: TenantId) -> Result<i64, StorageError> {
    let (count,) = db.query(sql::COUNT).bind(t.0).one::<(i64,)>().await?;
    Ok(count)
}

async fn counts(db: &mut Conn<'_>) -> Result<EndpointCounts, StorageError> {
    let mut counts = EndpointCounts::default();
    for (active, count) in db.query(sql::COUNTS).all::<(bool, i64)>().await? {
        let count = u64::try_from(count).unwrap_or_default();
        if active {
            counts.active = count;
        } else {
            counts.disabled = count;
        }
    }
    Ok(counts)
}

lookups! {
    /// An endpoint.
    find_webhook_endpoint(t: TenantId, id: WebhookEndpointId) -> Option<Endpoint> = find;
    /// An endpoint of any tenant, for sending to it.
    webhook_endpoint_by_id(id: WebhookEndpointId) -> Option<Endpoint> = by_id;
    /// Those that get deliveries, of every tenant.
    active_webhook_endpoints() -> Vec<Endpoint> = active;
    /// How many there are, of every tenant.
    webhook_endpoint_counts() -> EndpointCounts = counts;
    /// How many a tenant has.
    count_webhook_endpoints(t: TenantId) -> i64 = count;
}

locked_lookups! {
    /// An endpoint that is about to be changed.
    lock_webhook_endpoint(t: TenantId, id: WebhookEndpointId) -> Endpoint
        = sql::FIND as EndpointRow;
}

impl Store {
    /// The endpoints of a tenant, oldest first.
    pub async fn list_webhook_endpoints(
        &self,
        t: TenantId,
        request: PageRequest,
    ) -> Result<Page<Endpoint>, StorageError> {
        let from = after(&request);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(sql::LIST).bind(t.0).bind(from.key).bind(from.id);
        let rows = query.bind(i64::from(request.limit) + 1).all::<EndpointRow>().await?;
        Ok(page(rows, request.limit, |endpoint: &Endpoint| Cursor {
            key: endpoint.created_at.0,
            id: endpoint.id.0,
        }))
    }
}

impl Tx {
    /// Adds an endpoint. Call [`Tx::lock_webhook_log`] before, so that its start is exact.
    pub async fn insert_webhook_endpoint(
        &mut self,
        endpoint: &Endpoint,
    ) -> Result<(), StorageError> {
        self.write_endpoint(sql::INSERT, endpoint).await.map(drop)
    }

    /// Writes every column of an endpoint; `Stale` if it is deleted.
    pub async fn update_webhook_endpoint(
        &mut self,
        endpoint: &Endpoint,
    ) -> Result<(), StorageError> {
        match self.write_endpoint(sql::UPDATE, endpoint).await? {
            0 => Err(StorageError::Stale),
            _ => Ok(()),
        }
    }

    async fn write_endpoint(
        &mut self,
        statement: &'static str,
        endpoint: &Endpoint,
    ) -> Result<u64, StorageError> {
        let previous = endpoint.secrets.previous.as_ref();
        let disabled = endpoint.disabled.as_ref();
        self.db()
            .query(statement)
            .bind(endpoint.id.0)
            .bind(endpoint.tenant_id.0)
            .bind(endpoint.description.as_deref())
            .bind(&endpoint.url)
            .bind(endpoint.envelope.as_str())
            .bind(json_text(&endpoint.filter))
            .bind(json_text(&endpoint.headers))
            .bind(&endpoint.secrets.current)
            .bind(previous.map(|(secret, _)| secret.as_str()))
            .bind(previous.map(|(_, until)| until.0))
            .bind(json_text(&endpoint.retry))
            .bind(i64::from(endpoint.timeout_ms))
            .bind(endpoint.ordering.as_str())
            .bind(endpoint.disable_after.map(i64::from))
            .bind(endpoint.ca.as_deref())
            .bind(endpoint.identity.as_deref())
            .bind(endpoint.active)
            .bind(disabled.map(|(reason, _)| reason.as_str()))
            .bind(disabled.map(|(_, at)| at.0))
            .bind(i64::from(endpoint.failures))
            .bind(endpoint.failing_since.map(|at| at.0))
            .bind(endpoint.start_seq)
            .bind(endpoint.stopped_seq)
            .bind(endpoint.created_at.0)
            .bind(endpoint.updated_at.0)
            .run()
            .await
    }

    /// Records how an endpoint's attempts end, which is no change by a person.
    pub async fn set_webhook_health(
        &mut self,
        id: WebhookEndpointId,
        failures: u32,
        failing_since: Option<Timestamp>,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::SET_HEALTH).bind(id.0).bind(i64::from(failures));
        query.bind(failing_since.map(|at| at.0)).run().await.map(drop)
    }

    /// Endpoints of a tenant that fail have failed since `now`: none was asked for a while.
    pub async fn restart_webhook_failures(
        &mut self,
        t: TenantId,
        now: Timestamp,
    ) -> Result<u64, StorageError> {
        self.db().query(sql::RESTART_FAILING).bind(t.0).bind(now.0).run().await
    }

    /// Removes an endpoint with its deliveries. Returns whether there was one.
    pub async fn delete_webhook_endpoint(
        &mut self,
        t: TenantId,
        id: WebhookEndpointId,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::DELETE).bind(t.0).bind(id.0).run().await? > 0)
    }
}
