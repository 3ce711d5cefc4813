//! Taking jobs, and giving them back.

use super::retry_or_bury;
use crate::app::App;
use crate::error::Error;
use crate::jobs::{batch, reading, send, sync, turn};
use omni_domain::ids::InstanceId;
use omni_domain::job::{Job, JobKind};
use omni_storage::ReserveJobs;

/// Reserves up to `limit` due jobs of a kind, at most one per order key, each after all earlier
/// ones of its order key.
pub async fn reserve(
    app: &App,
    kind: JobKind,
    instances: Vec<InstanceId>,
    limit: usize,
) -> Result<Vec<Job>, Error> {
    let (now, lease) = (app.env.now(), app.config.jobs.lease);
    let request = ReserveJobs {
        kinds: vec![kind],
        instances: Some(instances),
        now,
        lease,
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
    };
    Ok(app.store.write(move |tx| Box::pin(async move { tx.reserve_jobs(&request).await })).await?)
}

/// A try that ended in an error of ours. A send that has used up its tries becomes a failed
/// message and the step of a sync a failed sync, anything else a dead letter.
pub async fn fail_attempt(app: &App, job: &Job, error: &str) -> Result<(), Error> {
    if job.kind == JobKind::MessageSend && job.attempts >= job.max_attempts {
        return send::give_up(app, job, error).await;
    }
    if job.kind == JobKind::BatchRun && job.attempts >= job.max_attempts {
        return batch::give_up(app, job, error).await;
    }
    if job.kind == JobKind::SyncRun && job.attempts >= job.max_attempts {
        return sync::give_up(app, job, error).await;
    }
    if job.kind == JobKind::TurnRun && job.attempts >= job.max_attempts {
        return turn::give_up(app, job, error).await;
    }
    if job.kind == JobKind::MediaRead && job.attempts >= job.max_attempts {
        return reading::give_up(app, job, error).await;
    }
    retry_or_bury(app, job, error, None).await
}

/// Hands on the jobs whose reservation ran out: their worker is gone.
pub async fn requeue_expired(app: &App) -> Result<u64, Error> {
    let now = app.env.now();
    Ok(app.store.write(move |tx| Box::pin(async move { tx.requeue_expired(now).await })).await?)
}
