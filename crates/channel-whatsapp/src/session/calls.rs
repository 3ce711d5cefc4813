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
pub(crate) struct Calls(Mutex<VecDeque<(Instant, Ringing)>>);

impl Calls {
    /// Adds a call; `false` if it rings already: a group call is announced more than once.
    pub(crate) fn add(&self, call: Ringing) -> bool {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.retain(|(since, _)| since.elapsed() < RINGS);
        if calls.iter().any(|(_, known)| known.id == call.id) {
            return false;
        }
        if calls.len() == CAPACITY {
            calls.pop_front();
        }
        calls.push_back((Instant::now(), call));
        true
    }

    /// The call, if it rings.
    pub(crate) fn get(&self, id: &str) -> Option<Ringing> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ringing = calls.iter().filter(|(since, _)| since.elapsed() < RINGS);
        ringing.find(|(_, known)| known.id == id).map(|(_, call)| call.clone())
    }

    /// Removes a call that is over; it, if it rang.
    pub(crate) fn end(&self, id: &str) -> Option<Ringing> {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = calls.iter().position(|(_, known)| known.id == id)?;
        calls.remove(at).map(|(_, call)| call)
    }
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
    fn only_the_newest_are_kept() {
        let calls = Calls::default();
        for id in 0..=CAPACITY {
            assert!(calls.add(call(id)));
        }
        assert_eq!(calls.get("0"), None);
        assert_eq!(calls.get("1"), Some(call(1)));
    }
}
