//! The contents of a commit.

use omni_domain::event::Event;
use omni_domain::job::JobKind;
use std::sync::Arc;

/// Called after each commit, in commit order, on the writer's task: it must be quick.
pub type CommitHook = Arc<dyn Fn(&Committed) + Send + Sync>;

/// The contents of one commit.
#[derive(Debug, Clone, Default)]
pub struct Committed {
    /// The events, with their sequence numbers, in order.
    pub events: Vec<Arc<Event>>,
    /// The kinds of jobs that were queued, now or for later, or became due, each once.
    pub jobs: Vec<JobKind>,
    /// Whether an instance was created, changed or deleted (its last message does not count).
    pub instances: bool,
}
