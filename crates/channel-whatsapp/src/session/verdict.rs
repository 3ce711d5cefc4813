//! Why the present connection ends: gathered from several places, the weightiest wins.

use futures::FutureExt;
use omni_channel::Closed;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// The reason so far, and a bell for "close now".
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    closed: Mutex<Option<Closed>>,
    bell: Notify,
}

/// What a person must see outweighs what passes by itself.
const fn weight(closed: &Closed) -> u8 {
    match closed {
        Closed::LoggedOut => 6,
        Closed::Replaced => 5,
        Closed::Fatal { .. } => 4,
        Closed::PairingTimedOut | Closed::Stopped => 3,
        Closed::Throttled { .. } => 2,
        Closed::Restart => 1,
        Closed::Lost { .. } => 0,
    }
}

impl Verdict {
    /// A new connection begins.
    pub(crate) fn reset(&self) {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner) = None;
        // A ring that nobody heard belongs to the connection before.
        let _ = self.bell.notified().now_or_never();
    }

    /// Notes a reason; the connection closes by itself.
    pub(crate) fn note(&self, closed: Closed) {
        let mut present = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        if present.as_ref().is_none_or(|old| weight(old) < weight(&closed)) {
            *present = Some(closed);
        }
    }

    /// Notes a reason and has the connection closed.
    pub(crate) fn demand(&self, closed: Closed) {
        self.note(closed);
        self.bell.notify_one();
    }

    /// Until somebody demands an end.
    pub(crate) async fn demanded(&self) {
        self.bell.notified().await;
    }

    pub(crate) fn reason(&self) -> Option<Closed> {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A passing failure, in words without secrets or numbers.
pub(crate) fn lost(reason: impl Into<String>) -> Closed {
    Closed::Lost { reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::{Verdict, lost};

    use omni_channel::Closed;

    #[test]
    fn the_weightiest_reason_wins_and_the_first_among_equals() {
        let verdict = Verdict::default();
        verdict.note(lost("one"));
        verdict.note(lost("two"));
        assert_eq!(verdict.reason(), Some(lost("one")));
        verdict.note(Closed::LoggedOut);
        verdict.note(Closed::Throttled { seconds: 5 });
        assert_eq!(verdict.reason(), Some(Closed::LoggedOut));
        verdict.reset();
        assert_eq!(verdict.reason(), None);
    }
}
