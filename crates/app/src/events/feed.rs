//! A feed of the event log for one caller: what they selected and may read of its tail.

use super::tail::EventTail;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::Event;
use omni_domain::ids::InstanceId;
use std::sync::Arc;

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

/// A feed: stored events first, then live ones, in one order and without gaps.
#[derive(Debug)]
pub struct EventFeed {
    caller: Caller,
    selection: EventSelection,
    tail: EventTail,
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
    let tail = EventTail::open(app, Some(caller.tenant_id), since).await?;
    Ok(EventFeed { caller: caller.clone(), selection, tail })
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

    /// Goes back to just after `seq`.
    pub fn rewind(&mut self, seq: i64) {
        self.tail.rewind(seq);
    }

    /// The next event; `None` when the server stops. May be dropped without losing one.
    pub async fn next(&mut self) -> Option<Arc<Event>> {
        loop {
            let event = self.tail.next().await?;
            if self.wanted(&event) {
                return Some(self.shown(event));
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
}
