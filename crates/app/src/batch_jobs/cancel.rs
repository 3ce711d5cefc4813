use super::changed;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::batch::{BatchJob, BatchStatus};
use omni_domain::ids::BatchJobId;
use omni_storage::StorageError;

/// Ends a batch job; the item in progress is given up. Cancelling twice is not an error; what is
/// done stays done.
pub async fn cancel(app: &App, caller: &Caller, id: BatchJobId) -> Result<BatchJob, Error> {
    let job = super::load(app, caller, Scope::InstancesWrite, id).await?;
    let (tenant, now) = (caller.tenant_id, app.env.now());
    let inner = app.clone();
    let ended = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let ended = tx.end_batch_job(tenant, id, BatchStatus::Cancelled, None, now).await?;
                if let Some(ended) = &ended {
                    changed(&inner, tx, ended);
                }
                Ok::<_, StorageError>(ended)
            })
        })
        .await?;
    if let Some(ended) = ended {
        return Ok(ended);
    }
    let now = app.store.find_batch_job(tenant, id).await?.unwrap_or(job);
    match now.status {
        BatchStatus::Completed | BatchStatus::Failed => Err(Error::conflict(format!(
            "the batch job has ended already ({}); it cannot be cancelled",
            now.status
        ))),
        _ => Ok(now),
    }
}
