//! What a message says, the same for every channel.
//!
//! Serialised with a `type` tag into `messages.content` and into event payloads.

use crate::ids::MediaId;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The kind of content, as the Omni API names it (reference/omni.md 1.0).
    pub enum ContentType {
        /// Plain text.
        Text = "text",
        /// Sound, also voice notes.
        Audio = "audio",
        /// A picture.
        Image = "image",
        /// Moving pictures.
        Video = "video",
        /// Any other file.
        Document = "document",
        /// A sticker.
        Sticker = "sticker",
        /// One or more contact cards.
        Contact = "contact",
        /// A place.
        Location = "location",
        /// An emoji on another message.
        Reaction = "reaction",
        /// A poll.
        Poll = "poll",
        /// A change to an earlier message's text.
        Edit = "edit",
        /// An earlier message taken back.
        Delete = "delete",
        /// Something this version cannot show.
        Unknown = "unknown",
    }
}

text_enum! {
    /// Media of a message.
    pub enum MediaKind {
        /// A picture.
        Image = "image",
        /// Sound.
        Audio = "audio",
        /// Moving pictures.
        Video = "video",
        /// Any other file.
        Document = "document",
        /// A sticker (WebP).
        Sticker = "sticker",
    }
}

impl From<MediaKind> for ContentType {
    fn from(kind: MediaKind) -> Self {
        match kind {
            MediaKind::Image => Self::Image,
            MediaKind::Audio => Self::Audio,
            MediaKind::Video => Self::Video,
            MediaKind::Document => Self::Document,
            MediaKind::Sticker => Self::Sticker,
        }
    }
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    /// Plain text.
    Text {
        /// The text, UTF-8.
        text: String,
    },
    /// An image, audio, video, document or sticker.
    Media(MediaContent),
    /// A place.
    Location(Location),
    /// Contact cards.
    Contact {
        /// At least one.
        contacts: Vec<ContactCard>,
    },
    /// A poll, read-only.
    Poll {
        /// The question.
        question: String,
        /// The choices.
        options: Vec<String>,
    },
    /// Something this version cannot show.
    Unknown {
        /// The channel's own name for it, for people and bug reports.
        kind: String,
    },
}

impl Content {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// The API's name for this kind of content.
    pub fn content_type(&self) -> ContentType {
        match self {
            Self::Text { .. } => ContentType::Text,
            Self::Media(media) => media.kind.into(),
            Self::Location(_) => ContentType::Location,
            Self::Contact { .. } => ContentType::Contact,
            Self::Poll { .. } => ContentType::Poll,
            Self::Unknown { .. } => ContentType::Unknown,
        }
    }

    /// The text a person typed: a text message's text or a media caption.
    pub fn typed_text(&self) -> Option<&str> {
        match self {
            Self::Text { text } => Some(text),
            Self::Media(media) => media.caption.as_deref(),
            Self::Poll { question, .. } => Some(question),
            _ => None,
        }
    }

    /// The media, if this is a media message.
    pub const fn media(&self) -> Option<&MediaContent> {
        match self {
            Self::Media(media) => Some(media),
            _ => None,
        }
    }

    /// One short line for chat lists, at most 120 characters.
    pub fn preview(&self) -> String {
        let text = match self {
            Self::Text { text } => text.as_str(),
            Self::Media(media) => media.caption.as_deref().unwrap_or(media.kind.as_str()),
            Self::Location(_) => "location",
            Self::Contact { .. } => "contact",
            Self::Poll { question, .. } => question,
            Self::Unknown { .. } => "unsupported message",
        };
        text.chars().take(120).collect()
    }
}

/// A media message's facts. The bytes are in the blob store under [`MediaContent::media_id`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaContent {
    /// What it is.
    pub kind: MediaKind,
    /// Our row for the bytes; set once the message is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_id: Option<MediaId>,
    /// MIME type as the sender gave it.
    pub mime_type: String,
    /// Bytes, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Words under the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The file's name, for documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Whole seconds, for audio and video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Recorded in the chat rather than attached.
    #[serde(default)]
    pub voice_note: bool,
    /// Plays in a loop.
    #[serde(default)]
    pub animated: bool,
}

impl MediaContent {
    /// Media of this kind and type, everything else unknown.
    pub fn new(kind: MediaKind, mime_type: impl Into<String>) -> Self {
        Self {
            kind,
            media_id: None,
            mime_type: mime_type.into(),
            size: None,
            caption: None,
            file_name: None,
            duration_seconds: None,
            width: None,
            height: None,
            voice_note: false,
            animated: false,
        }
    }
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees, -90 to 90.
    pub latitude: f64,
    /// Degrees, -180 to 180.
    pub longitude: f64,
    /// The place's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The place's postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// A position that is shared as it changes.
    #[serde(default)]
    pub live: bool,
}

/// A contact card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactCard {
    /// Shown name.
    pub name: String,
    /// Phone number, as written on the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The card as it was received (vCard 3.0), if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vcard: Option<String>,
}
