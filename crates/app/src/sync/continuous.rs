use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::job::NewJob;
use omni_domain::job::payloads::SyncPayload;
use omni_domain::sync::SyncSchedule;
use std::time::Duration;

/// From one sync to the next, unless the caller sets another interval.
pub const DEFAULT_INTERVAL_MS: u64 = 60_000;
const SHORTEST_MS: u64 = 10_000;
const LONGEST_MS: u64 = 24 * 3_600_000;

/// Starts syncs repeatedly, over restarts, until it is stopped. An existing schedule is replaced.
pub async fn start_continuous(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    interval_ms: Option<u64>,
) -> Result<SyncSchedule, Error> {
    let instance = instances::load(app, caller, Scope::InstancesWrite, id).await?;
    let interval_ms = interval_ms.unwrap_or(DEFAULT_INTERVAL_MS);
    if !(SHORTEST_MS..=LONGEST_MS).contains(&interval_ms) {
        return Err(Error::invalid(
            Field::SyncInterval,
            format!("give a time of {SHORTEST_MS} to {LONGEST_MS} ms"),
        ));
    }
    let now = app.env.now();
    let schedule = SyncSchedule {
        instance_id: id,
        tenant_id: instance.tenant_id,
        id: app.env.id(),
        interval_ms: i64::try_from(interval_ms).unwrap_or(i64::MAX),
        created_at: now,
        next_at: now.plus(Duration::from_millis(interval_ms)),
        full_at: None,
    };
    let (inner, row) = (app.clone(), schedule.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.put_sync_schedule(&row).await?;
                tx.insert_job(next_start(&inner, &row));
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok(schedule)
}

/// Ends the instance's schedule; a sync that is running continues to its end.
pub async fn stop_continuous(app: &App, caller: &Caller, id: InstanceId) -> Result<(), Error> {
    instances::load(app, caller, Scope::InstancesWrite, id).await?;
    let had = app
        .store
        .write(move |tx| Box::pin(async move { tx.delete_sync_schedule(id).await }))
        .await?;
    if had { Ok(()) } else { Err(Error::not_found("continuous sync of", id)) }
}

/// The job that starts the next sync of a schedule.
pub(crate) fn next_start(app: &App, schedule: &SyncSchedule) -> NewJob {
    app.new_job(schedule.tenant_id, &SyncPayload::Next { schedule_id: schedule.id })
        .of_instance(schedule.instance_id)
        .due(schedule.next_at)
}
