//! Why the current connection ends: recorded by several tasks, the highest priority wins.

use futures::FutureExt;
use omni_channel::Closed;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// The reason so far, and the request to close now.
#[derive(Debug, Default)]
pub(crate) struct CloseReason {
    closed: Mutex<Option<Closed>>,
    request: Notify,
}

/// A reason that needs a person has priority over a passing one.
const fn priority(closed: &Closed) -> u8 {
    match closed {
        Closed::LoggedOut { .. } => 6,
        Closed::Replaced => 5,
        Closed::Fatal { .. } | Closed::Banned { .. } => 4,
        Closed::PairingTimedOut | Closed::Stopped => 3,
        Closed::Throttled { .. } => 2,
        Closed::Restart => 1,
        Closed::Lost { .. } => 0,
    }
}

impl CloseReason {
    /// Resets for a new connection.
    pub(crate) fn reset(&self) {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner) = None;
        // An unhandled request belongs to the previous connection.
        let _ = self.request.notified().now_or_never();
    }

    /// Records a reason; the connection closes by itself.
    pub(crate) fn record(&self, closed: Closed) {
        let mut current = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_none_or(|old| priority(old) < priority(&closed)) {
            *current = Some(closed);
        }
    }

    /// Records a reason and requests that the connection is closed.
    pub(crate) fn close(&self, closed: Closed) {
        self.record(closed);
        self.request.notify_one();
    }

    /// Returns once [`Self::close`] was called.
    pub(crate) async fn close_requested(&self) {
        self.request.notified().await;
    }

    pub(crate) fn get(&self) -> Option<Closed> {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A passing failure, described without secrets or phone numbers.
pub(crate) fn lost(reason: impl Into<String>) -> Closed {
    Closed::Lost { reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::{CloseReason, lost};

    use omni_channel::Closed;
    use omni_domain::event::LogoutReason;

    #[test]
    fn the_reason_of_the_highest_priority_wins_and_the_first_among_equals() {
        let reason = CloseReason::default();
        reason.record(lost("one"));
        reason.record(lost("two"));
        assert_eq!(reason.get(), Some(lost("one")));
        reason.record(Closed::LoggedOut { reason: LogoutReason::DeviceRemoved });
        reason.record(Closed::Throttled { seconds: 5 });
        assert!(matches!(reason.get(), Some(Closed::LoggedOut { .. })));
        reason.reset();
        assert_eq!(reason.get(), None);
    }
}
