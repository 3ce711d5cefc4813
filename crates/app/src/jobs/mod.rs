//! What each job does. The worker reserves and runs it; what follows an attempt is decided here.
//!
//! A kind of job is declared once, by the `JobHandler` of its payload: where it may run,
//! how often and at which delays it is tried, how many run at the same time, what an attempt does
//! and what giving up does. `table.rs` lists the kinds; the worker's lanes are built from it.
//!
//! A job's last step is one transaction: its effect, its events and its own removal.

mod action;
mod audience;
mod batch;
mod handler;
mod handover;
mod media;
mod pacing;
mod reading;
mod renew;
mod reserve;
mod scheduled;
mod send;
pub(crate) mod settle;
mod sync;
mod table;
mod turn;

pub use crate::queue::lanes::{Lanes, Taken};
pub use handler::{AttemptFailure, Placement, Renewal};
pub use renew::{renew, requeue_expired};
pub use reserve::{fail_attempt, release_attempts, reserve, run};
pub(crate) use table::attempts;
pub use table::{JobEntry, all};

use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::event::{DeadLetter, Event};
use omni_domain::job::Job;

/// Characters of an error kept on the job's row.
const MAX_ERROR: usize = 500;

/// When the job's next attempt is due.
fn retry_at(app: &App, job: &Job) -> Timestamp {
    app.env.now().plus(table::find(job.kind).backoff.pause(job.attempts))
}

fn clip(text: &str) -> String {
    text.chars().take(MAX_ERROR).collect()
}

/// Releases the job for a later attempt, or, when its attempts are used up, keeps it as a dead
/// letter.
async fn retry_or_bury(
    app: &App,
    job: &Job,
    error: &str,
    not_before: Option<Timestamp>,
) -> Result<(), Error> {
    let error = clip(error);
    if job.attempts >= job.max_attempts {
        return bury(app, job, error).await;
    }
    let run_at = retry_at(app, job).max(not_before.unwrap_or(Timestamp(0)));
    let (id, attempts) = (job.id, job.attempts);
    app.store
        .write(move |tx| {
            Box::pin(async move { tx.retry_job(id, attempts, run_at, &error).await.map(|_| ()) })
        })
        .await?;
    Ok(())
}

async fn bury(app: &App, job: &Job, error: String) -> Result<(), Error> {
    tracing::error!(job.id = %job.id, job.kind = %job.kind, job.attempts = job.attempts, "a job was given up");
    let (id, attempts) = (job.id, job.attempts);
    let event = bury_event(app, job, &error);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if tx.bury_job(id, attempts, &error).await? {
                    tx.append_event(event);
                }
                Ok::<_, omni_storage::StorageError>(())
            })
        })
        .await?;
    Ok(())
}

fn bury_event(app: &App, job: &Job, error: &str) -> Event {
    let body = DeadLetter {
        job_id: job.id,
        kind: job.kind,
        attempts: job.attempts,
        error: error.to_owned(),
    };
    let mut event = Event::new(app.env.id(), job.tenant_id, body, app.env.now());
    event.instance_id = job.instance_id;
    event
}

/// Releases a job as if this attempt had not been made.
async fn release(app: &App, job: &Job) -> Result<(), Error> {
    let (id, attempts) = (job.id, job.attempts);
    app.store
        .write(move |tx| {
            Box::pin(async move { tx.release_jobs(&[(id, attempts)]).await.map(|_| ()) })
        })
        .await?;
    Ok(())
}

/// Removes a job whose work has become void.
async fn drop_job(app: &App, job: &Job) -> Result<(), Error> {
    let (id, attempts) = (job.id, job.attempts);
    app.store
        .write(move |tx| Box::pin(async move { tx.finish_job(id, attempts).await.map(|_| ()) }))
        .await?;
    Ok(())
}

/// Another worker has reserved the job since, or has finished it: undo what this attempt would have
/// written.
#[derive(Debug, thiserror::Error)]
#[error("the job's reservation was lost")]
struct ReservationLost;

/// Removes the job in the caller's transaction, which is undone if the reservation was lost.
async fn finish_in(tx: &mut omni_storage::Tx, job: &Job) -> Result<(), Error> {
    if tx.finish_job(job.id, job.attempts).await? {
        return Ok(());
    }
    Err(Error::internal(ReservationLost))
}
