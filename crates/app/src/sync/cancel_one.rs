use super::cancel::end;
use super::find::load;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::SyncId;
use omni_domain::sync::{SyncJob, SyncStatus};

/// Ends this sync and no other of its instance. Cancelling twice is not an error; one that has ended
/// otherwise is a conflict.
pub async fn cancel_one(app: &App, caller: &Caller, id: SyncId) -> Result<SyncJob, Error> {
    let sync = load(app, caller, Scope::InstancesWrite, id).await?;
    let (inner, tenant) = (app.clone(), sync.tenant_id);
    let ended = app
        .store
        .write(move |tx| Box::pin(async move { end(&inner, tx, tenant, id).await }))
        .await?;
    if let Some(ended) = ended {
        return Ok(ended);
    }
    let now = app.store.find_sync(tenant, id).await?.unwrap_or(sync);
    match now.status {
        SyncStatus::Completed | SyncStatus::Failed => Err(Error::conflict(format!(
            "the sync has ended already ({}); it cannot be cancelled",
            now.status
        ))),
        SyncStatus::Running | SyncStatus::Cancelled => Ok(now),
    }
}
