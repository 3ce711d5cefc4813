use crate::app::App;
use crate::error::Error;
use crate::{authorization, persons};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::content::ContentType;
use omni_domain::conversation::Identity;
use omni_domain::event::{Event, EventType};
use omni_domain::ids::PersonId;
use omni_domain::instance::ChannelType;
use omni_domain::page::{Page, PageRequest};
use omni_storage::EventFilter;

/// The events of a conversation. An outbound message appears once it is sent or failed.
const SHOWN: &[EventType] = &[
    EventType::MessageReceived,
    EventType::MessageSent,
    EventType::MessageFailed,
    EventType::MessageEdited,
    EventType::MessageDeleted,
    EventType::MessageAnswered,
    EventType::ReactionReceived,
    EventType::ReactionRemoved,
];

/// Which part of a timeline.
#[derive(Debug, Clone, Default)]
pub struct TimelineQuery {
    /// Only these networks; empty is all.
    pub channels: Vec<ChannelType>,
    /// Only these kinds of content; empty is all.
    pub content_types: Vec<ContentType>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// A message to or from a person.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// The event.
    pub event: Event,
    /// The identity it was exchanged with, while it is known.
    pub identity: Option<Identity>,
}

/// The messages to and from a person, on every network the caller may see, the latest first.
pub async fn timeline(
    app: &App,
    caller: &Caller,
    person: PersonId,
    query: TimelineQuery,
    page: PageRequest,
) -> Result<Page<TimelineEntry>, Error> {
    authorization::require(caller, Scope::EventsRead)?;
    let known = persons::visible(app, caller, person).await?;
    let filter = EventFilter {
        instance_ids: caller.instance_ids.clone(),
        channels: query.channels,
        event_types: SHOWN.to_vec(),
        content_types: query.content_types,
        person_id: Some(person),
        since: query.since,
        until: query.until,
        ..EventFilter::default()
    };
    let page = app.store.list_events(caller.tenant_id, &filter, page).await?;
    Ok(page.map(|event| {
        let same = |identity: &&Identity| Some(identity.id) == event.identity_id;
        let identity = known.identities.iter().find(same).cloned();
        TimelineEntry { event, identity }
    }))
}
