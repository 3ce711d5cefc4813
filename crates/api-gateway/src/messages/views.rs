use super::parts::{
    AlbumView, CalendarView, CallView, CardView, InteractiveView, InvitationView, LocationView,
    MediaView, Parts, PollView, ReplyView, TemplateView, UnknownView, is_to_channel,
};
use crate::account::AccountId;
use crate::address::{chat_kind, digits};
use crate::shapes::Time;
use omni_app::App;
use omni_app::messages::Answers;
use omni_domain::content::{Content, Location, MediaContent, MediaKind};
use omni_domain::conversation::Chat;
use omni_domain::message::{DeliveryStatus, Direction, Message};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageView {
    id: Uuid,
    /// The same, as webhooks name it.
    message_id: Uuid,
    /// The network's id of it.
    #[schema(example = "3EB0C767D097B7C7E9A4")]
    wa_message_id: String,
    account_id: AccountId,
    /// The chat's address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    chat_id: String,
    chat_name: Option<String>,
    /// `private`, `group`, `channel` or `broadcast`.
    #[schema(example = "private")]
    chat_type: &'static str,
    /// `incoming` or `outgoing`.
    #[schema(example = "outgoing")]
    direction: &'static str,
    /// `text`, `image`, `video`, `gif`, `short`, `audio`, `voice`, `document`, `sticker`, `location`,
    /// `live_location`, `contact`, `contact_list`, `poll`, `event`, `album`, `interactive`, `reply`,
    /// `hsm`, `call`, `group_invite`, `newsletter_invite` or `unknown`.
    #[serde(rename = "type")]
    #[schema(example = "text")]
    kind: &'static str,
    /// The sender's number: digits.
    #[schema(example = "5511999998888")]
    from: String,
    from_name: Option<String>,
    from_me: bool,
    /// How it arrived here: `realtime`, `sync` (from the phone's history), `api`, `agent`, or `device` (written on a
    /// device of the account).
    #[schema(example = "api")]
    source: &'static str,
    /// The recipient's number, or the chat; `null` of an incoming message.
    to: Option<String>,
    /// The text, the caption, or what stands for it.
    body: Option<String>,
    /// `pending`, `sent`, `delivered`, `read`, `failed` or `deleted`.
    #[schema(example = "sent")]
    status: &'static str,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    timestamp: Time,
    /// The network's id of the quoted message.
    #[serde(skip_serializing_if = "Option::is_none")]
    quoted_id: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    forwarded: bool,
    /// Who is mentioned: digits.
    mentions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_at: Option<Time>,
    reactions: Vec<ReactionView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<MediaView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<LocationView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<Vec<CardView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    poll: Option<PollView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<CalendarView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    album: Option<AlbumView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interactive: Option<Box<InteractiveView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<Box<ReplyView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hsm: Option<Box<TemplateView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<CallView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_invite: Option<Box<InvitationView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    newsletter_invite: Option<Box<InvitationView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<UnknownView>,
}

/// An emoji on a message.
#[derive(Debug, Serialize, ToSchema)]
struct ReactionView {
    emoji: String,
    /// Who: digits.
    author: String,
    at: Time,
}

impl MessageView {
    pub(crate) fn new(app: &App, chat: &Chat, message: Message) -> Self {
        let from_me = message.direction == Direction::Outbound;
        let named = Some((message.id, message.instance_id));
        let parts = Parts::new(app, named, &message.content, message.context.view_once);
        let author = |address: &str| digits(app, address);
        Self {
            id: message.id.uuid(),
            message_id: message.id.uuid(),
            account_id: AccountId(message.instance_id),
            chat_id: chat.address.id.clone(),
            chat_name: chat.name.clone(),
            chat_type: chat_kind(chat.chat_type),
            direction: direction_name(message.direction),
            kind: type_name(&message.content),
            from: author(&message.sender_platform_id),
            from_name: message.sender_name.clone(),
            from_me,
            source: message.source.as_str(),
            to: from_me.then(|| author(&chat.address.id)),
            body: body_of(&message.content),
            status: status_name(&message),
            failure: message.failure_message.clone(),
            timestamp: message.platform_timestamp.into(),
            quoted_id: message.reply_to_external_id.clone(),
            forwarded: message.context.forwarded,
            mentions: message.context.mentions.iter().map(|one| author(one)).collect(),
            edited_at: message.edited_at.map(Time::from),
            reactions: message
                .reactions
                .iter()
                .map(|one| ReactionView {
                    emoji: one.emoji.clone(),
                    author: author(&one.platform_user_id),
                    at: one.at.into(),
                })
                .collect(),
            media: parts.media,
            location: parts.location,
            contacts: parts.contacts,
            poll: parts.poll,
            event: parts.event,
            album: parts.album,
            interactive: parts.interactive,
            reply: parts.reply,
            hsm: parts.hsm,
            call: parts.call,
            group_invite: parts.group_invite,
            newsletter_invite: parts.newsletter_invite,
            unknown: parts.unknown,
            wa_message_id: message.external_id,
        }
    }

    /// Adds the votes to a poll.
    pub(super) fn add_votes(&mut self, app: &App, answers: Answers) {
        if let Some(poll) = &mut self.poll {
            poll.add_votes(app, answers);
        }
    }

    /// The id, as a cursor names the message.
    pub(crate) fn id(&self) -> String {
        self.id.to_string()
    }
}

/// What a person typed, or the content in one line.
pub(crate) fn body_of(content: &Content) -> Option<String> {
    match content {
        Content::Media(media) => media.caption.clone(),
        other => other.typed_text().map(str::to_owned).or_else(|| other.as_text()),
    }
}

/// This API's name of a direction.
pub(crate) const fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "incoming",
        Direction::Outbound => "outgoing",
    }
}

fn status_name(message: &Message) -> &'static str {
    if message.deleted_at.is_some() {
        return "deleted";
    }
    match message.status {
        DeliveryStatus::Queued | DeliveryStatus::Undecryptable => "pending",
        DeliveryStatus::Sent => "sent",
        DeliveryStatus::Delivered | DeliveryStatus::Received => "delivered",
        DeliveryStatus::Read => "read",
        DeliveryStatus::Failed => "failed",
    }
}

/// This API's name of a kind of content.
pub(crate) fn type_name(content: &Content) -> &'static str {
    match content {
        Content::Text { .. } => "text",
        Content::Media(media) => media_name(media),
        Content::Location(Location { live: true, .. }) => "live_location",
        Content::Location(_) => "location",
        Content::Contact { contacts } if contacts.len() == 1 => "contact",
        Content::Contact { .. } => "contact_list",
        Content::Poll { .. } => "poll",
        Content::Event(_) => "event",
        Content::Album { .. } => "album",
        Content::Template(_) => "hsm",
        Content::Interactive(_) => "interactive",
        Content::Choice(_) => "reply",
        Content::Call(_) => "call",
        Content::Invite(invite) if is_to_channel(invite) => "newsletter_invite",
        Content::Invite(_) => "group_invite",
        Content::Unknown { .. } => "unknown",
    }
}

const fn media_name(media: &MediaContent) -> &'static str {
    match media.kind {
        MediaKind::Image => "image",
        MediaKind::Audio if media.voice_note => "voice",
        MediaKind::Audio => "audio",
        MediaKind::Video if media.animated => "gif",
        MediaKind::Video if media.video_note => "short",
        MediaKind::Video => "video",
        MediaKind::Document => "document",
        MediaKind::Sticker => "sticker",
    }
}
