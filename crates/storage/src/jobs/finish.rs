//! The end of a reserved job. `attempts` is the number it was reserved with: a caller with an
//! older one has lost the reservation, and nothing happens. A caller whose lease expired has not lost
//! it while the job waits in the queue: no other worker has it, so the result counts.

use super::{kinds, table};
use crate::db::{list, padded};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, JobId, TenantId};
use omni_domain::job::Resolution;
use std::collections::BTreeMap;
use uuid::Uuid;

impl Tx {
    /// Done: the row is deleted, and the next job of its key may run. `false`: reservation lost.
    pub async fn finish_job(&mut self, id: JobId, attempts: i32) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::FINISH).bind(id.0).bind(attempts);
        let row = query.maybe::<(Option<String>,)>().await?;
        Ok(self.pass(row))
    }

    /// Several at once; those whose reservation was not lost.
    pub async fn finish_jobs(&mut self, jobs: &[(JobId, i32)]) -> Result<Vec<JobId>, StorageError> {
        let mut by_attempts: BTreeMap<i32, Vec<Uuid>> = BTreeMap::new();
        for (id, attempts) in jobs {
            by_attempts.entry(*attempts).or_default().push(id.0);
        }
        let (mut finished, mut left) = (Vec::new(), Vec::new());
        for (attempts, ids) in by_attempts {
            for some in padded(&ids) {
                let ids = list(2, some.len());
                let text = format!("{}{ids}{}", table::FINISH_MANY, table::FINISHED);
                let mut db = self.db();
                let query = db.composed(text).bind(attempts).bind_all(some);
                for (id, key) in query.all::<(Uuid, Option<String>)>().await? {
                    finished.push(JobId(id));
                    left.extend(key);
                }
            }
        }
        self.pending.left.rows.extend(left);
        Ok(finished)
    }

    /// To be retried at `run_at`; later jobs of its key continue to wait. `false`: reservation
    /// lost.
    pub async fn retry_job(
        &mut self,
        id: JobId,
        attempts: i32,
        run_at: Timestamp,
        error: &str,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::RETRY).bind(id.0).bind(attempts).bind(run_at.0).bind(error);
        let rows = query.all::<(String,)>().await?;
        self.wake(&rows);
        Ok(!rows.is_empty())
    }

    /// Given up: a dead letter, and the next job of its key may run. `false`: reservation lost.
    pub async fn bury_job(
        &mut self,
        id: JobId,
        attempts: i32,
        error: &str,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::BURY).bind(id.0).bind(attempts).bind(error);
        let row = query.maybe::<(Option<String>,)>().await?;
        Ok(self.pass(row))
    }

    /// Deletes the jobs of an order key that wait, those that this group adds included. One that runs
    /// stays. Returns how many.
    pub async fn drop_queued_jobs(&mut self, key: &str) -> Result<u64, StorageError> {
        self.flush_jobs().await?;
        let dropped = self.db().query(table::DROP_QUEUED).bind(key).run().await?;
        if dropped > 0 {
            // Another node may have added a job behind those that are deleted.
            self.pending.left.rows.push(key.to_owned());
        }
        Ok(dropped)
    }

    /// Extends a reservation; `false`: reservation lost.
    pub async fn extend_job(
        &mut self,
        id: JobId,
        attempts: i32,
        until: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        Ok(db.query(table::EXTEND).bind(id.0).bind(attempts).bind(until.0).run().await? > 0)
    }

    /// A job that waits for a later time is due now.
    pub async fn make_job_due(&mut self, id: JobId, now: Timestamp) -> Result<(), StorageError> {
        self.flush_jobs().await?;
        let mut db = self.db();
        let rows = db.query(table::HASTEN).bind(id.0).bind(now.0).all::<(String,)>().await?;
        self.wake(&rows);
        Ok(())
    }

    /// Releases a job untried, to be run at `run_at`; `false`: reservation lost.
    pub async fn postpone_job(
        &mut self,
        id: JobId,
        attempts: i32,
        run_at: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::POSTPONE).bind(id.0).bind(attempts).bind(run_at.0);
        let rows = query.all::<(String,)>().await?;
        self.wake(&rows);
        Ok(!rows.is_empty())
    }

    /// Releases jobs untried. Returns how many were still reserved.
    pub async fn release_jobs(&mut self, jobs: &[(JobId, i32)]) -> Result<u64, StorageError> {
        let mut released = 0;
        for (id, attempts) in jobs {
            let mut db = self.db();
            let query = db.query(table::RELEASE).bind(id.0).bind(*attempts);
            let rows = query.all::<(String,)>().await?;
            self.wake(&rows);
            released += rows.len() as u64;
        }
        Ok(released)
    }

    /// The lanes of these kinds are woken when they are due.
    pub(super) fn wake(&mut self, rows: &[(String,)]) {
        self.pending.woken.extend(kinds(rows));
    }

    /// The same, for statements about jobs of other tables' modules.
    pub(crate) fn wake_kinds(&mut self, rows: &[(String,)]) {
        self.wake(rows);
    }

    /// Queues an instance's running jobs again. Returns how many. For a new owner of the instance:
    /// only the owner runs its jobs, so whatever runs was reserved before. The lost attempt counts.
    pub async fn requeue_instance_jobs(
        &mut self,
        instance: InstanceId,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        let rows = db.query(table::REQUEUE_INSTANCE).bind(instance.0).all::<(String,)>().await?;
        self.wake(&rows);
        Ok(rows.len() as u64)
    }

    /// Gives a dead letter all its attempts again. Returns whether there was one.
    pub async fn retry_dead(&mut self, t: TenantId, id: JobId) -> Result<bool, StorageError> {
        self.flush_jobs().await?;
        self.lock_log().await?;
        let mut db = self.db();
        let query = db.query(table::RETRY_DEAD).bind(t.0).bind(id.0);
        let Some((key, kind, seq)) = query.maybe::<(Option<String>, String, i64)>().await? else {
            return Ok(false);
        };
        self.wake(&[(kind,)]);
        if let Some(key) = key {
            let mut db = self.db();
            db.query(table::DEMOTE).bind(&key).bind(seq).bind(id.0).run().await?;
            self.promote_next(key).await?;
        }
        Ok(true)
    }

    /// Records how a dead letter was dealt with; a later resolution replaces an earlier one. Returns
    /// whether there was one.
    pub async fn resolve_dead(
        &mut self,
        t: TenantId,
        id: JobId,
        resolution: &Resolution,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::RESOLVE_DEAD).bind(t.0).bind(id.0).bind(resolution.at.0);
        let query = query.bind(resolution.by.to_string()).bind(&*resolution.note);
        Ok(query.run().await? > 0)
    }

    /// Deletes a dead letter. Returns whether there was one.
    pub async fn drop_dead(&mut self, t: TenantId, id: JobId) -> Result<bool, StorageError> {
        Ok(self.db().query(table::DROP_DEAD).bind(t.0).bind(id.0).run().await? > 0)
    }

    /// After a job left its key: the next one is promoted at the end of the group, or when a later
    /// write looks for jobs. Returns whether the job was there.
    fn pass(&mut self, left: Option<(Option<String>,)>) -> bool {
        let was_there = left.is_some();
        self.pending.left.rows.extend(left.and_then(|(key,)| key));
        was_there
    }
}
