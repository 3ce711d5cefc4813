use crate::shapes::Time;
use omni_domain::content::{
    CalendarEvent, ContactCard, Content, EventPlace, InteractiveAction, Location, MediaContent,
};
use serde::Serialize;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

/// The content of a message. `type` determines which of the other fields are present.
#[derive(Debug, Default, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContentView {
    /// `text`, `image`, `audio`, `video`, `document`, `sticker`, `contact`, `location`, `poll`,
    /// `event`, `album`, `template`, `interactive`, `call`, `invite` or `unknown`.
    #[serde(rename = "type")]
    #[schema(example = "text")]
    kind: &'static str,
    /// The text, or the caption of a file, or a poll's question, or an event's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    #[schema(value_type = FileMembers)]
    media: Option<FileView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<Vec<CardView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<PlaceView>,
    /// The options of a poll, of buttons or of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Vec<String>>,
    /// How many options of a poll one person may choose, if the channel reports it.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_choices: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<Box<CalendarEventView>>,
    /// The files of an album, which follow in messages of their own with this one's external id as
    /// `album`.
    #[serde(skip_serializing_if = "Option::is_none")]
    album: Option<AlbumView>,
    /// The channel's own name for content that this version cannot show.
    #[serde(skip_serializing_if = "Option::is_none")]
    native_type: Option<String>,
}

/// A message's file.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileView {
    media_id: Option<Uuid>,
    mime_type: String,
    /// Bytes.
    size: Option<u64>,
    file_name: Option<String>,
    duration_seconds: Option<u32>,
    width: Option<u32>,
    height: Option<u32>,
    /// Recorded in the chat, not attached.
    is_voice_note: bool,
    /// Plays in a loop.
    is_animated: bool,
    /// A video that was recorded in the chat, shown as a circle.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_video_note: bool,
    /// The loudness of a voice note from its beginning to its end, 0 to 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<u32>)]
    waveform: Vec<u8>,
}

/// The members of a message's file beside those of its content: none of them has to be there. As
/// `Option<FileView>` the document would demand a file or `null`, and no object without a file is either.
struct FileMembers;

impl PartialSchema for FileMembers {
    fn schema() -> RefOr<Schema> {
        let mut schema = FileView::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.required.clear();
        }
        schema
    }
}

impl ToSchema for FileMembers {}

/// An event of a chat. Its answers are at `/messages/{id}/answers`.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CalendarEventView {
    description: Option<String>,
    starts_at: Option<Time>,
    ends_at: Option<Time>,
    place: Option<EventPlaceView>,
    /// The link of its call.
    link: Option<String>,
    /// People may bring others.
    extra_guests_allowed: bool,
    /// It does not take place.
    cancelled: bool,
}

/// Where an event is.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
struct EventPlaceView {
    name: Option<String>,
    address: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

/// How many files an album has.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
struct AlbumView {
    images: u32,
    videos: u32,
}

/// A contact card.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
struct CardView {
    name: String,
    /// The first number.
    phone: Option<String>,
    /// Every number on the card, as written on it.
    phones: Vec<String>,
    email: Option<String>,
    organization: Option<String>,
    /// The card as it was received (vCard).
    #[serde(skip_serializing_if = "Option::is_none")]
    vcard: Option<String>,
}

/// A location.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
struct PlaceView {
    latitude: f64,
    longitude: f64,
    name: Option<String>,
    address: Option<String>,
    /// A live location, which is updated as it changes.
    live: bool,
}

impl ContentView {
    pub(crate) const fn kind(&self) -> &'static str {
        self.kind
    }

    pub(crate) fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    pub(crate) const fn media(&self) -> Option<&FileView> {
        self.media.as_ref()
    }
}

impl FileView {
    pub(crate) fn mime_type(&self) -> &str {
        &self.mime_type
    }
}

impl From<Content> for ContentView {
    fn from(content: Content) -> Self {
        let view = Self { kind: content.content_type().as_str(), ..Self::default() };
        match content {
            Content::Text { text } => Self { text: Some(text), ..view },
            Content::Media(mut media) => {
                Self { text: media.caption.take(), media: Some(media.into()), ..view }
            }
            Content::Location(location) => Self { location: Some(location.into()), ..view },
            Content::Contact { contacts } => {
                Self { contacts: Some(contacts.into_iter().map(CardView::from).collect()), ..view }
            }
            Content::Poll { question, options, max_choices } => {
                Self { text: Some(question), options: Some(options), max_choices, ..view }
            }
            Content::Event(mut event) => Self {
                text: Some(std::mem::take(&mut event.name)),
                event: Some(Box::new((*event).into())),
                ..view
            },
            Content::Album { images, videos } => {
                Self { album: Some(AlbumView { images, videos }), ..view }
            }
            Content::Interactive(interactive) => Self {
                options: options_of(&interactive.action),
                text: Some(interactive.body),
                ..view
            },
            content @ (Content::Template(_)
            | Content::Choice(_)
            | Content::Call(_)
            | Content::Invite(_)) => Self { text: content.as_text(), ..view },
            Content::Unknown { kind, text } => Self { native_type: Some(kind), text, ..view },
        }
    }
}

fn options_of(action: &InteractiveAction) -> Option<Vec<String>> {
    match action {
        InteractiveAction::Buttons { buttons } => {
            Some(buttons.iter().map(|button| button.title.clone()).collect())
        }
        InteractiveAction::List { sections, .. } => {
            let rows = sections.iter().flat_map(|section| &section.rows);
            Some(rows.map(|row| row.title.clone()).collect())
        }
        _ => None,
    }
}

impl From<MediaContent> for FileView {
    fn from(media: MediaContent) -> Self {
        Self {
            media_id: media.media_id.map(omni_domain::ids::MediaId::uuid),
            mime_type: media.mime_type,
            size: media.size,
            file_name: media.file_name,
            duration_seconds: media.duration_seconds,
            width: media.width,
            height: media.height,
            is_voice_note: media.voice_note,
            is_animated: media.animated,
            is_video_note: media.video_note,
            waveform: media.waveform,
        }
    }
}

impl From<Location> for PlaceView {
    fn from(location: Location) -> Self {
        Self {
            latitude: location.latitude,
            longitude: location.longitude,
            name: location.name,
            address: location.address,
            live: location.live,
        }
    }
}

impl From<EventPlace> for EventPlaceView {
    fn from(place: EventPlace) -> Self {
        Self {
            name: place.name,
            address: place.address,
            latitude: place.position.map(|position| position.latitude),
            longitude: place.position.map(|position| position.longitude),
        }
    }
}

impl From<CalendarEvent> for CalendarEventView {
    fn from(event: CalendarEvent) -> Self {
        Self {
            description: event.description,
            starts_at: event.starts_at.map(Time::from),
            ends_at: event.ends_at.map(Time::from),
            place: event.place.map(EventPlaceView::from),
            link: event.link,
            extra_guests_allowed: event.extra_guests,
            cancelled: event.cancelled,
        }
    }
}

impl From<ContactCard> for CardView {
    fn from(card: ContactCard) -> Self {
        Self {
            phones: card.phones().into_iter().map(str::to_owned).collect(),
            name: card.name,
            phone: card.phone,
            email: card.email,
            organization: card.organization,
            vcard: card.vcard,
        }
    }
}
