//! The contents of a commit.

use omni_domain::event::Event;
use omni_domain::job::{Job, JobKind};
use std::fmt;
use std::sync::Arc;

/// Called after each commit, in commit order, on the writer's task: it must be quick.
pub type CommitHook = Arc<dyn Fn(&Committed) + Send + Sync>;

/// The contents of one commit.
#[derive(Debug, Clone, Default)]
pub struct Committed {
    /// The events, with their sequence numbers, in order.
    pub events: Vec<Arc<Event>>,
    /// The kinds of jobs that were queued, now or for later, or became due, each once. Jobs that the
    /// commit itself reserved are not counted.
    pub jobs: Vec<JobKind>,
    /// Whether an instance was created, changed or deleted (its last message does not count).
    pub instances: bool,
}

/// Runs a job in this process, once the commit that reserved it is done. Where the job is not to run
/// here it is dropped, and what it holds is free again.
pub struct RunJob(Box<dyn FnOnce(Job) + Send + Sync>);

impl RunJob {
    /// It is called on the writer's task: it must be quick and never block.
    pub fn new(run: impl FnOnce(Job) + Send + Sync + 'static) -> Self {
        Self(Box::new(run))
    }

    pub(crate) fn run(self, job: Job) {
        (self.0)(job);
    }
}

impl fmt::Debug for RunJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunJob").finish_non_exhaustive()
    }
}

/// A commit, and the jobs that it reserved for this process.
#[derive(Debug, Default)]
pub(crate) struct Commit {
    pub(crate) contents: Committed,
    pub(crate) taken: Vec<(Job, RunJob)>,
}
