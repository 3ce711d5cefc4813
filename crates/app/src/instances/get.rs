use super::{InstanceDetails, described, load};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;

/// One instance.
pub async fn get(app: &App, caller: &Caller, id: InstanceId) -> Result<InstanceDetails, Error> {
    described(app, caller, load(app, caller, Scope::InstancesRead, id).await?).await
}

/// One instance by its name.
pub async fn find_by_name(
    app: &App,
    caller: &Caller,
    name: &str,
) -> Result<InstanceDetails, Error> {
    authorization::require(caller, Scope::InstancesRead)?;
    let found = app.store.find_instance_by_name(caller.tenant_id, name).await?;
    let instance = found
        .filter(|instance| caller.may_see(instance.id))
        .ok_or_else(|| Error::not_found("instance", name))?;
    described(app, caller, instance).await
}

/// The network of an instance, whatever the caller's scopes; `None` if the caller may not see the
/// instance. One with a session in this process needs no query.
pub async fn channel_of(
    app: &App,
    caller: &Caller,
    id: InstanceId,
) -> Result<Option<ChannelType>, Error> {
    if !caller.may_see(id) {
        return Ok(None);
    }
    let here = app.sessions.get(id).map(|live| live.meta());
    if let Some(meta) = here.filter(|meta| meta.tenant_id == caller.tenant_id) {
        return Ok(Some(meta.channel));
    }
    let found = app.store.find_instance(caller.tenant_id, id).await?;
    Ok(found.map(|instance| instance.channel))
}
