use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::sync::{SyncJob, SyncStatus};

/// Ends the instance's sync. What was brought over stays; the running step notices when it writes
/// its progress.
pub async fn cancel(app: &App, caller: &Caller, id: InstanceId) -> Result<SyncJob, Error> {
    instances::load(app, caller, Scope::InstancesWrite, id).await?;
    let now = app.env.now();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let running = tx.running_sync(id).await?;
                let mut sync = running.ok_or_else(|| Error::not_found("running sync of", id))?;
                sync.status = SyncStatus::Cancelled;
                sync.updated_at = now;
                sync.finished_at = Some(now);
                tx.update_sync(&sync).await?;
                Ok::<_, Error>(sync)
            })
        })
        .await
}
