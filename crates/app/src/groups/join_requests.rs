use super::Manager;
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::{JoinRequest, MemberOutcome};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Who asks to join a group.
pub async fn join_requests(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    group: &str,
) -> Result<Vec<JoinRequest>, Error> {
    let manager = Manager::with_scope(app, caller, id, Scope::MessagesRead).await?;
    let group = manager.group(app, group).await?;
    Ok(manager.communities(app)?.join_requests(&group).await?)
}

/// Approves or rejects requests to join; the outcome of each.
pub async fn answer_requests(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    group: &str,
    approve: bool,
    people: &[String],
) -> Result<Vec<MemberOutcome>, Error> {
    if people.is_empty() {
        return Err(Error::invalid(Field::GroupMembers, "name at least one person"));
    }
    let manager = Manager::load(app, caller, id).await?;
    let group = manager.group(app, group).await?;
    let people = manager.people(app, people).await?;
    Ok(manager.communities(app)?.answer_requests(&group, approve, &people).await?)
}
