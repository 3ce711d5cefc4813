//! The state of a connection, and since when.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

#[derive(Debug, Clone, Copy)]
enum Phase {
    /// The head of a request is being received.
    Head { since: Instant },
    /// The number of requests in progress, more than one only with HTTP/2, and what is received
    /// meanwhile.
    Active { requests: usize, incoming: Incoming },
    /// Open for another request.
    Idle { since: Instant },
}

/// What is received while a request is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Incoming {
    /// Parts of its body, or anything with HTTP/2.
    Body,
    /// Nothing: its body has ended.
    Nothing,
    /// The head of the next one.
    NextHead,
}

/// The state of a connection, shared by its socket, its requests and its time limits.
#[derive(Debug)]
pub(super) struct Activity(Mutex<Phase>);

/// Time limits of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// For the head of a request.
    pub(super) head: Duration,
    /// Between two requests.
    pub(super) idle: Duration,
}

impl Activity {
    /// A new connection: its first head is expected.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Phase::Head { since: Instant::now() })))
    }

    /// Bytes were received.
    pub(super) fn received(&self) {
        self.change(|phase| match phase {
            Phase::Idle { .. } => Phase::Head { since: Instant::now() },
            Phase::Active { requests, incoming: Incoming::Nothing } => {
                Phase::Active { requests, incoming: Incoming::NextHead }
            }
            other => other,
        });
    }

    /// What is received from here on is the next request's.
    pub(super) fn body_ended(&self) {
        self.change(|phase| match phase {
            Phase::Active { requests, incoming: Incoming::Body } => {
                Phase::Active { requests, incoming: Incoming::Nothing }
            }
            other => other,
        });
    }

    /// Bytes were sent.
    pub(super) fn sent(&self) {
        self.change(|phase| match phase {
            Phase::Idle { .. } => Phase::Idle { since: Instant::now() },
            other => other,
        });
    }

    /// A request's head is complete. The request lasts as long as what this returns.
    pub(super) fn request(self: &Arc<Self>) -> ActiveRequest {
        self.change(|phase| match phase {
            Phase::Active { requests, incoming } => {
                Phase::Active { requests: requests + 1, incoming }
            }
            Phase::Head { .. } | Phase::Idle { .. } => {
                Phase::Active { requests: 1, incoming: Incoming::Body }
            }
        });
        ActiveRequest(Arc::clone(self))
    }

    pub(super) fn is_active(&self) -> bool {
        matches!(*self.phase(), Phase::Active { .. })
    }

    /// Returns once the connection has taken longer than it may.
    pub(super) async fn overdue(&self, times: Times) {
        // A state that begins after one check cannot be overdue before the next.
        let between = times.head.min(times.idle);
        loop {
            let phase = *self.phase();
            let now = Instant::now();
            let deadline = match phase {
                Phase::Head { since } => since + times.head,
                Phase::Idle { since } => since + times.idle,
                Phase::Active { .. } => now + between,
            };
            if deadline <= now {
                return;
            }
            sleep_until(deadline.min(now + between)).await;
        }
    }

    fn phase(&self) -> std::sync::MutexGuard<'_, Phase> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(Phase) -> Phase) {
        let mut phase = self.phase();
        *phase = change(*phase);
    }
}

/// A request in progress: from its head to the end of its response.
#[derive(Debug)]
pub(super) struct ActiveRequest(Arc<Activity>);

impl Drop for ActiveRequest {
    fn drop(&mut self) {
        self.0.change(|phase| match phase {
            Phase::Active { requests, incoming } if requests > 1 => {
                Phase::Active { requests: requests - 1, incoming }
            }
            Phase::Active { incoming: Incoming::NextHead, .. } => {
                Phase::Head { since: Instant::now() }
            }
            _ => Phase::Idle { since: Instant::now() },
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Activity, Times};
    use std::time::Duration;
    use tokio::time::{Instant, advance};

    const TIMES: Times = Times { head: Duration::from_secs(10), idle: Duration::from_secs(75) };

    #[tokio::test(start_paused = true)]
    async fn each_phase_has_its_own_time() {
        let (activity, started) = (Activity::new(), Instant::now());
        activity.overdue(TIMES).await;
        assert_eq!(started.elapsed().as_secs(), 10, "the first head");

        let activity = Activity::new();
        let request = activity.request();
        assert!(tokio::time::timeout(TIMES.idle * 10, activity.overdue(TIMES)).await.is_err());
        let second = activity.request();
        drop(request);
        assert!(activity.is_active());
        activity.received();
        drop(second);
        let idle = Instant::now();
        activity.overdue(TIMES).await;
        assert_eq!(idle.elapsed().as_secs(), 75, "between two requests");

        let activity = Activity::new();
        drop(activity.request());
        advance(Duration::from_mins(1)).await;
        activity.received();
        let head = Instant::now();
        activity.overdue(TIMES).await;
        assert_eq!(head.elapsed().as_secs(), 10, "a later head");

        let activity = Activity::new();
        let request = activity.request();
        activity.received();
        activity.body_ended();
        activity.received();
        advance(Duration::from_mins(1)).await;
        drop(request);
        let head = Instant::now();
        activity.overdue(TIMES).await;
        assert_eq!(head.elapsed().as_secs(), 10, "a head that began behind a request");
    }
}
