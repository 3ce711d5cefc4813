use crate::BASE;
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
    /// `private`, `group`, `channel` or `broadcast`.
    #[schema(example = "private")]
    chat_type: &'static str,
    /// `incoming` or `outgoing`.
    #[schema(example = "outgoing")]
    direction: &'static str,
    /// `text`, `image`, `video`, `gif`, `short`, `audio`, `voice`, `document`, `sticker`, `location`,
    /// `live_location`, `contact`, `contact_list`, `poll`, `event`, `album`, `interactive`, `reply`,
    /// `hsm`, `call`, `group_invite` or `unknown`.
    #[serde(rename = "type")]
    #[schema(example = "text")]
    kind: &'static str,
    /// The sender's number: digits.
    #[schema(example = "5511999998888")]
    from: String,
    from_name: Option<String>,
    from_me: bool,
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
}

/// An emoji on a message.
#[derive(Debug, Serialize, ToSchema)]
struct ReactionView {
    emoji: String,
    /// Who: digits.
    author: String,
    at: Time,
}

/// The file of a message.
#[derive(Debug, Serialize, ToSchema)]
struct MediaView {
    id: Option<Uuid>,
    /// Where the file is, for the same token.
    link: String,
    mime_type: String,
    /// Bytes.
    file_size: Option<u64>,
    file_name: Option<String>,
    caption: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    seconds: Option<u32>,
    view_once: bool,
}

/// A place.
#[derive(Debug, Serialize, ToSchema)]
struct LocationView {
    latitude: f64,
    longitude: f64,
    name: Option<String>,
    address: Option<String>,
}

/// A contact card.
#[derive(Debug, Serialize, ToSchema)]
struct CardView {
    name: String,
    phone: Option<String>,
    vcard: Option<String>,
}

/// A poll.
#[derive(Debug, Serialize, ToSchema)]
struct PollView {
    title: String,
    options: Vec<String>,
    /// How many options one person may choose.
    count: Option<u32>,
    /// People whose vote counts; of a message that is read by its id, as are `results`.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    /// The options in their order, with who chose them.
    #[serde(skip_serializing_if = "Option::is_none")]
    results: Option<Vec<PollResultView>>,
}

/// An option of a poll, and who chose it.
#[derive(Debug, Serialize, ToSchema)]
struct PollResultView {
    name: String,
    count: usize,
    /// Digits of those who chose it, the earliest first.
    voters: Vec<String>,
}

impl MessageView {
    pub(crate) fn new(app: &App, chat: &Chat, message: Message) -> Self {
        let from_me = message.direction == Direction::Outbound;
        let media = message.content.media().cloned();
        let view_once = message.context.view_once;
        let author = |address: &str| digits(app, address);
        Self {
            id: message.id.uuid(),
            message_id: message.id.uuid(),
            account_id: AccountId(message.instance_id),
            chat_id: chat.address.id.clone(),
            chat_type: chat_kind(chat.chat_type),
            direction: direction_name(message.direction),
            kind: type_name(&message.content),
            from: author(&message.sender_platform_id),
            from_name: message.sender_name.clone(),
            from_me,
            to: from_me.then(|| author(&chat.address.id)),
            body: body_of(&message.content),
            status: status_name(&message),
            failure: message.failure_message.clone(),
            timestamp: message.platform_timestamp.into(),
            quoted_id: message.reply_to_external_id.clone(),
            forwarded: message.context.forwarded,
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
            media: media.map(|media| MediaView::new(app, &message, media, view_once)),
            location: location_of(&message.content),
            contacts: contacts_of(&message.content),
            poll: poll_of(&message.content),
            wa_message_id: message.external_id,
        }
    }

    /// Adds the votes to a poll.
    pub(super) fn add_votes(&mut self, app: &App, answers: Answers) {
        let Some(poll) = &mut self.poll else { return };
        poll.total = Some(answers.people);
        let results = answers.options.into_iter().map(|option| {
            let voters = option.answers.iter();
            let voters = voters.map(|given| digits(app, &given.answer.platform_user_id));
            PollResultView {
                count: option.answers.len(),
                voters: voters.collect(),
                name: option.name,
            }
        });
        poll.results = Some(results.collect());
    }

    /// The id, as a cursor names the message.
    pub(crate) fn id(&self) -> String {
        self.id.to_string()
    }
}

impl MediaView {
    fn new(app: &App, message: &Message, media: MediaContent, view_once: bool) -> Self {
        let (host, account) = (app.public_url(), AccountId(message.instance_id));
        Self {
            id: media.media_id.map(omni_domain::ids::MediaId::uuid),
            // An account's own token needs no `account_id`; a person's does.
            link: format!("{host}{BASE}/messages/{}/media?account_id={account}", message.id),
            mime_type: media.mime_type,
            file_size: media.size,
            file_name: media.file_name,
            caption: media.caption,
            width: media.width,
            height: media.height,
            seconds: media.duration_seconds,
            view_once,
        }
    }
}

fn location_of(content: &Content) -> Option<LocationView> {
    let Content::Location(Location { latitude, longitude, name, address, .. }) = content else {
        return None;
    };
    let (name, address) = (name.clone(), address.clone());
    Some(LocationView { latitude: *latitude, longitude: *longitude, name, address })
}

fn contacts_of(content: &Content) -> Option<Vec<CardView>> {
    let Content::Contact { contacts } = content else { return None };
    let card = |card: &omni_domain::content::ContactCard| CardView {
        name: card.name.clone(),
        phone: card.phone.clone(),
        vcard: card.vcard.clone(),
    };
    Some(contacts.iter().map(card).collect())
}

fn poll_of(content: &Content) -> Option<PollView> {
    let Content::Poll { question, options, max_choices } = content else { return None };
    let (title, options) = (question.clone(), options.clone());
    Some(PollView { title, options, count: *max_choices, total: None, results: None })
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
