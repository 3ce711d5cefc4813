use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::content::ContentType;
use omni_domain::event::{Event, EventType};
use omni_domain::ids::{ChatId, InstanceId, PersonId};
use omni_domain::instance::ChannelType;
use omni_domain::message::Direction;
use omni_domain::page::{Page, PageRequest};
use omni_storage::EventFilter;

/// Filters. Empty lists and `None` do not filter.
#[derive(Debug, Clone, Default)]
pub struct EventQuery {
    /// Only these networks.
    pub channels: Vec<ChannelType>,
    /// Only this instance.
    pub instance_id: Option<InstanceId>,
    /// Only in this chat.
    pub chat_id: Option<ChatId>,
    /// Only about this person.
    pub person_id: Option<PersonId>,
    /// Only these types.
    pub event_types: Vec<EventType>,
    /// Only these kinds of content.
    pub content_types: Vec<ContentType>,
    /// Only this direction.
    pub direction: Option<Direction>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Words of the text, whatever their case and accents; the last may be a prefix.
    pub search: Option<String>,
}

/// A page of the log, and the total number of matches.
#[derive(Debug)]
pub struct EventList {
    /// The events, newest first.
    pub page: Page<Event>,
    /// How many match.
    pub total: u64,
    /// Whether that is a lower bound: matches by text, person or chat are counted up to 500.
    pub at_least: bool,
}

/// Events the caller may see, newest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    query: EventQuery,
    page: PageRequest,
) -> Result<EventList, Error> {
    authorization::require(caller, Scope::EventsRead)?;
    let filter = filter(caller, query)?;
    page_of(app, caller, &filter, page).await
}

pub(super) async fn page_of(
    app: &App,
    caller: &Caller,
    filter: &EventFilter,
    page: PageRequest,
) -> Result<EventList, Error> {
    let found = app.store.page_events(caller.tenant_id, filter, page).await?;
    Ok(EventList {
        page: found.page.map(|event| super::shown_to(caller, event)),
        total: u64::try_from(found.total.count).unwrap_or_default(),
        at_least: found.total.at_least,
    })
}

/// The filter of a request, limited to what the caller may see.
pub(super) fn filter(caller: &Caller, query: EventQuery) -> Result<EventFilter, Error> {
    if let Some(instance) = query.instance_id {
        authorization::require_instance(caller, instance)?;
    }
    let instance_ids = match query.instance_id {
        Some(instance) => Some(vec![instance]),
        None => caller.instance_ids.clone(),
    };
    Ok(EventFilter {
        instance_ids,
        channels: query.channels,
        event_types: query.event_types,
        without_types: super::hidden_types(caller),
        content_types: query.content_types,
        direction: query.direction,
        person_id: query.person_id,
        identity_ids: None,
        chat_id: query.chat_id,
        since: query.since,
        until: query.until,
        search: query.search.filter(|words| !words.trim().is_empty()),
    })
}
