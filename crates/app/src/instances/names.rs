//! Instances by their names, for callers that hold only these.

use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, Instance};
use std::collections::{BTreeSet, HashMap};

/// An instance's name, and no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceName {
    /// Internal id.
    pub id: InstanceId,
    /// Its name.
    pub name: String,
    /// Its network.
    pub channel: ChannelType,
}

/// The instance of this name, for a caller with this scope: a key that may only send still
/// addresses its instance by name.
pub async fn resolve_name(
    app: &App,
    caller: &Caller,
    scope: Scope,
    name: &str,
) -> Result<InstanceName, Error> {
    authorization::require(caller, scope)?;
    let found = app.store.find_instance_by_name(caller.tenant_id, name).await?;
    visible(caller, found).ok_or_else(|| Error::not_found("instance", name))
}

/// The instance with this id, with the same errors as [`resolve_name`]: one that the caller may not
/// see is not found.
pub async fn resolve_id(
    app: &App,
    caller: &Caller,
    scope: Scope,
    id: InstanceId,
) -> Result<InstanceName, Error> {
    authorization::require(caller, scope)?;
    let found = app.store.find_instance(caller.tenant_id, id).await?;
    visible(caller, found).ok_or_else(|| Error::not_found("instance", id))
}

fn visible(caller: &Caller, found: Option<Instance>) -> Option<InstanceName> {
    found.filter(|instance| caller.may_see(instance.id)).map(|found| InstanceName {
        id: found.id,
        name: found.name,
        channel: found.channel,
    })
}

/// The names of those of these instances that the caller may see; the others are left out.
pub async fn names(
    app: &App,
    caller: &Caller,
    ids: BTreeSet<InstanceId>,
) -> Result<HashMap<InstanceId, String>, Error> {
    let mut names = HashMap::new();
    for id in ids.into_iter().filter(|id| caller.may_see(*id)) {
        if let Some(instance) = app.store.find_instance(caller.tenant_id, id).await? {
            names.insert(id, instance.name);
        }
    }
    Ok(names)
}
