use super::render::Facts;
use super::views::{message_with_file, type_name};
use crate::BASE;
use crate::choices::{ChannelChoice, ContentChoice};
use crate::shapes::{ListView, Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::events::{TimelineEntry, TimelineQuery};
use omni_app::{App, events, media_processing};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::content::{Content, ContentType};
use omni_domain::ids::PersonId;
use omni_domain::instance::ChannelType;
use omni_domain::page::Page;
use omni_http::{ApiError, ApiPath, ApiQuery, Auth, Endpoint, Failure, PageQuery};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(crate) struct TimelinePath {
    /// The person's id.
    #[param(value_type = Uuid)]
    person_id: PersonId,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimelineQueryParams {
    /// Only these channels; comma-separated or repeated.
    #[param(inline, value_type = Vec<ChannelChoice>)]
    channels: Vec<ChannelType>,
    /// Only these kinds of content.
    #[param(inline, value_type = Vec<ContentChoice>)]
    content_types: Vec<ContentType>,
    /// From this time on.
    #[param(value_type = Option<Time>)]
    since: Option<Timestamp>,
    /// Before this time.
    #[param(value_type = Option<Time>)]
    until: Option<Timestamp>,
    /// Maximum number of rows.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// `meta.cursor` of the previous page; opaque.
    cursor: Option<String>,
}

impl From<TimelineQueryParams> for TimelineQuery {
    fn from(query: TimelineQueryParams) -> Self {
        Self {
            channels: query.channels,
            content_types: query.content_types,
            since: query.since,
            until: query.until,
        }
    }
}

/// A person's timeline.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TimelineView {
    person_id: Uuid,
    #[serde(flatten)]
    list: ListView<TimelineEventView>,
}

/// An event of a person's timeline.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TimelineEventView {
    /// The event's id.
    id: Uuid,
    #[serde(rename = "type")]
    #[schema(example = "message.received")]
    #[schema(value_type = String)]
    kind: Cow<'static, str>,
    channel: Option<&'static str>,
    instance_id: Option<Uuid>,
    /// The channel's address of the conversation.
    chat_id: Option<String>,
    message_id: Option<Uuid>,
    /// The channel's id of the message.
    external_id: Option<String>,
    /// `inbound` or `outbound`.
    direction: Option<&'static str>,
    /// The person's account, if it is known.
    identity: Option<TimelineIdentityView>,
    content: TimelineContentView,
    timestamp: Time,
}

/// A person's account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TimelineIdentityView {
    id: Uuid,
    platform_user_id: String,
    username: Option<String>,
    avatar: Option<String>,
}

/// The content of the message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TimelineContentView {
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    text: Option<String>,
    /// Transcription of a voice note, once available.
    transcription: Option<String>,
    /// Description of a picture or a video, once available.
    image_description: Option<String>,
    /// The path of the file's bytes on this host.
    media_url: Option<String>,
    /// Of a reaction.
    emoji: Option<String>,
}

impl TimelineEventView {
    /// A page of a timeline, with the readings of its files.
    pub(crate) async fn list(
        app: &App,
        page: Page<TimelineEntry>,
    ) -> Result<ListView<Self>, ApiError> {
        let mut messages = Vec::new();
        for entry in &page.items {
            messages.extend(message_with_file(&entry.event));
        }
        let readings = media_processing::readings(app, messages).await?;
        Ok(ListView::of(page, |entry| {
            let message = entry.event.message_id;
            let mut view = Self::from(entry);
            if let Some(url) = &mut view.content.media_url {
                url.insert_str(0, app.public_path());
            }
            if let Some(found) = message.and_then(|id| readings.get(&id)) {
                view.content.transcription.clone_from(&found.transcription);
                view.content.image_description.clone_from(&found.description);
            }
            view
        }))
    }
}

impl From<TimelineEntry> for TimelineEventView {
    fn from(entry: TimelineEntry) -> Self {
        let TimelineEntry { event, identity } = entry;
        let facts = Facts::of(&event.body);
        let emoji = facts.emoji.map(str::to_owned);
        let file = facts.content.and_then(Content::media);
        let media_url = file.and(event.instance_id.zip(event.message_id)).map(|(instance, id)| {
            format!("{BASE}/instances/{instance}/messages/{id}/media?raw=true")
        });
        Self {
            id: event.id.uuid(),
            kind: type_name(&event),
            channel: event.channel.map(ChannelType::as_str),
            instance_id: event.instance_id.map(omni_domain::ids::InstanceId::uuid),
            chat_id: event.chat_external_id,
            message_id: event.message_id.map(omni_domain::ids::MessageId::uuid),
            external_id: event.external_id,
            direction: event.direction.map(omni_domain::message::Direction::as_str),
            identity: identity.map(|identity| TimelineIdentityView {
                id: identity.id.uuid(),
                platform_user_id: identity.address.id,
                username: identity.display_name,
                avatar: None,
            }),
            content: TimelineContentView {
                kind: event.content_type.map(ContentType::as_str),
                text: event.text,
                transcription: None,
                image_description: None,
                media_url,
                emoji,
            },
            timestamp: event.at.into(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::EventsRead).fails(&[Failure::NotFound]);

/// Timeline for person
///
/// The messages to and from a person, on all channels, newest first.
#[utoipa::path(
    get,
    path = "/events/timeline/{personId}",
    tag = "events",
    params(TimelinePath, TimelineQueryParams),
    responses((status = 200, body = TimelineView))
)]
pub(crate) async fn get_person_timeline(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<TimelinePath>,
    ApiQuery(query): ApiQuery<TimelineQueryParams>,
    PageQuery(page): PageQuery<50, 200>,
) -> Reply<TimelineView> {
    let page = events::timeline(&app, &caller, path.person_id, query.into(), page).await?;
    let list = TimelineEventView::list(&app, page).await?;
    Ok(Json(TimelineView { person_id: path.person_id.uuid(), list }))
}
