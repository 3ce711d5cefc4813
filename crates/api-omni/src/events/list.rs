use super::views::EventView;
use crate::choices::{ChannelChoice, ContentChoice, DirectionChoice, EventChoice};
use crate::shapes::{ListView, Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::events::EventQuery;
use omni_app::{App, events};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::content::ContentType;
use omni_domain::event::EventType;
use omni_domain::ids::{ChatId, InstanceId, PersonId};
use omni_domain::instance::ChannelType;
use omni_domain::message::Direction;
use omni_http::{ApiQuery, Auth, Endpoint, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Only these channels; comma-separated or repeated.
    #[param(inline, value_type = Vec<ChannelChoice>)]
    channel: Vec<ChannelType>,
    /// Only this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// Only in the chat of this id.
    #[param(value_type = Option<Uuid>)]
    chat_id: Option<ChatId>,
    /// Only about this person.
    #[param(value_type = Option<Uuid>)]
    person_id: Option<PersonId>,
    /// Only these types.
    #[param(inline, value_type = Vec<EventChoice>, example = json!(["message.received"]))]
    event_type: Vec<EventType>,
    /// Only these kinds of content.
    #[param(inline, value_type = Vec<ContentChoice>)]
    content_type: Vec<ContentType>,
    /// `inbound` or `outbound`.
    #[param(inline, value_type = Option<DirectionChoice>)]
    direction: Option<Direction>,
    /// From this time on.
    #[param(value_type = Option<Time>)]
    since: Option<Timestamp>,
    /// Before this time.
    #[param(value_type = Option<Time>)]
    until: Option<Timestamp>,
    /// Words in the text, without regard to case and accents; all must occur, and the last may be a
    /// prefix.
    search: Option<String>,
}

impl From<EventsQuery> for EventQuery {
    fn from(query: EventsQuery) -> Self {
        Self {
            channels: query.channel,
            instance_id: query.instance_id,
            chat_id: query.chat_id,
            person_id: query.person_id,
            event_types: query.event_type,
            content_types: query.content_type,
            direction: query.direction,
            since: query.since,
            until: query.until,
            search: query.search,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::EventsRead);

/// List events
///
/// Newest first, of all instances that the key may read. `meta.total` is exact for types,
/// instances, channels, directions and whole hours; by text, person or chat it counts up to 500
/// (`meta.totalIsMinimum`).
#[utoipa::path(
    get,
    path = "/events",
    tag = "events",
    params(EventsQuery, PageParams),
    responses((status = 200, body = ListView<EventView>))
)]
pub(crate) async fn list_events(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<EventsQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<EventView>> {
    let list = events::list(&app, &caller, query.into(), page).await?;
    Ok(Json(EventView::list(&app, list).await?))
}
