use super::render::Facts;
use super::views::{EventView, message_with_file, type_name};
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::events::{EventList, EventQuery};
use omni_app::media_processing::Readings;
use omni_app::{App, events, media_processing};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::content::ContentType;
use omni_domain::event::{Event, EventType};
use omni_domain::ids::{InstanceId, MessageId, PersonId};
use omni_domain::instance::ChannelType;
use omni_domain::message::Direction;
use omni_http::{ApiJson, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use utoipa::ToSchema;
use uuid::Uuid;

/// Characters of a text in a summary.
const PREVIEW: usize = 100;
/// Characters of a text in the context for an agent.
const CONTEXT: usize = 500;
/// Number of events by default.
const DEFAULT_LIMIT: u32 = 50;

/// A search for events.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SearchEventsRequest {
    /// Words in the text, without regard to case and accents; all must occur, and the last may be a
    /// prefix.
    #[schema(max_length = 1000, example = "invoice")]
    query: Option<String>,
    /// The filters.
    filters: Option<EventFilters>,
    /// `full` (whole events, the default), `summary` (a line each) or `agent` (whole events and
    /// their text as context).
    format: Option<SearchFormat>,
    /// Maximum number of events.
    #[schema(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
}

/// The format of found events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum SearchFormat {
    #[default]
    Full,
    Summary,
    Agent,
}

/// Filters of events. Empty lists do not filter.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct EventFilters {
    /// Only these channels.
    #[schema(value_type = Vec<String>)]
    channel: Vec<ChannelType>,
    /// Only this instance.
    #[schema(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// Only about this person.
    #[schema(value_type = Option<Uuid>)]
    person_id: Option<PersonId>,
    /// Only these types.
    #[schema(value_type = Vec<String>, example = json!(["message.received"]))]
    event_type: Vec<EventType>,
    /// Only these kinds of content.
    #[schema(value_type = Vec<String>)]
    content_type: Vec<ContentType>,
    /// `inbound` or `outbound`.
    #[schema(value_type = Option<String>)]
    direction: Option<Direction>,
    /// From this time on.
    #[schema(value_type = Option<Time>)]
    since: Option<Timestamp>,
    /// Before this time.
    #[schema(value_type = Option<Time>)]
    until: Option<Timestamp>,
}

/// The search result.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SearchView {
    /// The events, newest first: whole, or a line each with the format `summary`.
    items: Vec<FoundView>,
    /// The number of events, as a sentence; with the formats `summary` and `agent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Found 3 events")]
    summary: Option<String>,
    /// The texts, one line each, oldest first; with the format `agent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_context: Option<String>,
}

/// An event, in the requested format.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum FoundView {
    Full(Box<EventView>),
    Summary(EventSummaryView),
}

/// An event in one line.
#[derive(Debug, Serialize, ToSchema)]
// Closed, so that a whole event is not read as a summary.
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EventSummaryView {
    id: Uuid,
    #[schema(value_type = String)]
    event_type: Cow<'static, str>,
    content_type: Option<&'static str>,
    received_at: Time,
    /// The first 100 characters of the text.
    text_preview: Option<String>,
}

impl From<Event> for EventSummaryView {
    fn from(event: Event) -> Self {
        Self {
            id: event.id.uuid(),
            event_type: type_name(&event),
            content_type: event.content_type.map(ContentType::as_str),
            received_at: event.at.into(),
            text_preview: event.text.map(|text| text.chars().take(PREVIEW).collect()),
        }
    }
}

impl SearchView {
    fn new(
        found: EventList,
        format: SearchFormat,
        readings: &HashMap<MessageId, Readings>,
        path: &str,
    ) -> Self {
        let summary = (format != SearchFormat::Full).then(|| summary(&found));
        let events = found.page.items;
        let as_context = (format == SearchFormat::Agent).then(|| context(&events));
        let items = events.into_iter().map(|event| match format {
            SearchFormat::Summary => FoundView::Summary(event.into()),
            SearchFormat::Full | SearchFormat::Agent => {
                let view = EventView::from(event).with_readings(readings).below(path);
                FoundView::Full(Box::new(view))
            }
        });
        Self { items: items.collect(), summary, as_context }
    }
}

fn summary(found: &EventList) -> String {
    let (shown, total) = (found.page.items.len() as u64, found.total);
    let noun = if total == 1 { "event" } else { "events" };
    let more = if found.at_least { " or more" } else { "" };
    if shown < total {
        return format!("Found {total}{more} {noun}; these are the latest {shown}");
    }
    format!("Found {total} {noun}")
}

/// One line per event: time, direction, sender and text.
fn context(events: &[Event]) -> String {
    let mut lines = String::new();
    for event in events.iter().rev() {
        let way: &str = match event.direction {
            Some(direction) => direction.as_str(),
            None => event.type_name(),
        };
        let name = Facts::of(&event.body).sender_name;
        let text = match (&event.text, event.content_type) {
            (Some(text), _) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            (None, Some(content)) => format!("[{content}]"),
            (None, None) => format!("[{}]", event.type_name()),
        };
        let text: String = text.chars().take(CONTEXT).collect();
        let separator = if lines.is_empty() { "" } else { "\n" };
        let written = match name {
            Some(name) => write!(lines, "{separator}[{}] {way} {name}: {text}", event.at),
            None => write!(lines, "{separator}[{}] {way}: {text}", event.at),
        };
        written.expect("writing to a String cannot fail");
    }
    lines
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::EventsRead);

/// Search events
///
/// The newest events that match. The format `agent` adds the texts as context for a model.
#[utoipa::path(
    post,
    path = "/events/search",
    tag = "events",
    request_body = SearchEventsRequest,
    responses((status = 200, body = SearchView))
)]
pub(crate) async fn search_events(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<SearchEventsRequest>,
) -> Reply<SearchView> {
    let filters = body.filters.unwrap_or_default();
    let query = EventQuery {
        channels: filters.channel,
        instance_id: filters.instance_id,
        chat_id: None,
        person_id: filters.person_id,
        event_types: filters.event_type,
        content_types: filters.content_type,
        direction: filters.direction,
        since: filters.since,
        until: filters.until,
        search: body.query,
    };
    let limit = body.limit.unwrap_or(DEFAULT_LIMIT);
    let found = events::search(&app, &caller, query, limit).await?;
    let messages: Vec<MessageId> = found.page.items.iter().filter_map(message_with_file).collect();
    let readings = media_processing::readings(&app, messages).await?;
    Ok(Json(SearchView::new(found, body.format.unwrap_or_default(), &readings, app.public_path())))
}
