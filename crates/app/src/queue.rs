//! Writing jobs: how a use case queues work.

use crate::app::App;
use omni_domain::ids::{JobId, TenantId};
use omni_domain::job::{JobKind, JobPayload, NewJob};

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
}
