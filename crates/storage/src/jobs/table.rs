//! The table `jobs`.

use crate::db::{MultiRow, or_fallback, parse_json, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, JobId, TenantId};
use omni_domain::job::{DeadLetter, Job, Resolution, StoredKind};
use uuid::Uuid;

row! {
    pub(super) struct JobRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Option<Uuid>,
        kind: String,
        order_key: Option<String>,
        payload: String,
        state: String,
        attempts: i32,
        max_attempts: i32,
        run_at: i64,
        lease_until: Option<i64>,
        last_error: Option<String>,
        created_at: i64,
    }
}

/// A dead letter: the job, and how it was dealt with.
pub(super) struct LetterRow {
    job: JobRow,
    resolved_at: Option<i64>,
    resolved_by: Option<String>,
    note: Option<String>,
}

impl<'r, R> sqlx::FromRow<'r, R> for LetterRow
where
    R: sqlx::Row,
    JobRow: sqlx::FromRow<'r, R>,
    usize: sqlx::ColumnIndex<R>,
    Option<i64>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    Option<String>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        Ok(Self {
            job: JobRow::from_row(row)?,
            resolved_at: row.try_get(JobRow::WIDTH)?,
            resolved_by: row.try_get(JobRow::WIDTH + 1)?,
            note: row.try_get(JobRow::WIDTH + 2)?,
        })
    }
}

macro_rules! letter {
    () => {
        concat!(columns!(), ", resolved_at, resolved_by, resolution_note")
    };
}

/// Beginning and end of the statement over a list of finished jobs.
pub(super) const FINISH_MANY: &str =
    "DELETE FROM jobs WHERE attempts = $1 AND state <> 'dead' AND id IN (";
pub(super) const FINISHED: &str = ") RETURNING id, order_key";

