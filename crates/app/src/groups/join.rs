use super::{Manager, check_invite};
use crate::app::App;
use crate::error::Error;
use omni_channel::JoinedGroup;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;

/// Joins a group by an invite link, or by the code in it. Its chat is stored, unless an admin has to approve
/// it first.
pub async fn join(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    invite: &str,
) -> Result<JoinedGroup, Error> {
    let invite = check_invite(invite)?;
    let manager = Manager::load(app, caller, id).await?;
    Ok(manager.session.join_group(invite).await?)
}
