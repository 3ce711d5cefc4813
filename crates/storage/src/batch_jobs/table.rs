//! The table `batch_jobs`.

use crate::db::{or_fallback, parse_json, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::batch::{BatchConfig, BatchJob, BatchProgress, BatchStatus};
use omni_domain::ids::{BatchJobId, InstanceId, MediaId, TenantId};
use uuid::Uuid;

const TABLE: &str = "batch_jobs";
/// Why a batch job failed whose row cannot be read.
const UNREADABLE: &str = "the stored batch job cannot be read; start another one";

row! {
    pub(super) struct BatchRow {
        id: Uuid,
        tenant_id: Uuid,
        kind: String,
        config: String,
        status: String,
        total: i64,
        cursor_id: Option<Uuid>,
        processed: i64,
        failed: i64,
        skipped: i64,
        cost_micros: i64,
        tokens: i64,
        errors: String,
        current_id: Option<Uuid>,
        error: Option<String>,
        created_at: i64,
        started_at: Option<i64>,
        completed_at: Option<i64>,
        instance_id: Option<Uuid>,
    }
}

statements! {
    INSERT = concat!(
        "INSERT INTO batch_jobs (", columns!(), ", active_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
         $19, $20)",
    );
    FIND = concat!("SELECT ", columns!(), " FROM batch_jobs WHERE tenant_id = $1 AND id = $2");
    ACTIVE = concat!(
        "SELECT ", columns!(), " FROM batch_jobs
         WHERE tenant_id = $1 AND kind = $2 AND active_key IS NOT NULL ORDER BY created_at, id",
    );
    /// A finished job stays finished.
    START = "UPDATE batch_jobs SET status = 'running', started_at = COALESCE(started_at, $2),
        current_id = $3 WHERE id = $1 AND active_key IS NOT NULL";
    ADVANCE = "UPDATE batch_jobs SET cursor_id = $2, processed = $3, failed = $4, skipped = $5,
        cost_micros = $6, tokens = $7, errors = $8, current_id = NULL
        WHERE id = $1 AND active_key IS NOT NULL";
    END = concat!(
        "UPDATE batch_jobs SET status = $3, error = $4, completed_at = $5, active_key = NULL,
         current_id = NULL
         WHERE tenant_id = $1 AND id = $2 AND active_key IS NOT NULL RETURNING ", columns!(),
    );
}

/// The list, before its conditions.
pub(super) const LIST: &str = concat!("SELECT ", columns!(), " FROM batch_jobs WHERE tenant_id = ");

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

/// What a batch job works on, and its state.
fn work(row: &BatchRow) -> Result<(BatchConfig, BatchStatus), StorageError> {
    Ok((parse_json(TABLE, row.id, &row.config)?, text(TABLE, row.id, &row.status)?))
}

/// A batch job without readable work has failed: its next piece records that.
fn unreadable(row: &BatchRow) -> (BatchConfig, BatchStatus) {
    let instance_id = row.instance_id.map(InstanceId);
    let ended = row.status.parse().ok().filter(|status: &BatchStatus| status.is_final());
    let config = BatchConfig { instance_id, ..BatchConfig::default() };
    (config, ended.unwrap_or(BatchStatus::Failed))
}

impl TryFrom<BatchRow> for BatchJob {
    type Error = StorageError;

    fn try_from(row: BatchRow) -> Result<Self, StorageError> {
        let read = or_fallback(work(&row).map(Some), || None);
        let error = match read {
            Some(_) => row.error.clone(),
            None => row.error.clone().or_else(|| Some(UNREADABLE.to_owned())),
        };
        let (config, status) = read.unwrap_or_else(|| unreadable(&row));
        Ok(Self {
            id: BatchJobId(row.id),
            tenant_id: TenantId(row.tenant_id),
            kind: text(TABLE, row.id, &row.kind)?,
            config,
            status,
            total: count(row.total),
            progress: BatchProgress {
                cursor: row.cursor_id.map(MediaId),
                processed: count(row.processed),
                failed: count(row.failed),
                skipped: count(row.skipped),
                cost_micros: count(row.cost_micros),
                tokens: count(row.tokens),
                errors: or_fallback(parse_json(TABLE, row.id, &row.errors), Vec::new),
            },
            current: row.current_id.map(MediaId),
            error,
            created_at: Timestamp(row.created_at),
            started_at: row.started_at.map(Timestamp),
            completed_at: row.completed_at.map(Timestamp),
        })
    }
}
