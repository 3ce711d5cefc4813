use crate::instances::InstanceView;
use crate::shapes::Time;
use omni_app::instances::{InstanceDetails, InstanceName, QrCode};
use omni_domain::conversation::Person;
use omni_domain::message::{DeliveryStatus, Message};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::events::EventView;

/// An instance, under this version's names and the first version's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct V1InstanceView {
    #[serde(flatten)]
    instance: InstanceView,
    #[schema(example = "support")]
    instance_name: String,
    #[schema(example = "whatsapp-baileys")]
    channel_type: &'static str,
}

impl From<InstanceDetails> for V1InstanceView {
    fn from(details: InstanceDetails) -> Self {
        Self {
            instance_name: details.instance.name.clone(),
            channel_type: details.instance.channel.as_str(),
            instance: details.into(),
        }
    }
}

/// A QR to scan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct V1QrView {
    instance_name: String,
    channel_type: &'static str,
    /// The text to encode as a QR.
    qr: String,
    #[serde(rename = "expiresAt")]
    expires_at: Time,
    /// The same, rendered as a PNG in a data URL.
    qr_code: String,
    #[schema(example = "success")]
    status: &'static str,
    message: &'static str,
}

impl V1QrView {
    pub(super) fn new(instance: &InstanceName, code: QrCode, image: String) -> Self {
        Self {
            instance_name: instance.name.clone(),
            channel_type: instance.channel.as_str(),
            qr: code.code,
            expires_at: code.expires_at.into(),
            qr_code: image,
            status: "success",
            message: "Scan it with WhatsApp: Linked devices, Link a device",
        }
    }
}

/// The result of a send.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct V1SentView {
    key: V1KeyView,
    /// `sent`, or `queued` while it is not sent yet.
    #[schema(example = "sent")]
    status: &'static str,
    #[schema(example = true)]
    success: bool,
    /// The channel's id, as in `key.id`.
    message_id: String,
}

/// The ids of the message.
#[derive(Debug, Serialize, ToSchema)]
struct V1KeyView {
    /// The channel's id.
    #[schema(example = "3EB0C767D097B7C7E9A4")]
    id: String,
}

impl From<Message> for V1SentView {
    fn from(message: Message) -> Self {
        Self {
            status: match message.status {
                DeliveryStatus::Queued => "queued",
                _ => "sent",
            },
            success: true,
            message_id: message.external_id.clone(),
            key: V1KeyView { id: message.external_id },
        }
    }
}

/// An event, under the first version's names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct V1TraceView {
    id: Uuid,
    /// The same.
    trace_id: Uuid,
    instance_name: Option<String>,
    /// The channel's address of the sender.
    sender_phone: Option<String>,
    sender_name: Option<String>,
    #[schema(example = "text")]
    message_type: Option<String>,
    message_text: Option<String>,
    audio_transcription: Option<String>,
    image_description: Option<String>,
    /// The channel's id of the message.
    whatsapp_message_id: Option<String>,
    has_media: bool,
    /// `received`, `completed` or `failed`.
    status: String,
    error_message: Option<String>,
    error_stage: Option<String>,
    agent_processing_time_ms: Option<u64>,
    #[schema(value_type = Time)]
    received_at: String,
    #[schema(value_type = Time)]
    created_at: String,
}

impl V1TraceView {
    /// Reads the successor's view by member name, so that new members appear here, too.
    pub(super) fn new(event: &EventView, instance_name: Option<String>) -> Self {
        let view = serde_json::to_value(event).unwrap_or_default();
        let text = |name: &str| view[name].as_str().map(str::to_owned);
        let sender = |name: &str| view["sender"][name].as_str().map(str::to_owned);
        let id = view["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
        let at = text("receivedAt").unwrap_or_default();
        Self {
            id,
            trace_id: id,
            instance_name,
            sender_phone: sender("platformUserId"),
            sender_name: sender("displayName"),
            message_type: text("contentType"),
            message_text: text("textContent"),
            audio_transcription: text("transcription"),
            image_description: text("imageDescription"),
            whatsapp_message_id: text("externalId"),
            has_media: !matches!(view["mediaUrl"], Value::Null),
            status: text("status").unwrap_or_default(),
            error_message: text("errorMessage"),
            error_stage: text("errorStage"),
            agent_processing_time_ms: view["agentLatencyMs"].as_u64(),
            received_at: at.clone(),
            created_at: at,
        }
    }
}

/// A person, under the first version's names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct V1UserView {
    id: Uuid,
    name: Option<String>,
    /// The same.
    display_name: Option<String>,
    /// E.164 with `+`.
    phone_number: Option<String>,
    email: Option<String>,
    created_at: Time,
    updated_at: Time,
}

impl From<Person> for V1UserView {
    fn from(person: Person) -> Self {
        Self {
            id: person.id.uuid(),
            name: person.display_name.clone(),
            display_name: person.display_name,
            phone_number: person.primary_phone,
            email: person.primary_email,
            created_at: person.created_at.into(),
            updated_at: person.updated_at.into(),
        }
    }
}
