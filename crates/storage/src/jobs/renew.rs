//! Keeping reservations, and ending those that are not kept.

use super::table;
use crate::db::{list, padded};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::JobId;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use uuid::Uuid;

/// A job by its id, and the attempt that runs.
type Attempt = (JobId, i32);

impl Tx {
    /// Renews the reservations of attempts that run. Returns the attempts that lost theirs: the job
    /// was reserved again since.
    pub async fn renew_jobs(
        &mut self,
        running: &[Attempt],
        until: Timestamp,
    ) -> Result<Vec<Attempt>, StorageError> {
        let mut by_attempts: BTreeMap<i32, BTreeSet<Uuid>> = BTreeMap::new();
        for (id, attempts) in running {
            by_attempts.entry(*attempts).or_default().insert(id.0);
        }
        let mut lost = Vec::new();
        for (attempts, ids) in by_attempts {
            let ids: Vec<Uuid> = ids.into_iter().collect();
            let mut kept = 0;
            for some in padded(&ids) {
                let text = format!("{}{})", table::RENEW, list(3, some.len()));
                let mut db = self.db();
                let query = db.composed(text).bind(until.0).bind(attempts).bind_all(some);
                kept += query.run().await?;
            }
            if kept < ids.len() as u64 {
                let taken = self.taken(attempts, &ids).await?;
                lost.extend(taken.into_iter().map(|id| (id, attempts)));
            }
        }
        Ok(lost)
    }

    async fn taken(&mut self, attempts: i32, ids: &[Uuid]) -> Result<Vec<JobId>, StorageError> {
        let mut taken = BTreeSet::new();
        for some in padded(ids) {
            let text = format!("{}{})", table::TAKEN, list(2, some.len()));
            let mut db = self.db();
            let query = db.composed(text).bind(attempts).bind_all(some);
            taken.extend(query.all::<(Uuid,)>().await?.into_iter().map(|(id,)| JobId(id)));
        }
        Ok(taken.into_iter().collect())
    }

    /// Queues jobs again whose reservation expired. Returns how many. The lost attempt counts.
    ///
    /// What runs here is alive, whatever the clock shows: if anything seems to have expired, `running`
    /// is renewed first. A lease that ends later than two leases from now was given by a clock that
    /// was ahead; it has expired, too, so that a job does not wait until that time.
    pub async fn requeue_expired(
        &mut self,
        now: Timestamp,
        lease: Duration,
        running: &[Attempt],
    ) -> Result<u64, StorageError> {
        let latest = now.plus(lease.saturating_mul(2));
        let mut db = self.db();
        let query = db.query(table::ANY_EXPIRED).bind(now.0).bind(latest.0);
        if query.maybe::<(Uuid,)>().await?.is_none() {
            return Ok(0);
        }
        self.renew_jobs(running, now.plus(lease)).await?;
        let mut db = self.db();
        let query = db.query(table::REQUEUE_EXPIRED).bind(now.0).bind(latest.0);
        let rows = query.all::<(String,)>().await?;
        self.wake(&rows);
        Ok(rows.len() as u64)
    }
}
