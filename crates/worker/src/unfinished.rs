//! The jobs that run at the moment, so that a stop can release those that do not finish.

use omni_domain::ids::JobId;
use omni_domain::job::{Job, JobKind};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// A job by its id, and the attempt that runs.
pub(crate) type Attempt = (JobId, i32);

/// An attempt that runs.
#[derive(Debug)]
struct Running {
    kind: JobKind,
    /// Another worker has the job.
    lost: CancellationToken,
}

#[derive(Debug, Default)]
pub(crate) struct Unfinished {
    jobs: Mutex<HashMap<Attempt, Running>>,
    abandoned: CancellationToken,
}

impl Unfinished {
    fn jobs(&self) -> MutexGuard<'_, HashMap<Attempt, Running>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an attempt. The token is cancelled when another worker has its job.
    pub(crate) fn add(&self, job: &Job) -> CancellationToken {
        let lost = CancellationToken::new();
        let running = Running { kind: job.kind, lost: lost.clone() };
        self.jobs().insert((job.id, job.attempts), running);
        lost
    }

    pub(crate) fn remove(&self, job: &Job) {
        self.jobs().remove(&(job.id, job.attempts));
    }

    /// The attempts that run.
    pub(crate) fn attempts(&self) -> Vec<Attempt> {
        self.jobs().keys().copied().collect()
    }

    /// The attempts of a kind that run.
    pub(crate) fn of_kind(&self, kind: JobKind) -> Vec<Attempt> {
        let jobs = self.jobs();
        jobs.iter().filter(|(_, one)| one.kind == kind).map(|(attempt, _)| *attempt).collect()
    }

    /// Another worker has the job of this attempt.
    pub(crate) fn lose(&self, attempt: Attempt) {
        if let Some(running) = self.jobs().get(&attempt) {
            running.lost.cancel();
        }
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
        for running in jobs.values() {
            *counts.entry(running.kind.as_str()).or_default() += 1;
        }
        let counts: Vec<String> =
            counts.into_iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        (jobs.into_keys().collect(), counts.join(", "))
    }
}
