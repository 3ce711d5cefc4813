//! The calls that ring, with what a rejection needs.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use wacore_binary::Jid;

/// The newest that are kept.
const CAPACITY: usize = 64;
/// A call that rings longer ended without a report.
const RINGS: Duration = Duration::from_mins(2);

/// A call that rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ringing {
    pub(crate) id: String,
    /// The device that calls: rejections are addressed to it.
    pub(crate) from: Jid,
    pub(crate) creator: Jid,
    /// The caller's phone number, where the call reports it.
    pub(crate) caller_pn: Option<Jid>,
    /// The group that is called.
    pub(crate) group: Option<Jid>,
}

/// The calls of one session.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    ringing: VecDeque<(Instant, Ringing)>,
    /// The last calls that ended, by id.
    ended: VecDeque<String>,
    /// When the session was connected.
    connected_at: Option<Instant>,
}

impl Known {
    fn note_end(&mut self, id: &str) {
        if self.ended.len() == CAPACITY {
            self.ended.pop_front();
        }
        self.ended.push_back(id.to_owned());
    }
}

impl Calls {
    fn with<R>(&self, f: impl FnOnce(&mut Known) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The session is connected: calls that rang before may end now.
    pub(crate) fn connected(&self) {
        self.with(|known| known.connected_at = Some(Instant::now()));
    }

    /// Adds a call; `false` if it rings already: a group call is announced more than once.
    pub(crate) fn add(&self, call: Ringing) -> bool {
        self.with(|known| {
            let calls = &mut known.ringing;
            calls.retain(|(since, _)| since.elapsed() < RINGS);
            if calls.iter().any(|(_, known)| known.id == call.id) {
                return false;
            }
            if calls.len() == CAPACITY {
                calls.pop_front();
            }
            calls.push_back((Instant::now(), call));
            true
        })
    }

    /// The call, if it rings.
    pub(crate) fn get(&self, id: &str) -> Option<Ringing> {
        self.with(|known| {
            let mut ringing = known.ringing.iter().filter(|(since, _)| since.elapsed() < RINGS);
            ringing.find(|(_, known)| known.id == id).map(|(_, call)| call.clone())
        })
    }

    /// Removes a call that is over; it, if it rang.
    pub(crate) fn end(&self, id: &str) -> Option<Ringing> {
        self.with(|known| {
            let at = known.ringing.iter().position(|(_, known)| known.id == id)?;
            known.note_end(id);
            known.ringing.remove(at).map(|(_, call)| call)
        })
    }

    /// Whether this is the first report of the end of a call that another session announced: it began to
    /// ring before this one was connected, on another node or before a restart.
    pub(crate) fn ends_announced_before(&self, id: &str) -> bool {
        self.with(|known| {
            let is_recent = known.connected_at.is_none_or(|at| at.elapsed() < RINGS);
            is_recent && first_end(known, id)
        })
    }

    /// Whether this is the first report of the end of a call.
    pub(crate) fn ends_first(&self, id: &str) -> bool {
        self.with(|known| first_end(known, id))
    }
}

fn first_end(known: &mut Known, id: &str) -> bool {
    let is_first = !known.ended.iter().any(|ended| ended == id);
    if is_first {
        known.note_end(id);
    }
    is_first
}

#[cfg(test)]
mod tests {
    use super::{CAPACITY, Calls, Ringing};
    use wacore_binary::{Jid, Server};

    fn call(id: usize) -> Ringing {
        let caller = Jid::new("15550002222", Server::Pn);
        Ringing {
            id: id.to_string(),
            from: caller.clone(),
            creator: caller,
            caller_pn: None,
            group: None,
        }
    }

    #[test]
    fn a_call_rings_once_until_it_ends() {
        let calls = Calls::default();
        assert!(calls.add(call(1)));
        assert!(!calls.add(call(1)), "announced twice");
        assert_eq!(calls.get("1"), Some(call(1)));
        assert_eq!(calls.end("1"), Some(call(1)));
        assert_eq!(calls.end("1"), None);
        assert_eq!(calls.get("1"), None);
    }

    #[test]
    fn the_end_of_a_call_that_was_announced_elsewhere_is_reported_once() {
        let calls = Calls::default();
        calls.connected();
        assert!(calls.ends_announced_before("1"));
        assert!(!calls.ends_announced_before("1") && !calls.ends_first("1"));
        assert!(calls.add(call(2)));
        assert_eq!(calls.end("2"), Some(call(2)));
        assert!(!calls.ends_announced_before("2"), "its end is reported");
        assert!(calls.ends_first("3"));
    }

    #[test]
    fn only_the_newest_are_kept() {
        let calls = Calls::default();
        for id in 0..=CAPACITY {
            assert!(calls.add(call(id)));
        }
        assert_eq!(calls.get("0"), None);
        assert_eq!(calls.get("1"), Some(call(1)));
    }
}
