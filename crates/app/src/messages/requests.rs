//! The requests to send.

use omni_channel::MediaStream;
use omni_domain::content::{CalendarEvent, ContactCard, Location, MediaKind};
use omni_domain::ids::InstanceId;
use std::fmt;

/// A send.
#[derive(Debug)]
pub struct SendMessage {
    /// The sending instance.
    pub instance_id: InstanceId,
    /// The recipient: a phone number, a channel address, a chat id or a person id.
    pub to: String,
    /// The content.
    pub body: SendBody,
    /// The message to quote: its internal id or the channel's.
    pub reply_to: Option<String>,
    /// Those whom the text mentions: phone numbers or channel addresses.
    pub mentions: Vec<String>,
    /// Whether it mentions all members of the group.
    pub mention_all: bool,
    /// Whether a text is sent without the preview of its link, although the instance sends previews.
    pub no_link_preview: bool,
    /// Makes a repeat of this request with the same credential return the first one's message (24
    /// hours).
    pub idempotency_key: Option<String>,
    /// Answer as soon as it is durably queued, instead of waiting for the network.
    pub respond_async: bool,
}

/// What to send.
#[derive(Debug)]
pub enum SendBody {
    /// Plain text, 1 to 65,536 characters.
    Text(String),
    /// Plain text with a link, and the preview of the link.
    Link(Box<SendLink>),
    /// A file.
    Media(SendMedia),
    /// Contact cards, at least one.
    Contacts(Vec<ContactCard>),
    /// A location.
    Location(Location),
    /// A poll.
    Poll(SendPoll),
    /// An event.
    Event(Box<CalendarEvent>),
    /// Pictures and videos that are shown together, 2 to 30.
    Album(Vec<SendMedia>),
    /// A copy of a message that is stored, marked as forwarded.
    Forward(ForwardMessage),
}

/// A text with a link, whose preview the request gives.
#[derive(Debug)]
pub struct SendLink {
    /// The text, which contains the link; 1 to 65,536 characters.
    pub text: String,
    /// The headline of the preview, 1 to 256 characters.
    pub title: String,
    /// What the page is about, at most 512 characters.
    pub description: Option<String>,
    /// The link that the preview is of, as it is in the text; the first one if absent.
    pub link: Option<String>,
    /// A picture: a URL, or base64.
    pub picture: Option<String>,
}

/// A poll to send.
#[derive(Debug)]
pub struct SendPoll {
    /// The question.
    pub question: String,
    /// The choices, 2 to 12.
    pub options: Vec<String>,
    /// How many of them one person may choose; one if absent.
    pub max_choices: Option<u32>,
}

/// The message to forward. The caller needs the scope to read messages, too.
#[derive(Debug)]
pub struct ForwardMessage {
    /// The message: its internal id or the channel's.
    pub message: String,
    /// Its chat: an id or an address. The channel's ids of messages are unique in a chat only.
    pub chat: Option<String>,
}

/// A file to send.
#[derive(Debug)]
pub struct SendMedia {
    /// Its kind.
    pub kind: MediaKind,
    /// Where its bytes are.
    pub source: MediaInput,
    /// MIME type; guessed from the source or name if absent.
    pub mime_type: Option<String>,
    /// The file's name.
    pub file_name: Option<String>,
    /// The caption.
    pub caption: Option<String>,
    /// How it is shown.
    pub style: MediaStyle,
    /// Whether the recipient may open it once.
    pub view_once: bool,
}

/// How a file is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MediaStyle {
    /// As a file of its kind.
    #[default]
    Plain,
    /// Audio, as recorded in the chat.
    VoiceNote,
    /// A video without sound that plays in a loop.
    Gif,
    /// A video, as recorded in the chat: a circle.
    VideoNote,
}

/// Where a file's bytes are.
pub enum MediaInput {
    /// To be fetched, through the guarded client.
    Url(String),
    /// In the request, standard or URL-safe base64, with or without a `data:` prefix.
    Base64(String),
    /// Uploaded with the request.
    Stream {
        /// Bytes, if known.
        size: Option<u64>,
        /// The bytes.
        bytes: MediaStream,
    },
}

impl fmt::Debug for MediaInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Url(_) => "Url",
            Self::Base64(_) => "Base64",
            Self::Stream { .. } => "Stream",
        })
    }
}

/// A reaction to send.
#[derive(Debug)]
pub struct SendReaction {
    /// The sending instance.
    pub instance_id: InstanceId,
    /// The conversation, as for [`SendMessage::to`].
    pub to: String,
    /// The message: its internal id or the channel's.
    pub message_id: String,
    /// The emoji; empty takes the reaction back.
    pub emoji: String,
}
