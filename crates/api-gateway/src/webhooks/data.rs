//! What events are about: the forms of `data`.

use crate::messages::{
    AlbumView, CalendarView, CallView, CardView, InteractiveView, InvitationView, LocationView,
    MediaView, PollView, ReplyView, TemplateView, UnknownView,
};
use crate::shapes::Time;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A message that was received, or that the network accepted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageData {
    pub(super) message_id: Option<Uuid>,
    /// The network's id of it.
    #[schema(example = "3EB0C767D097B7C7E9A4")]
    pub(super) wa_message_id: String,
    /// The chat's address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    pub(super) chat_id: String,
    /// `private`, `group`, `channel` or `broadcast`.
    #[schema(example = "private")]
    pub(super) chat_type: &'static str,
    /// `incoming` or `outgoing`.
    #[schema(example = "incoming")]
    pub(super) direction: &'static str,
    /// As `type` of `GET /messages/{id}`.
    #[serde(rename = "type")]
    #[schema(example = "text")]
    pub(super) kind: &'static str,
    /// The sender's number: digits. Of what was sent from here, the account's own.
    #[schema(example = "5511999998888")]
    pub(super) from: Option<String>,
    pub(super) from_name: Option<String>,
    /// The recipient's number, or the chat; `null` of an incoming message.
    pub(super) to: Option<String>,
    /// The text, the caption, or what stands for it.
    pub(super) body: Option<String>,
    /// `realtime` of a received one; `api`, `agent`, or `device` for one that was written on a device of the
    /// account.
    #[schema(example = "realtime")]
    pub(super) source: &'static str,
    /// The network's id of the quoted message.
    pub(super) quoted_id: Option<String>,
    /// It was forwarded from another chat.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) forwarded: bool,
    /// Who is mentioned: digits.
    pub(super) mentions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) media: Option<MediaView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<LocationView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) contacts: Option<Vec<CardView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) poll: Option<PollView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) event: Option<CalendarView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) album: Option<AlbumView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) interactive: Option<Box<InteractiveView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reply: Option<Box<ReplyView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hsm: Option<Box<TemplateView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) call: Option<CallView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) group_invite: Option<Box<InvitationView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) newsletter_invite: Option<Box<InvitationView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unknown: Option<UnknownView>,
}

/// The status of a message advanced.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatusData {
    pub(super) message_id: Option<Uuid>,
    /// The network's id of it.
    #[schema(example = "3EB0C767D097B7C7E9A4")]
    pub(super) wa_message_id: String,
    /// The chat's address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    pub(super) chat_id: Option<String>,
    /// `private`, `group`, `channel` or `broadcast`.
    #[schema(example = "private")]
    pub(super) chat_type: Option<&'static str>,
    /// `sent`, `delivered` or `read`.
    #[schema(example = "delivered")]
    pub(super) status: &'static str,
    pub(super) delivered_at: Option<Time>,
    pub(super) read_at: Option<Time>,
}

/// A message was deleted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeletedData {
    pub(super) message_id: Option<Uuid>,
    /// The network's id of it.
    #[schema(example = "3EB0C767D097B7C7E9A4")]
    pub(super) wa_message_id: String,
    /// The chat's address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    pub(super) chat_id: String,
    /// `private`, `group`, `channel` or `broadcast`.
    #[schema(example = "private")]
    pub(super) chat_type: &'static str,
    /// `everyone`, or `me`: on the account's own devices alone.
    #[schema(example = "everyone")]
    pub(super) deleted_for: &'static str,
    /// Who deleted it: digits.
    pub(super) by: String,
}

/// A chat was seen for the first time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChatCreatedData {
    /// The chat's address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    pub(super) chat_id: String,
    /// `private`, `group`, `channel` or `broadcast`.
    #[schema(example = "private")]
    pub(super) chat_type: &'static str,
    pub(super) name: Option<String>,
}

/// What the account keeps of a chat changed; all of it, as it is now.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "independent marks, as the network keeps them")]
pub(crate) struct ChatUpdatedData {
    /// The chat's address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    pub(super) chat_id: String,
    /// `private`, `group`, `channel` or `broadcast`.
    #[schema(example = "private")]
    pub(super) chat_type: &'static str,
    pub(super) archive: bool,
    pub(super) pin: bool,
    pub(super) mute: bool,
    /// `null` if `mute` does not end by itself.
    pub(super) mute_until: Option<Time>,
    pub(super) mark_unread: bool,
    /// Seconds after which new messages disappear; 0 is never.
    pub(super) ephemeral_seconds: u32,
}

/// A group was changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupUpdatedData {
    /// The group's address.
    #[schema(example = "120363000000000001@g.us")]
    pub(super) chat_id: String,
    /// `group`.
    #[schema(example = "group")]
    pub(super) chat_type: &'static str,
    /// The new one; `null` is unchanged.
    pub(super) subject: Option<String>,
    /// The new one; `null` is unchanged, and an empty one was removed.
    pub(super) description: Option<String>,
}

/// People joined or left a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ParticipantsData {
    /// The group's address.
    #[schema(example = "120363000000000001@g.us")]
    pub(super) chat_id: String,
    /// Who: digits.
    pub(super) participants: Vec<String>,
    /// Who did it, if the network reports it: digits.
    pub(super) by: Option<String>,
}

/// A QR can be scanned.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QrData {
    /// Its text; `null` if it was replaced meanwhile.
    pub(super) qr: Option<String>,
    pub(super) expires_at: Time,
}

/// An account is connected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConnectedData {
    /// Its number: digits.
    #[schema(example = "5511999998888")]
    pub(super) phone: Option<String>,
    pub(super) name: Option<String>,
}

/// An account is no longer connected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DisconnectedData {
    /// For people.
    pub(super) reason: Option<String>,
    /// Whether it connects again by itself.
    pub(super) will_reconnect: bool,
}

/// An account cannot connect.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorData {
    /// `logged_out` (it has to be linked again), `banned` (it connects again by itself), `session_replaced`
    /// (another client took its session over) or `action_needed` (see `reason`).
    #[schema(example = "logged_out")]
    pub(super) code: &'static str,
    /// What happened and what to do, for people.
    pub(super) reason: String,
    /// When it connects again by itself.
    pub(super) until: Option<Time>,
}

/// AI has an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GeneratedData {
    /// The chat's address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    pub(super) chat_id: Option<String>,
    /// The last message that it answers.
    pub(super) message_id: Uuid,
    /// The entry of `GET /ai/logs`.
    pub(super) ai_log_id: Option<Uuid>,
    /// The text of the answer.
    pub(super) reply: Option<String>,
    pub(super) model: Option<String>,
    pub(super) latency_ms: u64,
}

/// The network accepted the whole answer of AI.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RepliedData {
    /// The chat's address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    pub(super) chat_id: String,
    /// The last message of the answer.
    pub(super) message_id: Option<Uuid>,
    /// The entry of `GET /ai/logs`.
    pub(super) ai_log_id: Uuid,
    /// The text of the answer.
    pub(super) reply: Option<String>,
    /// How many messages the answer is.
    pub(super) messages: u64,
}

/// AI could not answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FailedData {
    /// The chat's address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    pub(super) chat_id: Option<String>,
    /// The last message that it was to answer.
    pub(super) message_id: Option<Uuid>,
    /// The entry of `GET /ai/logs`.
    pub(super) ai_log_id: Option<Uuid>,
    /// For people.
    pub(super) error: String,
}

/// A test of a webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TestData {
    pub(super) message: &'static str,
    pub(super) webhook_id: Uuid,
}
