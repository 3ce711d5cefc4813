use super::list;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::{InstanceId, SyncId};
use omni_domain::sync::SyncJob;

/// One of the syncs of an instance that are kept.
pub async fn get(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    id: SyncId,
) -> Result<SyncJob, Error> {
    let syncs = list(app, caller, instance).await?;
    syncs.into_iter().find(|sync| sync.id == id).ok_or_else(|| Error::not_found("sync", id))
}
