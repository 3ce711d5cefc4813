use super::{address, session};
use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use omni_channel::{Capability, ChannelError, PersonPresence, PresenceStatus};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::ChatType;
use omni_domain::ids::InstanceId;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long the network may take to report a presence that it was asked for.
const WAIT: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_millis(100);

/// Whether a person is online now, as the network reports it. From now on changes are the events
/// `presence.online` and `presence.offline`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPresence {
    /// The channel's address.
    pub platform_user_id: String,
    /// `None` if the network reports none: the person hides it.
    pub presence: Option<PersonPresence>,
}

impl SeenPresence {
    /// Whether they are online; `None` if the network does not report it.
    pub fn is_online(&self) -> Option<bool> {
        self.presence.map(PersonPresence::is_online)
    }

    /// Last online, if they show it.
    pub fn last_seen(&self) -> Option<Timestamp> {
        self.presence.and_then(|presence| presence.last_seen)
    }
}

/// Subscribes to a person's presence and returns what the network reports within some seconds.
pub async fn presence(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    who: &str,
) -> Result<SeenPresence, Error> {
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    let channel = app.channel(instance.channel)?;
    channel.info().capabilities.require(&[Capability::FollowPresence])?;
    let who = address(app, &instance, who)?;
    if who.chat_type != ChatType::Dm {
        return Err(Error::invalid(Field::ProfileAccount, "this is a group; name a person"));
    }
    let who = who.address.id;
    let session = session(app, id).await?;
    let asked = session.presence(&who, true).await;
    let mut seen = asked.map_err(|error| match error {
        ChannelError::InvalidRecipient(message) => Error::invalid(Field::ProfileAccount, message),
        other => other.into(),
    })?;
    let end = Instant::now() + WAIT;
    while is_pending(seen) && Instant::now() < end {
        sleep(LOOK).await;
        seen = session.presence(&who, false).await?;
    }
    Ok(SeenPresence { platform_user_id: who, presence: seen.filter(|_| !is_pending(seen)) })
}

fn is_pending(seen: Option<PersonPresence>) -> bool {
    seen.is_none_or(|seen| seen.status == PresenceStatus::Pending)
}
