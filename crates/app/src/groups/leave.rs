use super::Manager;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;

/// Leaves a group. Its chat and messages stay.
pub async fn leave(app: &App, caller: &Caller, id: InstanceId, group: &str) -> Result<(), Error> {
    let manager = Manager::load(app, caller, id).await?;
    let group = manager.group(app, group).await?;
    Ok(manager.session.leave_group(&group).await?)
}
