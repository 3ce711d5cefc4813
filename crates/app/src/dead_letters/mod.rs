//! Jobs that were given up: listed, retried, dropped.

use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::JobId;
use omni_domain::job::{Job, JobState};
use omni_domain::page::{Page, PageRequest};

const SCOPE: Scope = Scope::Admin;

/// Whether a caller may know of a dead letter. One of no instance is only for those who may see
/// all.
fn is_visible(caller: &Caller, job: &Job) -> bool {
    job.instance_id.map_or(caller.instance_ids.is_none(), |instance| caller.may_see(instance))
}

/// The dead letters of the instances that the caller may see, newest first.
pub async fn list(app: &App, caller: &Caller, page: PageRequest) -> Result<Page<Job>, Error> {
    authorization::require(caller, SCOPE)?;
    Ok(app.store.list_dead(caller.tenant_id, caller.instance_ids.as_deref(), page).await?)
}

/// The number of dead letters of the instances that the caller may see.
pub async fn count(app: &App, caller: &Caller) -> Result<i64, Error> {
    authorization::require(caller, SCOPE)?;
    Ok(app.store.count_dead(caller.tenant_id, caller.instance_ids.as_deref()).await?)
}

/// One dead letter.
pub async fn get(app: &App, caller: &Caller, id: JobId) -> Result<Job, Error> {
    authorization::require(caller, SCOPE)?;
    app.store
        .find_job(caller.tenant_id, id)
        .await?
        .filter(|job| job.state == JobState::Dead && is_visible(caller, job))
        .ok_or_else(|| Error::not_found("dead letter", id))
}

/// Gives a dead letter all its attempts again.
pub async fn retry(app: &App, caller: &Caller, id: JobId) -> Result<Job, Error> {
    let job = get(app, caller, id).await?;
    let tenant = caller.tenant_id;
    let retried =
        app.store.write(move |tx| Box::pin(async move { tx.retry_dead(tenant, id).await })).await?;
    if !retried {
        return Err(Error::not_found("dead letter", id));
    }
    Ok(Job { state: JobState::Queued, attempts: 0, ..job })
}

/// Deletes a dead letter. What it was about stays as it is.
pub async fn delete(app: &App, caller: &Caller, id: JobId) -> Result<(), Error> {
    get(app, caller, id).await?;
    let tenant = caller.tenant_id;
    app.store.write(move |tx| Box::pin(async move { tx.drop_dead(tenant, id).await })).await?;
    Ok(())
}
