use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::sync::{SyncJob, SyncSchedule};
use omni_storage::SyncTotals;

/// The progress of an instance's syncs.
#[derive(Debug, Clone)]
pub struct SyncState {
    /// When one was last completed.
    pub last_sync: Option<Timestamp>,
    /// How much of the instance is stored.
    pub totals: SyncTotals,
    /// The running one, or else the one that began last.
    pub sync: Option<SyncJob>,
    /// The schedule, if syncs are started repeatedly.
    pub schedule: Option<SyncSchedule>,
}

/// The progress of an instance's syncs.
pub async fn status(app: &App, caller: &Caller, id: InstanceId) -> Result<SyncState, Error> {
    instances::load(app, caller, Scope::InstancesRead, id).await?;
    let running = app.store.running_sync(id).await?;
    let sync = match running {
        Some(running) => Some(running),
        None => app.store.latest_sync(id).await?,
    };
    Ok(SyncState {
        last_sync: app.store.last_completed_sync(id).await?,
        totals: app.store.sync_totals(id).await?,
        sync,
        schedule: app.store.find_sync_schedule(id).await?,
    })
}
