//! The lanes of this process that take a job from the commit that adds it, without reserving it again.

use crate::app::App;
use omni_domain::job::{Job, JobKind};
use omni_storage::RunJob;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// A job that is reserved for this process, with the permit to run it.
#[derive(Debug)]
pub struct Taken {
    /// The job.
    pub job: Job,
    /// Held while it runs.
    pub permit: OwnedSemaphorePermit,
}

/// The lanes that run, by the kind of their jobs.
#[derive(Debug, Default)]
pub struct Lanes {
    open: Mutex<HashMap<JobKind, Lane>>,
}

#[derive(Debug, Clone)]
struct Lane {
    permits: Arc<Semaphore>,
    jobs: mpsc::UnboundedSender<Taken>,
}

impl Lanes {
    fn open_lanes(&self) -> MutexGuard<'_, HashMap<JobKind, Lane>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on the lane with these permits receives jobs of a kind, instead of an earlier one.
    pub fn open(&self, kind: JobKind, permits: &Arc<Semaphore>) -> mpsc::UnboundedReceiver<Taken> {
        // Bounded by the permits.
        let (jobs, taken) = mpsc::unbounded_channel();
        self.open_lanes().insert(kind, Lane { permits: Arc::clone(permits), jobs });
        taken
    }

    /// The lane with these permits receives no more, except for what is being committed.
    pub fn close(&self, kind: JobKind, permits: &Arc<Semaphore>) {
        let mut lanes = self.open_lanes();
        if lanes.get(&kind).is_some_and(|lane| Arc::ptr_eq(&lane.permits, permits)) {
            lanes.remove(&kind);
        }
    }

    /// Passes a job of this kind to its lane, with a permit that is taken now; `None` if the lane is full
    /// or stopped.
    pub(super) fn run(&self, app: &App, kind: JobKind) -> Option<RunJob> {
        let Lane { permits, jobs } = self.open_lanes().get(&kind)?.clone();
        let permit = permits.try_acquire_owned().ok()?;
        let app = app.clone();
        Some(RunJob::new(move |job| {
            if let Err(refused) = jobs.send(Taken { job, permit }) {
                release(&app, &refused.0.job);
            }
        }))
    }
}

/// The lane was stopped during the commit: the job waits for another one.
fn release(app: &App, job: &Job) {
    let (id, attempts) = (job.id, job.attempts);
    app.store.write_later(move |tx| {
        Box::pin(async move { tx.release_jobs(&[(id, attempts)]).await.map(drop) })
    });
}
