//! Sums over periods.

use super::table;
use crate::Store;
use crate::db::{Conn, Select, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::figures::{FigureKind, LatencyBucket};
use omni_domain::ids::{InstanceId, TenantId};
use uuid::Uuid;

/// What sums are apart by, besides the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureGroup {
    /// Nothing.
    None,
    /// The instance.
    Instance,
    /// The agent that was asked.
    Agent,
}

impl FigureGroup {
    /// The column; of the tenant's own id there is only one.
    const fn column(self) -> &'static str {
        match self {
            Self::None => "tenant_id",
            Self::Instance => "instance_id",
            Self::Agent => "agent_id",
        }
    }
}

/// Periods of one length that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FigureRun {
    /// The beginning of the first.
    pub from: Timestamp,
    /// The length of each, milliseconds; at least one.
    pub length_ms: i64,
    /// How many.
    pub count: i64,
}

impl FigureRun {
    /// The end of the last.
    pub const fn until(self) -> Timestamp {
        Timestamp(self.from.0 + self.length_ms * self.count)
    }
}

/// Which counts to sum up.
#[derive(Debug, Clone)]
pub struct FiguresQuery {
    /// Of these instances; `None` is all.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// What sums are apart by.
    pub group: FigureGroup,
    /// The periods.
    pub runs: Vec<FigureRun>,
    /// Rows at most.
    pub limit: usize,
}

/// A sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureRow {
    /// The beginning of its period.
    pub start: Timestamp,
    /// The id of the instance or agent; nil for an agent that is not known, and without groups.
    pub group: Uuid,
    /// What was counted.
    pub kind: FigureKind,
    /// The model that answered, as it was reported; empty if it was not.
    pub model: String,
    /// How long the agent took, where that is known.
    pub latency: Option<LatencyBucket>,
    /// How many.
    pub amount: i64,
    /// Input tokens that were reported.
    pub input_tokens: i64,
    /// Output tokens that were reported.
    pub output_tokens: i64,
}

type Row = (i64, Uuid, String, String, i64, i64, i64, i64);

impl Store {
    /// Sums of a tenant's counts; `None` if there are more than the limit.
    pub async fn figures(
        &self,
        t: TenantId,
        query: &FiguresQuery,
    ) -> Result<Option<Vec<FigureRow>>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let mut found = Vec::new();
        for run in &query.runs {
            let left = query.limit.saturating_sub(found.len());
            let rows = sums(&mut db, t, query, *run, left).await?;
            if rows.len() > left {
                return Ok(None);
            }
            for row in rows {
                found.push(figure(query.group, *run, row)?);
            }
        }
        Ok(Some(found))
    }
}

async fn sums(
    db: &mut Conn<'_>,
    t: TenantId,
    query: &FiguresQuery,
    run: FigureRun,
    limit: usize,
) -> Result<Vec<Row>, StorageError> {
    let mut select = Select::new("SELECT (slot - ");
    select.bind(run.from.0).push(") / ").bind(run.length_ms).push(", ");
    select.push(query.group.column()).push(table::SUMS).bind(t.0);
    select.push(" AND slot >= ").bind(run.from.0).push(" AND slot < ").bind(run.until().0);
    if let Some(ids) = &query.instance_ids {
        select.and_in("instance_id", ids.iter().map(|id| id.0));
    }
    select.push(" GROUP BY 1, 2, 3, 4, 5 LIMIT ");
    select.bind(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1));
    select.on(db).all::<Row>().await
}

fn figure(group: FigureGroup, run: FigureRun, row: Row) -> Result<FigureRow, StorageError> {
    let (part, id, kind, model, latency, amount, input_tokens, output_tokens) = row;
    Ok(FigureRow {
        start: Timestamp(run.from.0 + part * run.length_ms),
        group: if group == FigureGroup::None { Uuid::nil() } else { id },
        kind: text("figures", id, &kind)?,
        model,
        latency: LatencyBucket::from_index(latency),
        amount,
        input_tokens,
        output_tokens,
    })
}
