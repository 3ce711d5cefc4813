use super::update::check_description;
use super::{MAX_GROUPS, Manager, check_subject};
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::{LinkChange, LinkOutcome, SubGroup};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;

/// A community to be made.
#[derive(Debug, Clone)]
pub struct NewCommunity {
    /// Its name.
    pub subject: String,
    /// Its description.
    pub description: Option<String>,
    /// Whether an admin approves who joins it.
    pub join_approval: bool,
}

/// Makes a community with its group for announcements; the instance's account owns it. The community's chat is
/// stored.
pub async fn create_community(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    community: NewCommunity,
) -> Result<Address, Error> {
    let subject = check_subject(&community.subject)?;
    let description = community.description.map(check_description).transpose()?.flatten();
    let manager = Manager::load(app, caller, id).await?;
    let join_approval = community.join_approval;
    let wanted = omni_channel::NewCommunity { subject, description, join_approval };
    Ok(manager.communities(app)?.create_community(wanted).await?)
}

/// Links groups to a community or unlinks them; the outcome of each.
pub async fn link_groups(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    community: &str,
    change: LinkChange,
    groups: &[String],
) -> Result<Vec<LinkOutcome>, Error> {
    if groups.is_empty() || groups.len() > MAX_GROUPS {
        let why = format!("name 1 to {MAX_GROUPS} groups");
        return Err(Error::invalid(Field::CommunityGroups, why));
    }
    let manager = Manager::load(app, caller, id).await?;
    let community = manager.group(app, community).await?;
    let mut addresses = Vec::with_capacity(groups.len());
    for group in groups {
        addresses.push(manager.group_of(app, group, Field::CommunityGroups).await?);
    }
    Ok(manager.communities(app)?.link_groups(&community, change, &addresses).await?)
}

/// The groups of a community.
pub async fn community_groups(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    community: &str,
) -> Result<Vec<SubGroup>, Error> {
    let manager = Manager::with_scope(app, caller, id, Scope::MessagesRead).await?;
    let community = manager.group(app, community).await?;
    Ok(manager.communities(app)?.sub_groups(&community).await?)
}