statements! {
    FINISH = "DELETE FROM jobs WHERE id = $1 AND attempts = $2 AND state <> 'dead'
        RETURNING order_key";
    RETRY = "UPDATE jobs SET state = 'queued', lease_until = NULL, run_at = $3, last_error = $4
        WHERE id = $1 AND attempts = $2 AND state <> 'dead' RETURNING kind";
    BURY = "UPDATE jobs SET state = 'dead', lease_until = NULL, head = FALSE, last_error = $3
        WHERE id = $1 AND attempts = $2 AND state <> 'dead' RETURNING order_key";
    RELEASE = "UPDATE jobs SET state = 'queued', lease_until = NULL, attempts = attempts - 1
        WHERE id = $1 AND attempts = $2 AND state = 'running' RETURNING kind";
    /// Back into the queue for a later time, as if this attempt had not been made.
    POSTPONE = "UPDATE jobs SET state = 'queued', lease_until = NULL, attempts = attempts - 1,
        run_at = $3 WHERE id = $1 AND attempts = $2 AND state = 'running' RETURNING kind";
    HASTEN = "UPDATE jobs SET run_at = $2 WHERE id = $1 AND state = 'queued' AND run_at > $2
        RETURNING kind";
    EXTEND = "UPDATE jobs SET lease_until = $3
        WHERE id = $1 AND attempts = $2 AND state = 'running'";
    /// `$2` is later than any lease that was given at the present time.
    ANY_EXPIRED = "SELECT id FROM jobs
        WHERE state = 'running' AND (lease_until < $1 OR lease_until > $2) LIMIT 1";
    REQUEUE_EXPIRED = "UPDATE jobs SET state = 'queued', lease_until = NULL
        WHERE state = 'running' AND (lease_until < $1 OR lease_until > $2) RETURNING kind";
    REQUEUE_INSTANCE = "UPDATE jobs SET state = 'queued', lease_until = NULL
        WHERE state = 'running' AND instance_id = $1 RETURNING kind";
    /// Without the dead letters that are resolved.
    COUNTS = "SELECT kind, state, COUNT(*) FROM jobs WHERE resolved_at IS NULL
        GROUP BY kind, state ORDER BY kind, state";
    NEXT_DUE = "SELECT run_at FROM jobs WHERE head AND state = 'queued' AND kind = $1
        ORDER BY run_at LIMIT 1";
    /// One that waits or runs. The conditions are those of the indexes.
    ANY_OF_ORDER = "SELECT id FROM jobs WHERE order_key = $1 AND head
        UNION ALL
        SELECT id FROM jobs WHERE order_key = $1 AND NOT head AND state = 'queued' LIMIT 1";
    /// Those that wait. The conditions are those of the indexes.
    DROP_QUEUED = "DELETE FROM jobs WHERE state = 'queued' AND id IN
        (SELECT id FROM jobs WHERE order_key = $1 AND head
         UNION ALL
         SELECT id FROM jobs WHERE order_key = $1 AND NOT head AND state = 'queued')";
    FIND = concat!("SELECT ", columns!(), " FROM jobs WHERE tenant_id = $1 AND id = $2");
    FIND_DEAD = concat!("SELECT ", letter!(), " FROM jobs
        WHERE state = 'dead' AND tenant_id = $1 AND id = $2");
    RESOLVE_DEAD = "UPDATE jobs SET resolved_at = $3, resolved_by = $4, resolution_note = $5
        WHERE state = 'dead' AND tenant_id = $1 AND id = $2";
    RETRY_DEAD = "UPDATE jobs SET state = 'queued', attempts = 0, head = (order_key IS NULL),
        resolved_at = NULL, resolved_by = NULL, resolution_note = NULL
        WHERE state = 'dead' AND tenant_id = $1 AND id = $2 RETURNING order_key, kind, seq";
    /// Demotes a head that is not running yet, in favour of an earlier job.
    DEMOTE = "UPDATE jobs SET head = FALSE
        WHERE head AND state = 'queued' AND order_key = $1 AND (seq, id) > ($2, $3)";
    NEXT_SEQ = "UPDATE sequences SET value = value + $1 WHERE name = 'jobs' RETURNING value";
    DROP_DEAD = "DELETE FROM jobs WHERE state = 'dead' AND tenant_id = $1 AND id = $2";
}

/// Renews the reservations of one attempt number, before the ids of the jobs.
pub(super) const RENEW: &str =
    "UPDATE jobs SET lease_until = $1 WHERE attempts = $2 AND state = 'running' AND id IN (";

/// Those that were reserved again after one attempt number, before the ids of the jobs.
pub(super) const TAKEN: &str = "SELECT id FROM jobs WHERE attempts > $1 AND id IN (";

/// The dead letters of a tenant, before further conditions.
pub(super) const DEAD: &str =
    concat!("SELECT ", letter!(), " FROM jobs WHERE state = 'dead' AND tenant_id = ");

/// The numbers of those that are resolved and of those that are not, before further conditions.
pub(super) const COUNT_DEAD: &str =
    "SELECT COUNT(*), COUNT(resolved_at) FROM jobs WHERE state = 'dead' AND tenant_id = ";

pub(super) static INSERT: MultiRow = MultiRow::new(
    concat!("INSERT INTO jobs (", columns!(), ", head, seq) VALUES "),
    JobRow::WIDTH + 2,
    " ON CONFLICT (id) DO NOTHING",
);

/// Makes the earliest waiting job of each order key without a head its head.
pub(super) static PROMOTE: MultiRow = MultiRow::new(
    "UPDATE jobs SET head = TRUE WHERE id IN
     (SELECT (SELECT waiting.id FROM jobs waiting
              WHERE waiting.order_key = keys.column1 AND NOT waiting.head
              AND waiting.state = 'queued' ORDER BY waiting.seq, waiting.id LIMIT 1)
      FROM (VALUES ",
    1,
    ") AS keys
      WHERE NOT EXISTS
      (SELECT 1 FROM jobs ahead WHERE ahead.order_key = keys.column1 AND ahead.head))
     RETURNING kind, id",
);

/// Jobs that may run, before the conditions that vary.
pub(super) const DUE: &str = "SELECT run_at, id FROM jobs
    WHERE head AND state = 'queued' AND kind = ";

/// Reserves them, before their ids.
pub(super) const RESERVE: &str = "UPDATE jobs SET state = 'running', attempts = attempts + 1,
    lease_until = $1 WHERE id IN (";
pub(super) const RETURNING: &str = concat!(") RETURNING ", columns!());
/// The same for those alone that nothing of their order is before.
pub(super) const IF_FIRST: &str = concat!(") AND head AND state = 'queued' RETURNING ", columns!());

impl TryFrom<JobRow> for Job {
    type Error = StorageError;

    fn try_from(row: JobRow) -> Result<Self, StorageError> {
        let kind = text("jobs", row.id, &row.kind)?;
        row.with_kind(kind)
    }
}

impl JobRow {
    /// A payload that cannot be read is its text, which no kind of job takes: the job becomes a dead
    /// letter that shows it.
    fn with_kind<K>(self, kind: K) -> Result<Job<K>, StorageError> {
        let row = self;
        Ok(Job {
            id: JobId(row.id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: row.instance_id.map(InstanceId),
            kind,
            order_key: row.order_key,
            payload: or_fallback(parse_json("jobs", row.id, &row.payload), || row.payload.into()),
            state: text("jobs", row.id, &row.state)?,
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            run_at: Timestamp(row.run_at),
            lease_until: row.lease_until.map(Timestamp),
            last_error: row.last_error,
            created_at: Timestamp(row.created_at),
        })
    }
}

impl TryFrom<LetterRow> for DeadLetter {
    type Error = StorageError;

    fn try_from(mut row: LetterRow) -> Result<Self, StorageError> {
        let id = row.job.id;
        let resolution = match (row.resolved_at, row.resolved_by) {
            (Some(at), Some(by)) => Some(Resolution {
                at: Timestamp(at),
                by: text("jobs", id, &by)?,
                note: row.note.unwrap_or_default(),
            }),
            _ => None,
        };
        let kind = StoredKind::of(std::mem::take(&mut row.job.kind));
        Ok(Self { job: row.job.with_kind(kind)?, resolution })
    }
}
