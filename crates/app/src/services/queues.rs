//! The queues of jobs.

use crate::app::App;
use crate::authorization::require_server;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::job::{JobKind, JobState};
use omni_storage::JobCount;
use std::time::Duration;

/// The jobs of a kind, of all tenants and nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueStatus {
    /// The kind.
    pub kind: JobKind,
    /// Jobs that wait, for their time or for another of their order.
    pub queued: i64,
    /// Jobs that run.
    pub running: i64,
    /// How long the one that is due longest waits; `None` if none is due.
    pub oldest: Option<Duration>,
}

/// The queue of every kind of job.
pub async fn queues(app: &App, caller: &Caller) -> Result<Vec<QueueStatus>, Error> {
    require_server(caller)?;
    let counts = app.store.job_counts().await?;
    let mut all = Vec::with_capacity(JobKind::ALL.len());
    for kind in JobKind::ALL {
        let now = app.env.now();
        let due = app.store.next_due(*kind).await?.filter(|due| *due <= now);
        all.push(QueueStatus {
            kind: *kind,
            queued: count(&counts, *kind, JobState::Queued),
            running: count(&counts, *kind, JobState::Running),
            oldest: due.map(|due| now.since(due)),
        });
    }
    Ok(all)
}

fn count(counts: &[JobCount], kind: JobKind, state: JobState) -> i64 {
    let found = counts.iter().find(|one| one.kind == Some(kind) && one.state == state);
    found.map_or(0, |one| one.count)
}
