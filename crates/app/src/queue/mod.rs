//! Writing jobs: how a use case queues work.

pub(crate) mod lanes;

use crate::app::App;
use omni_domain::ids::{JobId, TenantId};
use omni_domain::job::{JobKind, JobPayload, NewJob};
use omni_storage::Tx;

/// How often a job of each kind is tried, in the order of [`JobKind::ALL`].
pub(crate) type Attempts = [i32; JobKind::ALL.len()];

/// The properties of every kind of job when one is written.
#[derive(Debug)]
pub(crate) struct Queue {
    attempts: Attempts,
}

impl Queue {
    pub(crate) const fn new(attempts: Attempts) -> Self {
        Self { attempts }
    }
}

impl App {
    /// A job of no instance and no order, due now; [`NewJob`] has methods for the rest. It is
    /// written with [`omni_storage::Tx::insert_job`], in the transaction of the change it follows.
    pub(crate) fn new_job<P: JobPayload>(&self, tenant: TenantId, payload: &P) -> NewJob {
        self.new_job_as(self.env.id(), tenant, payload)
    }

    /// The same, with a given id.
    pub(crate) fn new_job_as<P: JobPayload>(
        &self,
        id: JobId,
        tenant: TenantId,
        payload: &P,
    ) -> NewJob {
        let attempts = self.queue.attempts[P::KIND as usize];
        NewJob::new(id, tenant, payload, attempts, self.env.now())
    }

    /// Adds a job that is due and that this process may run. It runs right after the commit, which
    /// reserves it, where its lane has a permit and nothing of its order is before it; else it waits to
    /// be reserved.
    pub(crate) fn insert_due_job(&self, tx: &mut Tx, job: NewJob) {
        match self.lanes.run(self, job.kind) {
            Some(run) => {
                let until = self.env.now().plus(self.config.jobs.lease);
                tx.insert_taken_job(job, until, run);
            }
            None => tx.insert_job(job),
        }
    }
}
