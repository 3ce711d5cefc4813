use super::payload::translate;
use crate::BASE;
use crate::chats::{ContentView, FileView};
use crate::shapes::{ListView, Time};
use omni_app::App;
use omni_app::events::EventList;
use omni_app::media_processing::{self, Readings};
use omni_domain::content::ContentType;
use omni_domain::event::{Event, EventType};
use omni_domain::ids::{ChatId, IdentityId, InstanceId, MessageId, PersonId};
use omni_domain::media_content::ProcessingKind;
use omni_http::ApiError;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventView {
    id: Uuid,
    /// Place in the log; grows in commit order.
    seq: i64,
    #[schema(example = "message.received")]
    event_type: &'static str,
    /// The channel's id of the message it is about.
    external_id: Option<String>,
    channel: Option<&'static str>,
    instance_id: Option<Uuid>,
    person_id: Option<Uuid>,
    platform_identity_id: Option<Uuid>,
    /// Who wrote the message, for events that know it.
    sender: Option<EventSenderView>,
    /// `inbound` or `outbound`.
    direction: Option<&'static str>,
    content_type: Option<&'static str>,
    text_content: Option<String>,
    /// Words of a voice note, once transcribed.
    transcription: Option<String>,
    /// What a picture or a video shows, once described.
    image_description: Option<String>,
    /// Text of a document, once extracted.
    document_extraction: Option<String>,
    media_id: Option<Uuid>,
    media_mime_type: Option<String>,
    media_size: Option<u64>,
    /// Seconds.
    media_duration: Option<u32>,
    /// Where the file's bytes are, on this host.
    media_url: Option<String>,
    reply_to_external_id: Option<String>,
    /// The channel's address of the conversation.
    chat_id: Option<String>,
    /// Our id of the conversation.
    canonical_chat_id: Option<Uuid>,
    /// Our id of the message.
    message_id: Option<Uuid>,
    /// `received`, `completed` or `failed`.
    #[schema(example = "received")]
    status: &'static str,
    error_message: Option<String>,
    /// `agent_request` or `channel_send`.
    error_stage: Option<String>,
    received_at: Time,
    created_at: Time,
    /// From the message's acceptance until it was answered or with the network.
    processing_time_ms: Option<u64>,
    /// How long the agent took.
    agent_latency_ms: Option<u64>,
    /// The type's own fields.
    #[schema(value_type = Object)]
    payload: Value,
}

/// Who wrote a message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EventSenderView {
    platform_user_id: String,
    display_name: Option<String>,
}

/// The message of an event about a file: few events are, so most lists ask for no readings.
pub(super) fn message_with_file(event: &Event) -> Option<MessageId> {
    use ContentType::{Audio, Document, Image, Sticker, Video};
    event
        .message_id
        .filter(|_| matches!(event.content_type, Some(Audio | Document | Image | Sticker | Video)))
}

impl EventView {
    /// A piece of the log with its total, and what was read out of its files.
    pub(crate) async fn list(app: &App, list: EventList) -> Result<ListView<Self>, ApiError> {
        let messages: Vec<MessageId> =
            list.page.items.iter().filter_map(message_with_file).collect();
        let readings = media_processing::readings(app, messages).await?;
        let view = |event| Self::from(event).with_readings(&readings);
        Ok(ListView::of(list.page, view).counted_at_least(list.total, list.at_least))
    }

    /// With what was read out of its message's file.
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
    fn from(mut event: Event) -> Self {
        let mut payload = event.payload.take();
        let content = translate(&mut payload);
        let text = |name: &str| payload.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |pointer: &str| payload.pointer(pointer).and_then(Value::as_u64);
        let file = content.as_ref().and_then(ContentView::media);
        let media_url = file.and(event.instance_id.zip(event.message_id)).map(|(instance, id)| {
            format!("{BASE}/instances/{instance}/messages/{id}/media?raw=true")
        });
        let sender = text("from").map(|platform_user_id| EventSenderView {
            platform_user_id,
            display_name: text("senderName"),
        });
        Self {
            id: event.id.uuid(),
            seq: event.seq,
            event_type: event.event_type.as_str(),
            channel: event.channel.map(omni_domain::instance::ChannelType::as_str),
            instance_id: event.instance_id.map(InstanceId::uuid),
            person_id: event.person_id.map(PersonId::uuid),
            platform_identity_id: event.identity_id.map(IdentityId::uuid),
            sender,
            direction: event.direction.map(omni_domain::message::Direction::as_str),
            content_type: event.content_type.map(omni_domain::content::ContentType::as_str),
            transcription: result(&payload, ProcessingKind::Transcription),
            image_description: result(&payload, ProcessingKind::Description),
            document_extraction: result(&payload, ProcessingKind::Extraction),
            media_id: file
                .and_then(FileView::media_id)
                .or_else(|| text("mediaId").and_then(|id| id.parse().ok())),
            media_mime_type: file.map(|file| file.mime_type().to_owned()),
            media_size: file.and_then(FileView::size),
            media_duration: file.and_then(FileView::duration_seconds),
            media_url,
            reply_to_external_id: text("replyToId"),
            canonical_chat_id: event.chat_id.map(ChatId::uuid),
            message_id: event.message_id.map(MessageId::uuid),
            status: status(event.event_type),
            error_message: text("error"),
            error_stage: text("errorStage").or_else(|| stage(event.event_type).map(str::to_owned)),
            received_at: event.at.into(),
            created_at: event.at.into(),
            processing_time_ms: number("/processingTimeMs"),
            agent_latency_ms: number("/agentLatencyMs").or_else(|| number("/metadata/latencyMs")),
            external_id: event.external_id,
            text_content: event.text,
            chat_id: event.chat_external_id,
            payload,
        }
    }
}

/// The words that a `media.processed` event itself carries.
fn result(payload: &Value, kind: ProcessingKind) -> Option<String> {
    let result = payload.get("result").filter(|result| result["type"] == kind.as_str())?;
    result["content"].as_str().map(str::to_owned)
}

const fn status(kind: EventType) -> &'static str {
    match kind {
        EventType::MessageReceived | EventType::MessageUndecryptable => "received",
        EventType::MessageFailed
        | EventType::MediaFailed
        | EventType::AgentError
        | EventType::DeadLetter => "failed",
        _ => "completed",
    }
}

const fn stage(kind: EventType) -> Option<&'static str> {
    match kind {
        EventType::MessageFailed => Some("channel_send"),
        EventType::AgentError => Some("agent_request"),
        _ => None,
    }
}
