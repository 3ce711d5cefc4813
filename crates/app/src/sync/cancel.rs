use super::moved;
use super::start::step_order_key;
use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::{InstanceId, SyncId, TenantId};
use omni_domain::sync::SyncJob;
use omni_storage::{StorageError, Tx};

/// Ends the instance's sync. What was brought over stays; the running step notices when it writes
/// its progress.
pub async fn cancel(app: &App, caller: &Caller, id: InstanceId) -> Result<SyncJob, Error> {
    let instance = instances::load(app, caller, Scope::InstancesWrite, id).await?;
    let (inner, tenant) = (app.clone(), instance.tenant_id);
    let ended = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let Some(running) = tx.running_sync(id).await? else {
                    return Ok::<_, StorageError>(None);
                };
                end(&inner, tx, tenant, running.id).await
            })
        })
        .await?;
    ended.ok_or_else(|| Error::not_found("running sync of", id))
}

/// Ends a sync with its step that waits, and reports it, in one transaction; `None` if it is not
/// running. Without the step, the next sync of the instance need not wait until that would have been
/// tried again.
pub(super) async fn end(
    app: &App,
    tx: &mut Tx,
    t: TenantId,
    id: SyncId,
) -> Result<Option<SyncJob>, StorageError> {
    let ended = tx.cancel_sync(t, id, app.env.now()).await?;
    if let Some(sync) = &ended {
        tx.drop_queued_jobs(&step_order_key(sync.instance_id)).await?;
        moved(app, tx, sync);
    }
    Ok(ended)
}
