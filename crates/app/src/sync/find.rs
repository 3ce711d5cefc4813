use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::SyncId;
use omni_domain::sync::SyncJob;

/// One of the syncs that are kept, of any instance that the caller may see.
pub async fn find(app: &App, caller: &Caller, id: SyncId) -> Result<SyncJob, Error> {
    load(app, caller, Scope::InstancesRead, id).await
}

/// The same for a caller who needs another scope.
pub(super) async fn load(
    app: &App,
    caller: &Caller,
    scope: Scope,
    id: SyncId,
) -> Result<SyncJob, Error> {
    authorization::require(caller, scope)?;
    let found = app.store.find_sync(caller.tenant_id, id).await?;
    found
        .filter(|sync| caller.may_see(sync.instance_id))
        .ok_or_else(|| Error::not_found("sync", id))
}
