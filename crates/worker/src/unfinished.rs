//! The jobs that run at the moment, so that a stop can release those that do not finish.

use omni_domain::ids::JobId;
use omni_domain::job::{Job, JobKind};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// A job by its id, and the attempt that runs.
pub(crate) type Attempt = (JobId, i32);

#[derive(Debug, Default)]
pub(crate) struct Unfinished {
    jobs: Mutex<HashMap<Attempt, JobKind>>,
    abandoned: CancellationToken,
}

impl Unfinished {
    fn jobs(&self) -> MutexGuard<'_, HashMap<Attempt, JobKind>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, job: &Job) {
        self.jobs().insert((job.id, job.attempts), job.kind);
    }

    pub(crate) fn remove(&self, job: &Job) {
        self.jobs().remove(&(job.id, job.attempts));
    }

    /// Returns once the jobs are to be aborted.
    pub(crate) async fn abandoned(&self) {
        self.abandoned.cancelled().await;
    }

    /// Ends the jobs that run.
    pub(crate) fn abandon(&self) {
        self.abandoned.cancel();
    }

    /// The jobs that have not finished, and how many of which kind, for the log.
    pub(crate) fn take(&self) -> (Vec<Attempt>, String) {
        let jobs = std::mem::take(&mut *self.jobs());
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for kind in jobs.values() {
            *counts.entry(kind.as_str()).or_default() += 1;
        }
        let counts: Vec<String> =
            counts.into_iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        (jobs.into_keys().collect(), counts.join(", "))
    }
}
