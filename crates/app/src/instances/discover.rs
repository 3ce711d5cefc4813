use crate::app::App;
use crate::authorization;
use crate::error::Error;
use crate::sessions;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, Instance};

/// A stored session that no connection uses.
#[derive(Debug, Clone)]
pub struct DiscoveredSession {
    /// The instance's id under which it is stored.
    pub id: InstanceId,
    /// The instance's name; `None` if the instance is deleted.
    pub instance_name: Option<String>,
    /// E.164 without `+`, or else the account's address.
    pub phone: String,
    /// The account's own name.
    pub name: Option<String>,
    /// When it was last connected.
    pub last_seen: Option<Timestamp>,
}

/// Sessions of a channel that are stored here and belong to no live instance: those of instances
/// that are disconnected but still linked, and (for keys that are not limited to instances) those
/// whose instance is deleted.
pub async fn discover(
    app: &App,
    caller: &Caller,
    channel: ChannelType,
) -> Result<Vec<DiscoveredSession>, Error> {
    authorization::require(caller, Scope::InstancesRead)?;
    let network = app.channel(channel)?;
    let mut found = Vec::new();
    for id in app.store.state_owners().await? {
        let instance = app.store.instance_by_id(id).await?;
        if !is_idle(app, caller, channel, instance.as_ref()) {
            continue;
        }
        let stored = network.stored_session(&sessions::state_of(app, id)).await?;
        let Some(stored) = stored else { continue };
        found.push(DiscoveredSession {
            id,
            phone: match stored.owner.phone {
                Some(phone) => phone.digits().to_owned(),
                None => stored.owner.id,
            },
            name: stored
                .name
                .or_else(|| instance.as_ref().and_then(|one| one.profile_name.clone())),
            last_seen: instance.as_ref().and_then(|one| one.last_connected_at),
            instance_name: instance.map(|one| one.name),
        });
    }
    Ok(found)
}

fn is_idle(app: &App, caller: &Caller, channel: ChannelType, instance: Option<&Instance>) -> bool {
    let Some(instance) = instance else { return caller.instance_ids.is_none() };
    instance.tenant_id == caller.tenant_id
        && instance.channel == channel
        && caller.may_see(instance.id)
        && !instance.wanted
        && app.sessions.get(instance.id).is_none()
}
