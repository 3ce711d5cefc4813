use super::payload;
use crate::BASE;
use crate::chats::{ContentView, FileView};
use crate::shapes::Time;
use omni_domain::content::Content;
use omni_domain::event::{Event, EventType};
use omni_domain::ids::{ChatId, IdentityId, InstanceId, MessageId, PersonId};
use serde::Serialize;
use serde_json::Value;
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
    /// What a picture shows, once described.
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
    error_stage: Option<&'static str>,
    received_at: Time,
    created_at: Time,
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

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        let text = |name: &str| event.payload.get(name).and_then(Value::as_str).map(str::to_owned);
        let content = event.payload.get("content").cloned();
        let content = content
            .and_then(|content| serde_json::from_value::<Content>(content).ok())
            .map(ContentView::from);
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
            transcription: None,
            image_description: None,
            document_extraction: None,
            media_id: file.and_then(FileView::media_id),
            media_mime_type: file.map(|file| file.mime_type().to_owned()),
            media_size: file.and_then(FileView::size),
            media_duration: file.and_then(FileView::duration_seconds),
            media_url,
            reply_to_external_id: text("replyToId"),
            canonical_chat_id: event.chat_id.map(ChatId::uuid),
            message_id: event.message_id.map(MessageId::uuid),
            status: status(event.event_type),
            error_message: text("error"),
            error_stage: stage(event.event_type),
            received_at: event.at.into(),
            created_at: event.at.into(),
            agent_latency_ms: event.payload.pointer("/metadata/latencyMs").and_then(Value::as_u64),
            payload: payload(&event),
            external_id: event.external_id,
            text_content: event.text,
            chat_id: event.chat_external_id,
        }
    }
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
