use super::Manager;
use crate::app::App;
use crate::error::Error;
use crate::instances;
use crate::sessions::connected;
use omni_channel::{Capability, GroupInfo};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use std::time::Duration;

/// How long a read waits for what it can leave out.
const WAIT: Duration = Duration::from_secs(3);

/// What the network reports about a group beyond what is stored. `None` while the instance is not connected, or
/// if the network does not answer in time: what is stored of the group can be read all the same.
pub async fn info(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    group: &str,
) -> Result<Option<GroupInfo>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, id).await?;
    if !app.channel(instance.channel)?.info().capabilities.has(Capability::ManageGroups) {
        return Ok(None);
    }
    let Ok(session) = connected(app, id).await else { return Ok(None) };
    let manager = Manager { instance, session };
    let group = manager.group(app, group).await?;
    match tokio::time::timeout(WAIT, manager.session.group_info(&group)).await {
        Ok(Ok(info)) => Ok(Some(info)),
        Ok(Err(error)) => {
            tracing::debug!(instance.id = %id, %error, "the network does not describe a group");
            Ok(None)
        }
        Err(_) => Ok(None),
    }
}
