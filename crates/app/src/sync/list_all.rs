use crate::app::App;
use crate::authorization;
use crate::error::Error;
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::page::{Page, PageRequest};
use omni_domain::sync::{SyncJob, SyncStatus};
use omni_storage::SyncFilter;

/// Which syncs.
#[derive(Debug, Clone, Default)]
pub struct SyncQuery {
    /// In these states; empty is all.
    pub statuses: Vec<SyncStatus>,
    /// Of this instance.
    pub instance_id: Option<InstanceId>,
}

/// The syncs of all instances that the caller may see, newest first: the running ones and the last ones
/// that ended.
pub async fn list_all(
    app: &App,
    caller: &Caller,
    query: SyncQuery,
    page: PageRequest,
) -> Result<Page<SyncJob>, Error> {
    authorization::require(caller, Scope::InstancesRead)?;
    let instance_ids = match query.instance_id {
        Some(id) => Some(vec![instances::load(app, caller, Scope::InstancesRead, id).await?.id]),
        None => caller.instance_ids.clone(),
    };
    let filter = SyncFilter { statuses: query.statuses, instance_ids };
    Ok(app.store.list_all_syncs(caller.tenant_id, &filter, page).await?)
}
