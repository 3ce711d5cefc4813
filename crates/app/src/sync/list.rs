use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::sync::SyncJob;

/// The syncs of an instance, newest first: the running one and the last ones that ended.
pub async fn list(app: &App, caller: &Caller, id: InstanceId) -> Result<Vec<SyncJob>, Error> {
    instances::load(app, caller, Scope::InstancesRead, id).await?;
    Ok(app.store.list_syncs(id).await?)
}
