use super::render::{Facts, Payload};
use crate::BASE;
use crate::shapes::{ListView, Time};
use omni_app::App;
use omni_app::events::EventList;
use omni_app::media_processing::{self, Readings};
use omni_domain::content::{Content, ContentType};
use omni_domain::event::{Event, EventType, Reading};
use omni_domain::ids::{ChatId, IdentityId, InstanceId, MediaId, MessageId, PersonId};
use omni_domain::media_content::ProcessingKind;
use omni_http::ApiError;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// An event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventView {
    id: Uuid,
    /// Sequence number: the position in the log; grows in commit order.
    seq: i64,
    #[schema(example = "message.received")]
    #[schema(value_type = String)]
    event_type: Cow<'static, str>,
    /// The channel's id of its message.
    external_id: Option<String>,
    channel: Option<&'static str>,
    instance_id: Option<Uuid>,
    person_id: Option<Uuid>,
    platform_identity_id: Option<Uuid>,
    /// The message's sender, for events that include it.
    sender: Option<EventSenderView>,
    /// `inbound` or `outbound`.
    direction: Option<&'static str>,
    content_type: Option<&'static str>,
    text_content: Option<String>,
    /// Transcription of a voice note, once available.
    transcription: Option<String>,
    /// Description of a picture or a video, once available.
    image_description: Option<String>,
    /// Text of a document, once extracted.
    document_extraction: Option<String>,
    media_id: Option<Uuid>,
    media_mime_type: Option<String>,
    media_size: Option<u64>,
    /// Seconds.
    media_duration: Option<u32>,
    /// The path of the file's bytes on this host.
    media_url: Option<String>,
    reply_to_external_id: Option<String>,
    /// The channel's address of the conversation.
    chat_id: Option<String>,
    /// The internal id of the conversation.
    canonical_chat_id: Option<Uuid>,
    /// The internal id of the message.
    message_id: Option<Uuid>,
    /// `received`, `completed` or `failed`.
    #[schema(example = "received")]
    status: &'static str,
    error_message: Option<String>,
    /// `agent_request` or `channel_send`.
    #[schema(value_type = Option<String>)]
    error_stage: Option<&'static str>,
    received_at: Time,
    created_at: Time,
    /// From the message's acceptance until it was answered or sent, milliseconds.
    processing_time_ms: Option<u64>,
    /// The agent's response time, milliseconds.
    agent_latency_ms: Option<u64>,
    /// The type's own fields.
    #[schema(value_type = Object)]
    payload: Payload,
}

/// The sender of a message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EventSenderView {
    platform_user_id: String,
    display_name: Option<String>,
}

/// The message of an event about a file: few events have one, so most lists load no readings.
pub(super) fn message_with_file(event: &Event) -> Option<MessageId> {
    use ContentType::{Audio, Document, Image, Sticker, Video};
    event
        .message_id
        .filter(|_| matches!(event.content_type, Some(Audio | Document | Image | Sticker | Video)))
}

impl EventView {
    /// With addresses below the path that others reach this server at.
    pub(crate) fn below(mut self, path: &str) -> Self {
        self.media_url = self.media_url.map(|url| format!("{path}{url}"));
        self
    }

    /// A page of the log with its total, and the readings of its files.
    pub(crate) async fn list(app: &App, list: EventList) -> Result<ListView<Self>, ApiError> {
        let messages: Vec<MessageId> =
            list.page.items.iter().filter_map(message_with_file).collect();
        let readings = media_processing::readings(app, messages).await?;
        let path = app.public_path();
        let view = |event| Self::from(event).with_readings(&readings).below(path);
        Ok(ListView::of(list.page, view).counted_at_least(list.total, list.at_least))
    }

    /// With the readings of its message's file.
    pub(crate) fn with_readings(mut self, readings: &HashMap<MessageId, Readings>) -> Self {
        let found = self.message_id.and_then(|id| readings.get(&MessageId(id)));
        if let Some(found) = found.filter(|_| self.media_id.is_some()) {
            self.transcription.clone_from(&found.transcription);
            self.image_description.clone_from(&found.description);
            self.document_extraction.clone_from(&found.extraction);
        }
        self
    }
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        let facts = Facts::of(&event.body);
        let file = facts.content.and_then(Content::media);
        let media_url = file.and(event.instance_id.zip(event.message_id)).map(|(instance, id)| {
            format!("{BASE}/instances/{instance}/messages/{id}/media?raw=true")
        });
        let sender = facts.from.map(|from| EventSenderView {
            platform_user_id: from.to_owned(),
            display_name: facts.sender_name.map(str::to_owned),
        });
        Self {
            id: event.id.uuid(),
            seq: event.seq,
            event_type: type_name(&event),
            channel: event.channel.map(omni_domain::instance::ChannelType::as_str),
            instance_id: event.instance_id.map(InstanceId::uuid),
            person_id: event.person_id.map(PersonId::uuid),
            platform_identity_id: event.identity_id.map(IdentityId::uuid),
            sender,
            direction: event.direction.map(omni_domain::message::Direction::as_str),
            content_type: event.content_type.map(omni_domain::content::ContentType::as_str),
            transcription: text_of(facts.reading, ProcessingKind::Transcription),
            image_description: text_of(facts.reading, ProcessingKind::Description),
            document_extraction: text_of(facts.reading, ProcessingKind::Extraction),
            media_id: file.and_then(|file| file.media_id).or(facts.media_id).map(MediaId::uuid),
            media_mime_type: file.map(|file| file.mime_type.clone()),
            media_size: file.and_then(|file| file.size),
            media_duration: file.and_then(|file| file.duration_seconds),
            media_url,
            reply_to_external_id: facts.reply_to.map(str::to_owned),
            canonical_chat_id: event.chat_id.map(ChatId::uuid),
            message_id: event.message_id.map(MessageId::uuid),
            status: status(event.event_type()),
            error_message: facts.error.map(str::to_owned),
            error_stage: facts.error_stage,
            received_at: event.at.into(),
            created_at: event.at.into(),
            processing_time_ms: facts.processing_ms,
            agent_latency_ms: facts.agent_latency_ms,
            payload: event.body.into(),
            external_id: event.external_id,
            text_content: event.text,
            chat_id: event.chat_external_id,
        }
    }
}

/// The type's name. Only an event of an unknown type needs a copy of it.
pub(crate) fn type_name(event: &Event) -> Cow<'static, str> {
    match event.event_type() {
        EventType::Unknown => event.type_name().to_owned().into(),
        known => known.as_str().into(),
    }
}

/// The text of a `media.processed` event itself.
fn text_of(reading: Option<&Reading>, kind: ProcessingKind) -> Option<String> {
    reading.filter(|reading| reading.kind == kind).map(|reading| reading.content.clone())
}

const fn status(kind: EventType) -> &'static str {
    match kind {
        EventType::MessageReceived | EventType::MessageUndecryptable => "received",
        EventType::MessageFailed
        | EventType::MediaFailed
        | EventType::AgentError
        | EventType::DeadLetter
        | EventType::WebhookEndpointDisabled => "failed",
        _ => "completed",
    }
}
