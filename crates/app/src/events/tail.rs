//! The events of the log as they are written, in one order and without gaps.

use crate::app::App;
use crate::error::Error;
use omni_bus::Subscription;
use omni_domain::event::Event;
use omni_domain::ids::TenantId;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Most events that are read from the log at once.
pub(super) const PAGE: u32 = 500;

/// Pause before the log is read again after a failure.
const RETRY: Duration = Duration::from_millis(500);

/// Stored events first, then live ones; those without a row arrive among them as they are published.
/// Memory is bounded: a reader too slow for the live events is sent back to the log by its position.
///
/// Nothing is checked here: its reader decides what its own readers may see.
pub struct EventTail {
    app: App,
    /// Whose rows are read; `None` is all. Live events are those of all.
    tenant: Option<TenantId>,
    live: Subscription,
    stopping: CancellationToken,
    last_seq: i64,
    behind: bool,
    /// The newest live event that arrived before an earlier one: what other nodes publish arrives
    /// in between.
    ahead: i64,
    buffer: VecDeque<Arc<Event>>,
}

impl fmt::Debug for EventTail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventTail").field("last_seq", &self.last_seq).finish_non_exhaustive()
    }
}

/// Follows the events of all tenants from now on, for one reader that gives each client those of the
/// instances for which a [`Follower`](super::Follower) admitted it, and no others.
pub async fn follow_all(app: &App) -> Result<EventTail, Error> {
    EventTail::open(app, None, None).await
}

impl EventTail {
    /// From now on, or from just after `since`.
    pub(super) async fn open(
        app: &App,
        tenant: Option<TenantId>,
        since: Option<i64>,
    ) -> Result<Self, Error> {
        // Subscribed before the log is read, so that no event is lost between the two.
        let live = app.bus.subscribe();
        let last_seq = match since {
            Some(seq) => seq,
            None => app.store.last_event_seq().await?,
        };
        Ok(Self {
            app: app.clone(),
            tenant,
            live,
            stopping: app.sessions.stopping(),
            last_seq,
            behind: since.is_some(),
            ahead: 0,
            buffer: VecDeque::new(),
        })
    }

    /// The number of the last event that was read from the log or received.
    pub fn position(&self) -> i64 {
        self.last_seq
    }

    /// Goes back to just after `seq`.
    pub(super) fn rewind(&mut self, seq: i64) {
        self.buffer.clear();
        self.last_seq = seq;
        self.ahead = 0;
        self.behind = true;
    }

    /// The next event; `None` when the server stops. May be dropped without losing one.
    pub async fn next(&mut self) -> Option<Arc<Event>> {
        loop {
            if let Some(event) = self.buffer.pop_front() {
                return Some(event);
            }
            if self.behind {
                self.catch_up().await;
                continue;
            }
            let received = tokio::select! {
                () = self.stopping.cancelled() => return None,
                received = self.live.recv() => received,
            };
            match received {
                Ok(event) if event.seq == 0 => return Some(event),
                Ok(event) if event.seq <= self.last_seq => {}
                // Numbers grow by one in the order of commits, so an earlier event is in the log.
                Ok(event) if event.seq > self.last_seq + 1 => {
                    self.ahead = event.seq;
                    self.behind = true;
                }
                Ok(event) => {
                    self.last_seq = event.seq;
                    return Some(event);
                }
                Err(omni_bus::RecvError::Lagged(_)) => self.behind = true,
                Err(omni_bus::RecvError::Closed) => return None,
            }
        }
    }

    async fn catch_up(&mut self) {
        let page = match self.app.store.events_after(self.tenant, self.last_seq, PAGE).await {
            Ok(page) => page,
            Err(error) => {
                tracing::warn!(%error, "the event log could not be read; trying again");
                tokio::time::sleep(RETRY).await;
                return;
            }
        };
        self.behind = page.len() >= PAGE as usize;
        if let Some(last) = page.last() {
            self.last_seq = last.seq;
        }
        self.buffer.extend(page.into_iter().map(Arc::new));
        if !self.behind {
            // Other tenants' events were not read, and are not waited for.
            self.last_seq = self.last_seq.max(self.ahead);
        }
    }
}
