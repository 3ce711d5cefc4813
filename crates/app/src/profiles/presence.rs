use super::{address, session};
use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use omni_channel::{Capability, ChannelError, PersonPresence};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::ChatType;
use omni_domain::ids::InstanceId;

/// Whether a person is online now, as the network reports it. From now on changes are the events
/// `presence.online` and `presence.offline`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPresence {
    /// The channel's address.
    pub platform_user_id: String,
    /// `None` if the network says nothing: the person hides it.
    pub presence: Option<PersonPresence>,
}

/// Subscribes to a person's presence and returns what the network says within some seconds.
pub async fn presence(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    who: &str,
) -> Result<SeenPresence, Error> {
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    let channel = app.channel(instance.channel)?;
    channel.info().capabilities.require(&[Capability::LookUpPeople])?;
    let who = address(app, &instance, who)?;
    if who.chat_type != ChatType::Dm {
        return Err(Error::invalid(Field::ProfileAccount, "this is a group; name a person"));
    }
    let who = who.address.id;
    let seen = session(app, id).await?.presence(&who).await;
    let presence = seen.map_err(|error| match error {
        ChannelError::InvalidRecipient(message) => Error::invalid(Field::ProfileAccount, message),
        other => other.into(),
    })?;
    Ok(SeenPresence { platform_user_id: who, presence })
}
