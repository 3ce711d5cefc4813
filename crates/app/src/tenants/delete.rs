use super::{change_status, require_expendable};
use crate::app::App;
use crate::error::Error;
use crate::{authorization, instances, keys, sessions};
use omni_domain::access::Caller;
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::page::PageRequest;
use omni_domain::tenant::TenantStatus;
use omni_storage::{InstanceFilter, StorageError};
use tokio_util::sync::CancellationToken;

/// Instances read at once.
const PAGE: u32 = 100;

/// Deletes a suspended tenant with everything that belongs to it, in pieces: other writes run in
/// between. It cannot be resumed from then on; called again after an interruption, it continues.
pub async fn delete(app: &App, caller: &Caller, id: TenantId) -> Result<(), Error> {
    authorization::require_server(caller)?;
    require_expendable(caller, id)?;
    change_status(app, id, TenantStatus::Suspended, TenantStatus::Deleting).await?;
    while let Some(instances) = some_instances(app, id).await? {
        for instance in instances {
            require_disconnected(app, instance).await?;
            instances::remove(app, id, instance).await?;
        }
    }
    instances::continue_deletions(app, &CancellationToken::new()).await?;
    app.store.empty_tenant(id).await?;
    app.store
        .write(move |tx| Box::pin(async move { tx.delete_tenant(id).await.map(drop) }))
        .await
        .map_err(written_meanwhile)?;
    keys::changed(app).await;
    tracing::info!(tenant.id = %id, principal = %caller.principal, "a tenant was deleted");
    Ok(())
}

async fn some_instances(app: &App, id: TenantId) -> Result<Option<Vec<InstanceId>>, Error> {
    let filter = InstanceFilter::default();
    let page = app.store.list_instances(id, &filter, PageRequest::first(PAGE)).await?;
    let ids: Vec<_> = page.items.into_iter().map(|instance| instance.id).collect();
    Ok(Some(ids).filter(|ids| !ids.is_empty()))
}

/// Other nodes notice a suspension within seconds; until then their sessions write.
async fn require_disconnected(app: &App, instance: InstanceId) -> Result<(), Error> {
    if sessions::is_unowned(app, instance).await? {
        return Ok(());
    }
    Err(Error::conflict(
        "an instance of the tenant is still connected on another node; delete the tenant again \
         in a few seconds",
    ))
}

fn written_meanwhile(error: StorageError) -> Error {
    match error {
        StorageError::Stale => Error::conflict(
            "something was written for the tenant during its deletion; delete it again",
        ),
        other => other.into(),
    }
}
