//! Groups of an instance: made, changed, joined and left. The chat of one that is made or joined is stored
//! before the answer; then the stored group follows the network's notifications, of changes on any device.

mod accept_invite;
mod community;
mod create;
mod info;
mod invite;
mod invites;
mod join;
mod join_requests;
mod leave;
mod list_members;
mod members;
mod picture;
mod preview;
mod update;

pub use accept_invite::accept_invite;
pub use community::{NewCommunity, community_groups, create_community, link_groups};
pub use create::{NewGroup, create};
pub use info::info;
pub use invite::invite_link;
pub use join::join;
pub use join_requests::{answer_requests, join_requests};
pub use leave::leave;
pub use list_members::list_members;
pub use members::change_members;
pub use omni_channel::{
    GroupInfo, GroupPreview, JoinRequest, JoinedGroup, LinkChange, LinkOutcome, MemberChange,
    MemberOutcome, SubGroup,
};
pub use picture::set_picture;
pub use preview::preview;
pub use update::{GroupPatch, update};

use crate::app::App;
use crate::chats;
use crate::error::{Error, Field};
use crate::instances;
use crate::number_checks;
use crate::sessions::connected;
use omni_channel::{Capability, ChannelError, Communities, Recipient, Session};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::ChatType;
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::instance::Instance;
use std::sync::Arc;

/// Members named in one request. The network is asked about each.
const MAX_MEMBERS: usize = 100;
/// Characters of a group's name.
const MAX_SUBJECT: usize = 100;
/// Characters of a group's description.
const MAX_DESCRIPTION: usize = 2048;
/// Groups named in one request.
const MAX_GROUPS: usize = 50;
/// Characters of an invite link.
const MAX_INVITE: usize = 200;

/// An instance that can manage groups, and its session.
struct Manager {
    instance: Instance,
    session: Arc<dyn Session>,
}

impl Manager {
    async fn load(app: &App, caller: &Caller, id: InstanceId) -> Result<Self, Error> {
        Self::with_scope(app, caller, id, Scope::MessagesSend).await
    }

    async fn with_scope(
        app: &App,
        caller: &Caller,
        id: InstanceId,
        scope: Scope,
    ) -> Result<Self, Error> {
        let instance = instances::load(app, caller, scope, id).await?;
        let channel = app.channel(instance.channel)?;
        channel.info().capabilities.require(&[Capability::ManageGroups])?;
        let session = connected(app, id).await?;
        Ok(Self { instance, session })
    }

    /// The part of the session that decides who joins, and manages communities.
    fn communities(&self, app: &App) -> Result<&dyn Communities, Error> {
        const NEEDED: Capability = Capability::ManageCommunities;
        app.channel(self.instance.channel)?.info().capabilities.require(&[NEEDED])?;
        Ok(self.session.communities().ok_or(ChannelError::Unsupported(NEEDED))?)
    }

    /// The address of a group, from its chat's internal id or its address.
    async fn group(&self, app: &App, reference: &str) -> Result<String, Error> {
        self.group_of(app, reference, Field::Group).await
    }

    /// The same, of a value that is spelled as this field.
    async fn group_of(&self, app: &App, reference: &str, field: Field) -> Result<String, Error> {
        if reference.parse::<ChatId>().is_ok() {
            let chat = chats::find(app, &self.instance, reference).await?;
            return match chat.chat_type {
                ChatType::Group => Ok(chat.address.id),
                _ => Err(not_a_group(field)),
            };
        }
        match app.channel(self.instance.channel)?.parse_recipient(reference) {
            Ok(Recipient { address, chat_type: ChatType::Group, .. }) => Ok(address.id),
            _ => Err(not_a_group(field)),
        }
    }

    /// The network's own addresses of people.
    async fn people(&self, app: &App, given: &[String]) -> Result<Vec<String>, Error> {
        if given.len() > MAX_MEMBERS {
            let why = format!("name at most {MAX_MEMBERS} people in one request");
            return Err(Error::invalid(Field::GroupMembers, why));
        }
        let channel = app.channel(self.instance.channel)?;
        let mut people = Vec::with_capacity(given.len());
        for text in given {
            let Ok(Recipient { address, chat_type: ChatType::Dm, .. }) =
                channel.parse_recipient(text)
            else {
                return Err(Error::invalid(
                    Field::GroupMembers,
                    "give phone numbers with country codes, or addresses of people on this channel",
                ));
            };
            people.push(address.id);
        }
        let mut found = Vec::with_capacity(people.len());
        for person in people {
            let known = number_checks::find(app, self.instance.id, &person).await;
            let known = known.map_err(Error::from)?;
            let known = known.ok_or_else(|| {
                Error::RecipientNotOnChannel(format!("`{person}` is not on this network"))
            })?;
            found.push(known.address.id);
        }
        Ok(found)
    }
}

fn not_a_group(field: Field) -> Error {
    Error::invalid(field, "name a group: its chat's id, or its address on the channel")
}

fn check_subject(subject: &str) -> Result<String, Error> {
    let subject = subject.trim();
    if subject.is_empty() || subject.chars().count() > MAX_SUBJECT {
        let why = format!("give a name of 1 to {MAX_SUBJECT} characters");
        return Err(Error::invalid(Field::GroupSubject, why));
    }
    Ok(subject.to_owned())
}

/// An invite link, or the code in it.
fn check_invite(invite: &str) -> Result<&str, Error> {
    let invite = invite.trim();
    if invite.is_empty() || invite.chars().count() > MAX_INVITE {
        return Err(Error::invalid(Field::GroupInvite, "give an invite link, or the code in it"));
    }
    Ok(invite)
}
