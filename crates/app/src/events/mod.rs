//! The event log: read, and followed live.

mod analytics;
mod by_sender;
mod cleanup;
mod feed;
mod follower;
mod get;
mod list;
pub mod publish;
mod search;
mod tail;
mod timeline;
mod trace;

pub use analytics::{Analytics, AnalyticsQuery, HourFigure, analytics};
pub use by_sender::by_sender;
pub use cleanup::{Cleanup, cleanup};
pub(crate) use feed::open_feed;
pub use feed::{EventFeed, EventSelection, subscribe};
pub use follower::{Follower, LogPage};
pub use get::get;
pub use list::{EventList, EventQuery, list};
pub(crate) use publish::CommitObserver;
pub use search::search;
pub use tail::{EventTail, follow_all};
pub use timeline::{TimelineEntry, TimelineQuery, timeline};
pub use trace::{Stage, Trace, trace};

use crate::authorization;
use omni_domain::access::{Caller, Principal};
use omni_domain::event::{Event, EventBody, EventType};

/// Whether a caller may see an event. One of no instance is only for those who may see all.
pub(crate) fn is_visible(caller: &Caller, event: &Event) -> bool {
    event.instance_id.map_or(caller.instance_ids.is_none(), |instance| caller.may_see(instance))
        && event.event_type().scope().is_none_or(|scope| caller.may(scope))
        && is_theirs(caller, event)
}

/// What belongs to one user is for that user alone, whatever the scopes of others. The types of such events leave
/// no row: lists select by type and instance only.
fn is_theirs(caller: &Caller, event: &Event) -> bool {
    match &event.body {
        EventBody::ViewChanged(changed) => caller.principal == Principal::User(changed.user_id),
        // Whose it is cannot be read.
        body => body.event_type() != EventType::ViewChanged,
    }
}

/// The types that a caller may not read, because they need a scope that the caller does not hold.
fn hidden_types(caller: &Caller) -> Vec<EventType> {
    let is_hidden = |kind: &EventType| kind.scope().is_some_and(|scope| !caller.may(scope));
    EventType::ALL.iter().copied().filter(is_hidden).collect()
}

/// Whether an event holds what this caller must not read: the code that links a phone.
fn holds_link_code(caller: &Caller, event: &Event) -> bool {
    is_link_code(event) && !authorization::may_link(caller)
}

fn is_link_code(event: &Event) -> bool {
    event.body.event_type() == EventType::InstanceQrCode
}

/// An event as this caller may read it.
fn shown_to(caller: &Caller, mut event: Event) -> Event {
    if holds_link_code(caller, &event) {
        remove_link_code(&mut event.body);
    }
    event
}

/// An event as those read it who may not link a phone; `None` where that is the event itself.
pub fn without_link_code(event: &Event) -> Option<Event> {
    is_link_code(event).then(|| {
        let mut shown = event.clone();
        remove_link_code(&mut shown.body);
        shown
    })
}

fn remove_link_code(body: &mut EventBody) {
    match body {
        EventBody::InstanceStatus(status) => {
            if let Some(qr) = &mut status.qr {
                qr.code = None;
            }
        }
        // Whatever a later version calls the code.
        EventBody::Unreadable(unreadable) => unreadable.payload = serde_json::json!({}),
        _ => {}
    }
}
