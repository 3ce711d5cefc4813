//! Reserving jobs, running them, and releasing them.

use super::handler::{AttemptFailure, Placement};
use super::table::{self, JobEntry};
use super::{bury, clip, retry_or_bury};
use crate::app::App;
use crate::error::Error;
use omni_domain::ids::{InstanceId, JobId};
use omni_domain::job::Job;
use omni_storage::ReserveJobs;

/// Reserves up to `limit` due jobs of a kind that this process may run, at most one per order key,
/// each after all earlier ones of its order key.
pub async fn reserve(app: &App, entry: &JobEntry, limit: usize) -> Result<Vec<Job>, Error> {
    let instances = runs_for(app, entry.placement);
    if instances.is_empty() && entry.placement != Placement::AnyNode {
        return Ok(Vec::new());
    }
    let (now, lease) = (app.env.now(), app.config.jobs.lease);
    let request = ReserveJobs {
        kinds: vec![entry.kind],
        instances: Some(instances),
        now,
        lease,
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
    };
    // A reservation that is lost with the machine's power leaves the job in the queue.
    let reserving = app
        .store
        .write_unsynced(move |tx| Box::pin(async move { tx.reserve_jobs(&request).await }));
    Ok(reserving.await?)
}

/// The instances whose jobs this process may run. A job of any node is of no instance.
fn runs_for(app: &App, placement: Placement) -> Vec<InstanceId> {
    match placement {
        Placement::AnyNode => Vec::new(),
        Placement::Owner => app.sessions.owned(),
        Placement::ConnectedOwner => app.sessions.ready(),
    }
}

/// One attempt of a reserved job. One whose attempts were all lost with their workers is given up:
/// it would end the next worker as well. If giving up fails, too, the job is a dead letter: nothing
/// that is stored can keep it in the queue for ever. One that takes longer than its kind may is ended
/// where it waits: its reservation is renewed while it runs, so it would never be tried again.
pub async fn run(app: &App, job: &Job) -> Result<(), AttemptFailure> {
    let entry = table::find(job.kind);
    if job.attempts > job.max_attempts {
        let made = job.max_attempts;
        let error = format!("none of its {made} attempts ended: their workers were gone");
        let failure = AttemptFailure::CutShort(error);
        return match (entry.give_up)(app, job, &failure).await {
            Err(Error::Internal(why)) => {
                let error = clip(&format!("{}; {why}", failure.text()));
                Ok(bury(app, job, error).await?)
            }
            ended => Ok(ended?),
        };
    }
    let longest = entry.longest.min(app.config.jobs.longest);
    match tokio::time::timeout(longest, (entry.run)(app, job)).await {
        Ok(ended) => Ok(ended?),
        Err(_) => Err(AttemptFailure::CutShort(format!(
            "it was ended after {} s, the longest that a job of this kind may take",
            longest.as_secs_f32()
        ))),
    }
}

/// An attempt that failed through this server: a later one follows, or, when the attempts are used
/// up, the kind's own handling of giving up.
pub async fn fail_attempt(app: &App, job: &Job, failure: &AttemptFailure) -> Result<(), Error> {
    if job.attempts >= job.max_attempts {
        return (table::find(job.kind).give_up)(app, job, failure).await;
    }
    retry_or_bury(app, job, failure.text(), None).await
}

/// Releases attempts that this process aborted, as if they had not begun. Returns how many jobs are
/// queued again.
pub async fn release_attempts(app: &App, attempts: Vec<(JobId, i32)>) -> Result<u64, Error> {
    if attempts.is_empty() {
        return Ok(0);
    }
    let write =
        app.store.write(move |tx| Box::pin(async move { tx.release_jobs(&attempts).await }));
    Ok(write.await?)
}
