//! The next sync of a schedule.

use crate::app::App;
use crate::error::Error;
use crate::jobs::{drop_job, finish_in};
use crate::sync::{KEEP_ENDED, began, enqueue_step, new_sync, next_start};
use omni_domain::ids::SyncId;
use omni_domain::job::Job;
use omni_domain::sync::SyncOptions;
use std::time::Duration;

/// Contacts and groups change rarely, and networks penalise frequent requests for them.
const FULL_EVERY: Duration = Duration::from_hours(1);

/// Starts a sync, unless one is running, and schedules the next start: in one transaction, so
/// that neither is ever without the other.
pub(super) async fn start_next(app: &App, job: &Job, schedule_id: SyncId) -> Result<(), Error> {
    let Some(instance) = job.instance_id else { return drop_job(app, job).await };
    let schedule = app.store.find_sync_schedule(instance).await?;
    let Some(mut schedule) = schedule.filter(|schedule| schedule.id == schedule_id) else {
        return drop_job(app, job).await;
    };
    let now = app.env.now();
    let full = schedule.full_at.is_none_or(|at| now.since(at) >= FULL_EVERY);
    let options = SyncOptions {
        contacts: full,
        chats: full,
        messages: true,
        since: app.store.last_completed_sync(instance).await?,
        ..SyncOptions::default()
    };
    let sync = new_sync(app, schedule.tenant_id, instance, options).await?;
    schedule.next_at = now.plus(Duration::from_millis(schedule.interval_ms.unsigned_abs()));
    let (inner, job) = (app.clone(), job.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                finish_in(tx, &job).await?;
                let busy = tx.running_sync(instance).await?.is_some();
                if full && !busy {
                    schedule.full_at = Some(now);
                }
                let goes_on = tx
                    .set_next_sync(instance, schedule_id, schedule.next_at, schedule.full_at)
                    .await?;
                if !goes_on {
                    return Ok::<_, Error>(());
                }
                tx.insert_job(next_start(&inner, &schedule));
                if !busy {
                    tx.insert_sync(&sync, KEEP_ENDED).await?;
                    enqueue_step(&inner, tx, &sync);
                    began(&inner, tx, &sync);
                }
                Ok(())
            })
        })
        .await
}
