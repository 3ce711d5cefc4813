use super::Keeper;
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::{Capability, PersonPresence};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;

/// The presence of a person (a phone number, or an address on the channel), and their address.
/// Nothing is stored of it: it is what was reported to the connection that there is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPerson {
    /// Their address.
    pub address: Address,
    /// What they do.
    pub presence: PersonPresence,
}

/// Has the network report a person's presence until the connection ends. Twice is not an error.
pub async fn follow_presence(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    person: &str,
) -> Result<SeenPerson, Error> {
    let needs = Capability::FollowPresence;
    let keeper = Keeper::load(app, caller, Scope::MessagesSend, instance, needs).await?;
    seen(app, &keeper, person, true).await
}

/// What was reported of a person's presence; not found if it is not followed.
pub async fn presence(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    person: &str,
) -> Result<SeenPerson, Error> {
    let needs = Capability::FollowPresence;
    let keeper = Keeper::load(app, caller, Scope::MessagesRead, instance, needs).await?;
    seen(app, &keeper, person, false).await
}

async fn seen(app: &App, keeper: &Keeper, person: &str, follow: bool) -> Result<SeenPerson, Error> {
    let address = keeper.person(app, Field::ProfileAccount, person).await?;
    let presence = keeper.session.presence(&address.id, follow).await?;
    let presence = presence.ok_or_else(|| Error::not_found("followed presence", person))?;
    Ok(SeenPerson { address, presence })
}
