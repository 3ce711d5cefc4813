//! The content of a message, the same for every channel.
//!
//! Serialised with a `type` tag into `messages.content` and into event payloads. Fields and kinds
//! are added; what is stored stays readable.

mod calendar;
mod call;
mod choice;
mod context;
mod interactive;
mod kind;
mod media;
mod plain;
mod simple;
mod template;

pub use calendar::{CalendarEvent, EventPlace, Position};
pub use call::{Call, CallMedia, CallOutcome};
pub use choice::{Choice, ChoiceKind};
pub use context::{LinkPreview, MessageContext, PostRef, QuotedCopy, Referral, ReferralSource};
pub use interactive::{
    Flow, FlowStart, Header, Interactive, InteractiveAction, ListRow, ListSection, ReplyButton,
};
pub use kind::{ContentType, MediaKind};
pub use media::MediaContent;
pub use simple::{ContactCard, Invite, Location};
pub use template::{ButtonAction, Template, TemplateComponent, TemplateParameter, TemplatePart};

use serde::{Deserialize, Serialize};

/// The content of a message.
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
    /// A location.
    Location(Location),
    /// Contact cards.
    Contact {
        /// At least one.
        contacts: Vec<ContactCard>,
    },
    /// A poll.
    Poll {
        /// The question.
        question: String,
        /// The choices.
        options: Vec<String>,
        /// How many of them one person may choose; `None` if the channel does not report it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_choices: Option<u32>,
    },
    /// An event, which is answered with whether one comes.
    Event(Box<CalendarEvent>),
    /// The beginning of an album: its files follow, each in a message of its own
    /// ([`MessageContext::album`]).
    Album {
        /// Pictures in it.
        images: u32,
        /// Videos in it.
        videos: u32,
    },
    /// A message from a template that the network approved beforehand.
    Template(Template),
    /// Text with buttons, a list, a link or a form.
    Interactive(Box<Interactive>),
    /// The recipient's choice from an interactive message or template.
    Choice(Choice),
    /// A call.
    Call(Call),
    /// An invitation into a group or channel.
    Invite(Invite),
    /// Content that this version cannot show.
    Unknown {
        /// The channel's own name for it, for people and bug reports.
        kind: String,
        /// The text in it, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
}

impl Content {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Text with buttons, a list, a link or a form.
    pub fn interactive(interactive: Interactive) -> Self {
        Self::Interactive(Box::new(interactive))
    }

    /// The API's name for this kind of content. A choice is the text of what was chosen.
    pub fn content_type(&self) -> ContentType {
        match self {
            Self::Text { .. } | Self::Choice(_) => ContentType::Text,
            Self::Media(media) => media.kind.into(),
            Self::Location(_) => ContentType::Location,
            Self::Contact { .. } => ContentType::Contact,
            Self::Poll { .. } => ContentType::Poll,
            Self::Event(_) => ContentType::Event,
            Self::Album { .. } => ContentType::Album,
            Self::Template(_) => ContentType::Template,
            Self::Interactive(_) => ContentType::Interactive,
            Self::Call(_) => ContentType::Call,
            Self::Invite(_) => ContentType::Invite,
            Self::Unknown { .. } => ContentType::Unknown,
        }
    }

    /// The text a person typed or chose: a text message's text, a media caption, a poll's question,
    /// an event's name, the body of an interactive message.
    pub fn typed_text(&self) -> Option<&str> {
        match self {
            Self::Text { text } => Some(text),
            Self::Media(media) => media.caption.as_deref(),
            Self::Poll { question, .. } => Some(question),
            Self::Event(event) => Some(&event.name),
            Self::Template(template) => template.text.as_deref(),
            Self::Interactive(interactive) => Some(&interactive.body),
            Self::Choice(choice) => Some(&choice.title),
            Self::Invite(invite) => invite.text.as_deref(),
            Self::Unknown { text, .. } => text.as_deref(),
            Self::Location(_) | Self::Contact { .. } | Self::Album { .. } | Self::Call(_) => None,
        }
    }

    /// Whether it is content of a person that can be answered. Templates and interactive messages
    /// are sent by programs, calls and invitations expect no answer, and an album's files follow it.
    pub const fn is_answerable(&self) -> bool {
        match self {
            Self::Text { .. }
            | Self::Media(_)
            | Self::Location(_)
            | Self::Contact { .. }
            | Self::Poll { .. }
            | Self::Event(_)
            | Self::Choice(_) => true,
            Self::Album { .. }
            | Self::Template(_)
            | Self::Interactive(_)
            | Self::Call(_)
            | Self::Invite(_)
            | Self::Unknown { .. } => false,
        }
    }

    /// The media, if this is a media message.
    pub const fn media(&self) -> Option<&MediaContent> {
        match self {
            Self::Media(media) => Some(media),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
