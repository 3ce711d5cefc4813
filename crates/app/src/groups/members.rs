use super::{Manager, invites};
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
    if !matches!(change, MemberChange::AddOrInvite { .. }) {
        return Ok(manager.session.change_members(&group, change, &members).await?);
    }
    let wanted = u32::try_from(members.len()).unwrap_or(u32::MAX);
    let taken = invites::take(app, &manager.instance, wanted).await?;
    let change = MemberChange::AddOrInvite { most: taken.count };
    let outcomes = manager.session.change_members(&group, change, &members).await;
    let invited = outcomes.iter().flatten().filter(|outcome| outcome.invited).count();
    let unused = taken.count.saturating_sub(u32::try_from(invited).unwrap_or(u32::MAX));
    invites::release(app, &manager.instance, taken, unused).await?;
    Ok(outcomes?)
}
