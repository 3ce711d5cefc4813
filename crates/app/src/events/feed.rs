//! A feed of the event log: stored events first, then live ones, in one order and without gaps.

use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_bus::Subscription;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::Event;
use omni_domain::ids::InstanceId;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

const CATCH_UP_PAGE: u32 = 500;

/// Which events to receive.
#[derive(Debug, Clone, Default)]
pub struct EventSelection {
    /// Types (`message.received`), groups (`message.*`) or `*`; empty is all.
    pub types: Vec<String>,
    /// Only these instances; `None` is all that the caller may see.
    pub instance_ids: Option<Vec<InstanceId>>,
}

impl EventSelection {
    fn takes(&self, event: &Event) -> bool {
        let kind = event.type_name();
        let type_ok = self.types.is_empty()
            || self.types.iter().any(|wanted| {
                wanted == "*"
                    || wanted == kind
                    || wanted.strip_suffix('*').is_some_and(|group| kind.starts_with(group))
            });
        let instance_ok = self.instance_ids.as_ref().is_none_or(|wanted| {
            event.instance_id.is_some_and(|instance| wanted.contains(&instance))
        });
        type_ok && instance_ok
    }
}

/// A feed. Memory is bounded: a reader too slow for the live events is sent back to the log by its
/// last sequence number.
pub struct EventFeed {
    app: App,
    caller: Caller,
    selection: EventSelection,
    live: Subscription,
    last_seq: i64,
    behind: bool,
    /// The newest live event that arrived before an earlier one: what other nodes publish arrives
    /// in between.
    ahead: i64,
    buffer: VecDeque<Arc<Event>>,
}

impl fmt::Debug for EventFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventFeed").field("last_seq", &self.last_seq).finish_non_exhaustive()
    }
}

/// Follows events from now on, or from just after `since` (a sequence number seen before).
pub async fn subscribe(
    app: &App,
    caller: &Caller,
    selection: EventSelection,
    since: Option<i64>,
) -> Result<EventFeed, Error> {
    authorise(caller, &selection)?;
    open_feed(app, caller, selection, since).await
}

/// Follows everything of these instances, for a caller who may read their messages and their state.
pub async fn follow_instances(
    app: &App,
    caller: &Caller,
    instances: Vec<InstanceId>,
    since: Option<i64>,
) -> Result<EventFeed, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    authorization::require(caller, Scope::InstancesRead)?;
    let selection = EventSelection { types: Vec::new(), instance_ids: Some(instances) };
    open_feed(app, caller, selection, since).await
}

/// The same of any selection, for a use case that has checked the scope of its own noun.
pub(crate) async fn open_feed(
    app: &App,
    caller: &Caller,
    selection: EventSelection,
    since: Option<i64>,
) -> Result<EventFeed, Error> {
    for instance in selection.instance_ids.iter().flatten() {
        authorization::require_instance(caller, *instance)?;
    }
    // Subscribed before the log is read, so that no event is lost between the two.
    let live = app.bus.subscribe();
    let last_seq = match since {
        Some(seq) => seq,
        None => app.store.last_event_seq().await?,
    };
    Ok(EventFeed {
        app: app.clone(),
        caller: caller.clone(),
        selection,
        live,
        last_seq,
        behind: since.is_some(),
        ahead: 0,
        buffer: VecDeque::new(),
    })
}

/// A caller limited to instances receives the events of instances, and nothing else.
fn authorise(caller: &Caller, selection: &EventSelection) -> Result<(), Error> {
    let only_instances = !selection.types.is_empty()
        && selection.types.iter().all(|wanted| wanted.starts_with("instance."));
    authorization::require(
        caller,
        if only_instances { Scope::InstancesRead } else { Scope::EventsRead },
    )
}

impl EventFeed {
    /// Replaces the selection; the position in the log stays.
    pub fn select(&mut self, selection: EventSelection) -> Result<(), Error> {
        authorise(&self.caller, &selection)?;
        for instance in selection.instance_ids.iter().flatten() {
            authorization::require_instance(&self.caller, *instance)?;
        }
        self.selection = selection;
        Ok(())
    }

    /// Follows these instances instead; types and the position in the log stay.
    pub fn select_instances(&mut self, instances: Vec<InstanceId>) -> Result<(), Error> {
        for instance in &instances {
            authorization::require_instance(&self.caller, *instance)?;
        }
        self.selection.instance_ids = Some(instances);
        Ok(())
    }

    /// Goes back to just after `seq`.
    pub fn rewind(&mut self, seq: i64) {
        self.buffer.clear();
        self.last_seq = seq;
        self.ahead = 0;
        self.behind = true;
    }

    /// The next event; `None` when the server stops.
    pub async fn next(&mut self) -> Option<Arc<Event>> {
        loop {
            if let Some(event) = self.buffer.pop_front() {
                return Some(event);
            }
            if self.behind {
                self.catch_up().await;
                continue;
            }
            let stopping = self.app.sessions.stopping();
            let received = tokio::select! {
                () = stopping.cancelled() => return None,
                received = self.live.recv() => received,
            };
            match received {
                Ok(event) if event.seq == 0 => {
                    if self.wanted(&event) {
                        return Some(self.shown(event));
                    }
                }
                Ok(event) if event.seq <= self.last_seq => {}
                // Numbers grow by one in the order of commits, so an earlier event is in the log.
                Ok(event) if event.seq > self.last_seq + 1 => {
                    self.ahead = event.seq;
                    self.behind = true;
                }
                Ok(event) => {
                    self.last_seq = event.seq;
                    if self.wanted(&event) {
                        return Some(self.shown(event));
                    }
                }
                Err(omni_bus::RecvError::Lagged(_)) => self.behind = true,
                Err(omni_bus::RecvError::Closed) => return None,
            }
        }
    }

    /// Copied only where something must be left out.
    fn shown(&self, event: Arc<Event>) -> Arc<Event> {
        if super::holds_link_code(&self.caller, &event) {
            return Arc::new(super::shown_to(&self.caller, Event::clone(&event)));
        }
        event
    }

    fn wanted(&self, event: &Event) -> bool {
        event.tenant_id == self.caller.tenant_id
            && super::is_visible(&self.caller, event)
            && self.selection.takes(event)
    }

    async fn catch_up(&mut self) {
        let page = match self
            .app
            .store
            .events_after(Some(self.caller.tenant_id), self.last_seq, CATCH_UP_PAGE)
            .await
        {
            Ok(page) => page,
            Err(error) => {
                tracing::warn!(%error, "the event log could not be read; trying again");
                tokio::time::sleep(std::time::Duration::from_millis(500)).await;
                return;
            }
        };
        if page.len() < CATCH_UP_PAGE as usize {
            self.behind = false;
        }
        for event in page {
            self.last_seq = event.seq;
            if self.wanted(&event) {
                self.buffer.push_back(Arc::new(super::shown_to(&self.caller, event)));
            }
        }
        if !self.behind {
            // Other tenants' events were not read, and are not waited for.
            self.last_seq = self.last_seq.max(self.ahead);
        }
    }
}
