//! Keeping the reservations of jobs that run, and ending those of workers that are gone.

use crate::app::App;
use crate::error::Error;
use omni_domain::ids::JobId;

/// Renews the reservations of attempts that run in this process. Returns those that were lost:
/// another worker has the job.
pub async fn renew(app: &App, running: Vec<(JobId, i32)>) -> Result<Vec<(JobId, i32)>, Error> {
    if running.is_empty() {
        return Ok(Vec::new());
    }
    let until = app.env.now().plus(app.config.jobs.lease);
    let write =
        app.store.write(move |tx| Box::pin(async move { tx.renew_jobs(&running, until).await }));
    Ok(write.await?)
}

/// Releases the jobs whose reservation expired, because their worker is gone. Those that run in this
/// process are kept, also when the clock has jumped.
pub async fn requeue_expired(app: &App, running: Vec<(JobId, i32)>) -> Result<u64, Error> {
    let (now, lease) = (app.env.now(), app.config.jobs.lease);
    let write = app
        .store
        .write(move |tx| Box::pin(async move { tx.requeue_expired(now, lease, &running).await }));
    Ok(write.await?)
}
