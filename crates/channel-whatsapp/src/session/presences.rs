//! What people do at the moment, as the network reports it to a connection.

use omni_channel::{PersonPresence, PresenceStatus};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// People that are kept, those that were added last.
const CAPACITY: usize = 1024;
/// Phones hide "typing…" after this time, if its end is not reported.
const TYPING: Duration = Duration::from_secs(25);

/// The presences of a session's connection.
#[derive(Debug, Default)]
pub(crate) struct Presences(Mutex<VecDeque<Entry>>);

#[derive(Debug, Default)]
struct Entry {
    addresses: Vec<String>,
    status: PresenceStatus,
    last_seen: Option<Timestamp>,
    /// Typing or recording, until then.
    activity: Option<(PresenceStatus, Timestamp)>,
}

impl Entry {
    fn is(&self, address: &str) -> bool {
        self.addresses.iter().any(|known| known == address)
    }

    fn shown(&self, now: Timestamp) -> PersonPresence {
        let activity =
            self.activity.filter(|(_, until)| *until > now).map(|(activity, _)| activity);
        PersonPresence { status: activity.unwrap_or(self.status), last_seen: self.last_seen }
    }
}

impl Presences {
    /// The presence of a person; `None` if nothing was reported of them and nothing is expected.
    pub(crate) fn of(&self, address: &str, now: Timestamp) -> Option<PersonPresence> {
        let all = self.all();
        all.iter().find(|entry| entry.is(address)).map(|entry| entry.shown(now))
    }

    /// The network was asked to report this person's.
    pub(crate) fn expect(&self, person: &Address, now: Timestamp) -> PersonPresence {
        let mut all = self.all();
        entry_of(&mut all, person).shown(now)
    }

    /// A person is online, or no longer.
    pub(crate) fn online(&self, person: &Address, online: bool, last_seen: Option<Timestamp>) {
        let mut all = self.all();
        let entry = entry_of(&mut all, person);
        entry.status = if online { PresenceStatus::Online } else { PresenceStatus::Offline };
        entry.last_seen = last_seen.or(entry.last_seen);
        if !online {
            entry.activity = None;
        }
    }

    /// A person types or records, or has stopped (`None`). Who does so is online.
    pub(crate) fn active(
        &self,
        person: &Address,
        activity: Option<PresenceStatus>,
        now: Timestamp,
    ) {
        let mut all = self.all();
        let entry = entry_of(&mut all, person);
        entry.activity = activity.map(|activity| (activity, now.plus(TYPING)));
        if activity.is_some() {
            entry.status = PresenceStatus::Online;
        }
    }

    /// The connection has ended, and the network's reports with it.
    pub(crate) fn reset(&self) {
        self.all().clear();
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The entry of a person under any of their addresses, which it has all from now on.
fn entry_of<'a>(all: &'a mut VecDeque<Entry>, person: &Address) -> &'a mut Entry {
    let known = all.iter().position(|entry| person.all().any(|address| entry.is(address)));
    let at = known.unwrap_or_else(|| {
        if all.len() >= CAPACITY {
            all.pop_front();
        }
        all.push_back(Entry::default());
        all.len() - 1
    });
    let entry = &mut all[at];
    for address in person.all() {
        if !entry.is(address) {
            entry.addresses.push(address.to_owned());
        }
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::{CAPACITY, Presences};
    use omni_channel::PresenceStatus;
    use omni_domain::Timestamp;
    use omni_domain::conversation::Address;

    const ANN: &str = "15550002222@s.whatsapp.net";
    const NOW: Timestamp = Timestamp(1_000_000);

    fn status(presences: &Presences, now: Timestamp) -> Option<PresenceStatus> {
        presences.of(ANN, now).map(|presence| presence.status)
    }

    #[test]
    fn a_presence_is_what_was_reported_last() {
        let presences = Presences::default();
        assert_eq!(status(&presences, NOW), None);
        let ann = Address::new(ANN);
        assert_eq!(presences.expect(&ann, NOW).status, PresenceStatus::Pending);
        presences.online(&ann, true, None);
        assert_eq!(presences.expect(&ann, NOW).status, PresenceStatus::Online, "asked again");
        presences.online(&ann, false, Some(Timestamp(7)));
        let left = presences.of(ANN, NOW).expect("known");
        assert_eq!((left.status, left.last_seen), (PresenceStatus::Offline, Some(Timestamp(7))));
        presences.reset();
        assert_eq!(status(&presences, NOW), None);
    }

    #[test]
    fn typing_ends_by_itself() {
        let presences = Presences::default();
        let ann = Address::new(ANN);
        presences.active(&ann, Some(PresenceStatus::Recording), NOW);
        assert_eq!(status(&presences, NOW), Some(PresenceStatus::Recording));
        assert_eq!(status(&presences, Timestamp(NOW.0 + 25_000)), Some(PresenceStatus::Online));
        presences.active(&ann, Some(PresenceStatus::Typing), NOW);
        presences.active(&ann, None, NOW);
        assert_eq!(status(&presences, NOW), Some(PresenceStatus::Online));
    }

    #[test]
    fn only_so_many_people_are_kept() {
        let presences = Presences::default();
        presences.expect(&Address::new(ANN), NOW);
        for number in 0..CAPACITY {
            presences.expect(&Address::new(number.to_string()), NOW);
        }
        assert_eq!(status(&presences, NOW), None);
        assert!(presences.of("1", NOW).is_some());
    }
}
