//! Reserving jobs.

use super::table::{self, JobRow};
use crate::db::{Select, list, padded, readable};
use crate::dialect;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::job::{Job, JobKind};
use std::time::Duration;
use uuid::Uuid;

/// Of an active tenant.
const ACTIVE: &str = "tenant_id NOT IN (SELECT id FROM tenants WHERE status <> 'active')";

/// Which jobs to reserve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReserveJobs {
    /// Of these kinds.
    pub kinds: Vec<JobKind>,
    /// For these instances, and those for none; `None` is all.
    pub instances: Option<Vec<InstanceId>>,
    /// The present time.
    pub now: Timestamp,
    /// How long they are reserved.
    pub lease: Duration,
    /// At most this many.
    pub limit: u32,
}

impl Tx {
    /// Reserves jobs that are due, the longest due first: at most one per order key, and none
    /// while an earlier one of its key waits or runs. Jobs of no instance wait while their tenant
    /// is suspended; those of an instance wait because it is connected nowhere.
    pub async fn reserve_jobs(&mut self, wanted: &ReserveJobs) -> Result<Vec<Job>, StorageError> {
        self.flush_jobs().await?;
        let mut due: Vec<(i64, Uuid)> = Vec::new();
        for kind in &wanted.kinds {
            due.extend(self.due(*kind, wanted).await?);
        }
        due.sort_unstable();
        due.truncate(wanted.limit as usize);
        let ids: Vec<Uuid> = due.into_iter().map(|(_, id)| id).collect();
        let until = wanted.now.plus(wanted.lease);
        let mut jobs = Vec::with_capacity(ids.len());
        for some in padded(&ids) {
            let text = format!("{}{}{}", table::RESERVE, list(2, some.len()), table::RETURNING);
            let mut db = self.db();
            let query = db.composed(text).bind(until.0).bind_all(some);
            jobs.extend(readable::<_, Job>(query.all::<JobRow>().await?));
        }
        jobs.sort_by_key(|job| (job.run_at, job.id));
        Ok(jobs)
    }

    async fn due(
        &mut self,
        kind: JobKind,
        wanted: &ReserveJobs,
    ) -> Result<Vec<(i64, Uuid)>, StorageError> {
        let mut select = Select::new(table::DUE);
        select.bind(kind.as_str()).push(" AND run_at <= ").bind(wanted.now.0);
        if let Some(instances) = &wanted.instances {
            select.push(" AND ((instance_id IS NULL AND ").push(ACTIVE).push(") OR (1 = 1");
            select.and_in("instance_id", instances.iter().map(|id| id.0)).push("))");
        } else {
            select.push(" AND ").push(ACTIVE);
        }
        select.push(" ORDER BY run_at, id LIMIT ").bind(i64::from(wanted.limit));
        select.push(dialect::skip_locked(self.engine()));
        select.on(&mut self.db()).all().await
    }
}
