//! Whether a person is online, on request: the network reports it to those who subscribe.

use super::error;
use crate::inbound::Book;
use crate::jid::to_jid;
use crate::outbound::client_error;
use crate::session::Core;
use omni_channel::{ChannelError, PersonPresence, PresenceUpdate};
use omni_domain::conversation::Address;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use whatsapp_rust::Client;
use whatsapp_rust::features::PresenceError;

/// The network says nothing about people who hide it.
const WAIT: Duration = Duration::from_secs(3);
/// Requests that wait at the same time.
const MOST: usize = 64;

/// Requests that wait for what the network says of a person.
#[derive(Debug, Default)]
pub(crate) struct Presences(Mutex<Vec<(Address, oneshot::Sender<PersonPresence>)>>);

impl Presences {
    fn waiting(&self) -> MutexGuard<'_, Vec<(Address, oneshot::Sender<PersonPresence>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `None` if too many wait already.
    fn wait(&self, person: Address) -> Option<oneshot::Receiver<PersonPresence>> {
        let mut waiting = self.waiting();
        waiting.retain(|(_, answer)| !answer.is_closed());
        if waiting.len() >= MOST {
            return None;
        }
        let (answer, answered) = oneshot::channel();
        waiting.push((person, answer));
        Some(answered)
    }

    /// Answers those who wait for this person.
    pub(crate) fn seen(&self, update: &PresenceUpdate) {
        let is_it = |(person, _): &mut (Address, oneshot::Sender<PersonPresence>)| {
            update.user.all().any(|seen| person.all().any(|known| known == seen))
        };
        let presence = PersonPresence { online: update.online, last_seen: update.last_seen };
        for (_, answer) in self.waiting().extract_if(.., is_it) {
            // The requester may have given up.
            let _ = answer.send(presence.clone());
        }
    }
}

/// Subscribes to a person and returns what the network says first; `None` if it says nothing.
pub(crate) async fn presence(
    core: &Core,
    client: &Arc<Client>,
    address: &str,
) -> Result<Option<PersonPresence>, ChannelError> {
    let jid = to_jid(address)?;
    if !(jid.is_pn() || jid.is_lid()) {
        let shown: String = address.chars().take(80).collect();
        return Err(ChannelError::InvalidRecipient(format!("`{shown}` is not a person's address")));
    }
    let person = Book::new(client).address(&jid, None).await;
    let answered = core.presences.wait(person);
    let answered = answered.ok_or(ChannelError::RateLimited { until: None })?;
    let subscribed = client.presence().subscribe(jid.to_non_ad()).await;
    subscribed.map_err(|failure| match &failure {
        PresenceError::Client(failure) => client_error(failure, core.context.env.now()),
        _ => error::unanswered(),
    })?;
    Ok(tokio::time::timeout(WAIT, answered).await.ok().and_then(Result::ok))
}

#[cfg(test)]
mod tests {
    use super::{MOST, Presences};
    use omni_channel::PresenceUpdate;
    use omni_domain::conversation::Address;

    #[test]
    fn what_the_network_says_reaches_those_who_wait_for_that_person() {
        let presences = Presences::default();
        let mut ann = presences.wait(Address::new("1@s.whatsapp.net")).expect("room");
        let mut bo = presences.wait(Address::new("2@s.whatsapp.net")).expect("room");
        let user = Address::new("9@lid").with_alt("1@s.whatsapp.net");
        presences.seen(&PresenceUpdate { user, online: true, last_seen: None });
        assert!(ann.try_recv().expect("answered").online);
        assert!(bo.try_recv().is_err());
    }

    #[test]
    fn only_so_many_wait_and_those_who_gave_up_leave() {
        let presences = Presences::default();
        let person = || Address::new("1@s.whatsapp.net");
        let all: Vec<_> = (0..MOST).map(|_| presences.wait(person()).expect("room")).collect();
        assert!(presences.wait(person()).is_none());
        drop(all);
        assert!(presences.wait(person()).is_some());
    }
}
