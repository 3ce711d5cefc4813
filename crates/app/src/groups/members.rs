use super::Manager;
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::{MemberChange, MemberOutcome};
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;

/// Adds, removes, promotes or demotes members of a group; the outcome of each.
pub async fn change_members(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    group: &str,
    change: MemberChange,
    members: &[String],
) -> Result<Vec<MemberOutcome>, Error> {
    if members.is_empty() {
        return Err(Error::invalid(Field::GroupMembers, "name at least one person"));
    }
    let manager = Manager::load(app, caller, id).await?;
    let group = manager.group(app, group).await?;
    let members = manager.people(app, members).await?;
    Ok(manager.session.change_members(&group, change, &members).await?)
}
