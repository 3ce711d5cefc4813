use super::{Manager, check_subject};
use crate::app::App;
use crate::error::{Error, Field};
use omni_domain::access::Caller;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;

/// A group to be made.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// Its name.
    pub subject: String,
    /// Its further members: phone numbers, or addresses on the channel.
    pub members: Vec<String>,
}

/// Makes a group that the instance's account owns. Returns its address; the session has reported its chat,
/// which is stored with the name and the members.
pub async fn create(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    group: NewGroup,
) -> Result<Address, Error> {
    let subject = check_subject(&group.subject)?;
    if group.members.is_empty() {
        return Err(Error::invalid(Field::GroupMembers, "name at least one further member"));
    }
    let manager = Manager::load(app, caller, id).await?;
    let members = manager.people(app, &group.members).await?;
    let group = omni_channel::NewGroup { subject, members };
    Ok(manager.session.create_group(group).await?)
}
