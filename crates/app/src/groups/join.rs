use super::Manager;
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::JoinedGroup;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;

/// Characters of an invite link.
const MAX_INVITE: usize = 200;

/// Joins a group by an invite link, or by the code in it.
pub async fn join(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    invite: &str,
) -> Result<JoinedGroup, Error> {
    let invite = invite.trim();
    if invite.is_empty() || invite.chars().count() > MAX_INVITE {
        return Err(Error::invalid(Field::GroupInvite, "give an invite link, or the code in it"));
    }
    let manager = Manager::load(app, caller, id).await?;
    Ok(manager.session.join_group(invite).await?)
}
