//! Reading jobs.

use super::table::{self, JobRow, LetterRow};
use crate::Store;
use crate::db::{Conn, Select};
use crate::error::StorageError;
use crate::page::{before, page};
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, JobId, TenantId};
use omni_domain::job::{DeadLetter, Job, JobKind, JobState};
use omni_domain::page::{Cursor, Page, PageRequest};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many jobs of a kind are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobCount {
    /// The kind; `None` for all those together that this version does not have.
    pub kind: Option<JobKind>,
    /// The state.
    pub state: JobState,
    /// How many.
    pub count: i64,
}

/// Filters of a list of dead letters. `None` and empty do not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeadFilter {
    /// Only those of these instances.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// Only those that are resolved, or only those that are not.
    pub resolved: Option<bool>,
    /// Only those of these kinds.
    pub kinds: Vec<JobKind>,
}

/// How many dead letters there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeadCounts {
    /// They wait for a person.
    pub pending: i64,
    /// A person has dealt with them.
    pub resolved: i64,
}

async fn find(db: &mut Conn<'_>, t: TenantId, id: JobId) -> Result<Option<Job>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<JobRow>().await?;
    row.map(Job::try_from).transpose()
}

async fn letter(
    db: &mut Conn<'_>,
    t: TenantId,
    id: JobId,
) -> Result<Option<DeadLetter>, StorageError> {
    let row = db.query(table::FIND_DEAD).bind(t.0).bind(id.0).maybe::<LetterRow>().await?;
    row.map(DeadLetter::try_from).transpose()
}

impl DeadFilter {
    /// The page of the list.
    fn select(&self, t: TenantId, request: PageRequest) -> Select {
        let mut select = Select::new(table::DEAD);
        select.bind(t.0);
        if let Some(ids) = &self.instance_ids {
            select.and_in("instance_id", ids.iter().map(|id| id.0));
        }
        if !self.kinds.is_empty() {
            select.and_in("kind", self.kinds.iter().map(|kind| kind.as_str()));
        }
        select.push(match self.resolved {
            None => "",
            Some(true) => " AND resolved_at IS NOT NULL",
            Some(false) => " AND resolved_at IS NULL",
        });
        select.newest_before("created_at", before(request.after), request.limit);
        select
    }
}

lookups! {
    /// A job that is not finished.
    find_job(t: TenantId, id: JobId) -> Option<Job> = find;
    /// A dead letter.
    find_dead(t: TenantId, id: JobId) -> Option<DeadLetter> = letter;
}

impl Store {
    /// How many jobs there are, of all tenants.
    pub async fn job_counts(&self) -> Result<Vec<JobCount>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<(String, String, i64)> = reader.conn().query(table::COUNTS).all().await?;
        let mut counts: BTreeMap<(Option<JobKind>, JobState), i64> = BTreeMap::new();
        for (kind, state, count) in rows {
            if let Ok(state) = state.parse() {
                *counts.entry((kind.parse().ok(), state)).or_default() += count;
            }
        }
        let counts = counts.into_iter();
        Ok(counts.map(|((kind, state), count)| JobCount { kind, state, count }).collect())
    }

    /// When the next job of a kind may run, of those that are heads.
    pub async fn next_due(&self, kind: JobKind) -> Result<Option<Timestamp>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let row = db.query(table::NEXT_DUE).bind(kind.as_str()).maybe::<(i64,)>().await?;
        Ok(row.map(|(run_at,)| Timestamp(run_at)))
    }

    /// The numbers of dead letters of a tenant, of these instances or of all.
    pub async fn count_dead(
        &self,
        t: TenantId,
        instances: Option<&[InstanceId]>,
    ) -> Result<DeadCounts, StorageError> {
        let mut select = Select::new(table::COUNT_DEAD);
        select.bind(t.0);
        if let Some(ids) = instances {
            select.and_in("instance_id", ids.iter().map(|id| id.0));
        }
        let mut reader = self.reader().await?;
        let (all, resolved) = select.on(&mut reader.conn()).one::<(i64, i64)>().await?;
        Ok(DeadCounts { pending: all - resolved, resolved })
    }

    /// The dead letters of a tenant, newest first.
    pub async fn list_dead(
        &self,
        t: TenantId,
        filter: &DeadFilter,
        request: PageRequest,
    ) -> Result<Page<DeadLetter>, StorageError> {
        let select = filter.select(t, request);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<LetterRow>().await?;
        let cursor =
            |letter: &DeadLetter| Cursor { key: letter.job.created_at.0, id: letter.job.id.0 };
        Ok(page(rows, request.limit, cursor))
    }
}

impl Tx {
    /// Whether a job of this order key waits or runs, those that this group adds included.
    pub async fn has_jobs_of_order(&mut self, key: &str) -> Result<bool, StorageError> {
        let held = &self.pending.jobs;
        if held.rows[held.written..].iter().any(|job| job.order_key.as_deref() == Some(key)) {
            return Ok(true);
        }
        let mut db = self.db();
        let found = db.query(table::ANY_OF_ORDER).bind(key).maybe::<(Uuid,)>().await?;
        Ok(found.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::DeadFilter;
    use crate::db::plans;
    use omni_domain::ids::{InstanceId, TenantId};
    use omni_domain::job::JobKind;
    use omni_domain::page::PageRequest;
    use uuid::Uuid;

    /// However many dead letters are of other kinds and instances.
    #[tokio::test]
    async fn dead_letters_of_a_kind_or_an_instance_are_read_in_the_order_of_the_list() {
        let instance_ids = Some(vec![InstanceId(Uuid::nil())]);
        let of_kind = DeadFilter { kinds: vec![JobKind::TurnRun], ..DeadFilter::default() };
        let of_instance = DeadFilter { instance_ids, ..DeadFilter::default() };
        let texts = [of_kind, of_instance].map(|filter| {
            let pending = DeadFilter { resolved: Some(false), ..filter };
            pending.select(TenantId(Uuid::nil()), PageRequest::first(50)).text().to_owned()
        });
        let indexes = [
            "INDEX jobs.dead_kind (tenant_id=? AND kind=?",
            "INDEX jobs.dead_instance (tenant_id=? AND instance_id=?",
        ];
        for (steps, index) in plans(&texts).await.iter().zip(indexes) {
            let [step] = &steps[..] else { panic!("one search without a sort: {steps:?}") };
            assert!(step.contains(index), "{step}");
        }
    }
}
