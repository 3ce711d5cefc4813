//! Newsletters of an instance: those that it follows, and their posts. Posting is a send to the
//! newsletter's address; what is posted while the instance is connected is stored as messages.

mod change;
mod create;
mod delete;
mod find;
mod follow;
mod list;
mod page;
mod picture;
mod posts;
mod unfollow;

pub use change::{NewsletterPatch, change};
pub use create::{NewNewsletter, create};
pub use delete::delete;
pub use find::find;
pub use follow::follow;
pub use list::list;
pub use omni_channel::{NewsletterInfo, NewsletterPost};
pub use page::{PostsPage, page};
pub use posts::{PostsQuery, posts};
pub use unfollow::unfollow;

use crate::app::App;
use crate::chats;
use crate::error::{Error, Field};
use crate::instances;
use crate::sessions::connected;
use omni_channel::{Capability, ChannelError, Newsletters, Recipient, Session};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::ChatType;
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::instance::Instance;
use std::sync::Arc;

/// Characters of an invite link.
const MAX_INVITE: usize = 200;
/// Characters of a newsletter's name.
const MAX_NAME: usize = 100;
/// Characters of a newsletter's description.
const MAX_DESCRIPTION: usize = 2048;

/// An instance that can follow newsletters, and its session.
struct Reader {
    instance: Instance,
    session: Arc<dyn Session>,
}

impl Reader {
    async fn load(app: &App, caller: &Caller, id: InstanceId, scope: Scope) -> Result<Self, Error> {
        let instance = instances::load(app, caller, scope, id).await?;
        let channel = app.channel(instance.channel)?;
        channel.info().capabilities.require(&[Capability::FollowChannels])?;
        let session = connected(app, id).await?;
        Ok(Self { instance, session })
    }

    fn newsletters(&self) -> Result<&dyn Newsletters, Error> {
        let missing = ChannelError::Unsupported(Capability::FollowChannels);
        Ok(self.session.newsletters().ok_or(missing)?)
    }

    /// The address of a newsletter, from its chat's internal id or its address.
    async fn newsletter(&self, app: &App, reference: &str) -> Result<String, Error> {
        if reference.parse::<ChatId>().is_ok() {
            let chat = chats::find(app, &self.instance, reference).await?;
            return match chat.chat_type {
                ChatType::Channel => Ok(chat.address.id),
                _ => Err(not_a_newsletter()),
            };
        }
        match app.channel(self.instance.channel)?.parse_recipient(reference) {
            Ok(Recipient { address, chat_type: ChatType::Channel, .. }) => Ok(address.id),
            _ => Err(not_a_newsletter()),
        }
    }
}

fn not_a_newsletter() -> Error {
    Error::invalid(
        Field::Newsletter,
        "name a newsletter: its chat's id, or its address on the channel",
    )
}

/// An invite link, the code in it, or the address of a newsletter.
fn check_invite(invite: &str) -> Result<&str, Error> {
    let invite = invite.trim();
    if invite.is_empty() || invite.chars().count() > MAX_INVITE {
        let why = "give an invite link, the code in it, or the address of a newsletter";
        return Err(Error::invalid(Field::GroupInvite, why));
    }
    Ok(invite)
}

fn check_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        let why = format!("give a name of 1 to {MAX_NAME} characters");
        return Err(Error::invalid(Field::NewsletterName, why));
    }
    Ok(name.to_owned())
}

fn check_description(text: &str) -> Result<(), Error> {
    if text.chars().count() > MAX_DESCRIPTION {
        let why = format!("a description has at most {MAX_DESCRIPTION} characters");
        return Err(Error::invalid(Field::GroupDescription, why));
    }
    Ok(())
}
