//! From a request to the content of a message.

use super::album;
use super::event::event_content;
use super::forward;
use super::link;
use super::poll::poll_content;
use super::requests::{MediaStyle, SendBody, SendMedia};
use super::store_media;
use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::InstanceMeta;
use omni_domain::access::Caller;
use omni_domain::content::{ContactCard, Content, MediaKind, MessageContext};
use omni_domain::conversation::Media;

/// A message to send, as far as its request describes it.
pub(super) struct Composed {
    pub(super) content: Content,
    /// The row of its file, whose bytes are stored.
    pub(super) file: Option<Media>,
    pub(super) context: MessageContext,
    /// The files of an album.
    pub(super) parts: Vec<Self>,
}

/// Cards of one message; phones choose no more at a time.
const MAX_CARDS: usize = 257;

impl Composed {
    /// Removes its stored files, whose message is not sent.
    pub(super) async fn discard(&self, app: &App) {
        let files = self.parts.iter().filter_map(|part| part.file.as_ref()).chain(&self.file);
        let keys: Vec<&str> = files.filter_map(|file| file.blob_key.as_deref()).collect();
        for key in keys {
            store_media::discard(app, key).await;
        }
    }
}

impl From<Content> for Composed {
    fn from(content: Content) -> Self {
        Self { content, file: None, context: MessageContext::default(), parts: Vec::new() }
    }
}

/// The content, checked; the bytes of its file are stored.
pub(super) async fn compose(
    app: &App,
    caller: &Caller,
    instance: &InstanceMeta,
    body: SendBody,
) -> Result<Composed, Error> {
    match body {
        SendBody::Text(text) => Ok(text_content(app, text)?.into()),
        SendBody::Link(given) => link::link(app, *given).await,
        SendBody::Media(media) => compose_media(app, instance, media).await,
        SendBody::Album(files) => album::album(app, instance, files).await,
        SendBody::Contacts(cards) => Ok(contacts_content(cards)?.into()),
        SendBody::Location(location) => {
            check_position(location.latitude, location.longitude)?;
            Ok(Content::Location(location).into())
        }
        SendBody::Poll(poll) => Ok(poll_content(&poll)?.into()),
        SendBody::Event(event) => Ok(event_content(*event)?.into()),
        SendBody::Forward(message) => forward::copy(app, caller, instance, &message).await,
    }
}

/// A file, checked; its bytes are stored.
pub(super) async fn compose_media(
    app: &App,
    instance: &InstanceMeta,
    media: SendMedia,
) -> Result<Composed, Error> {
    check_caption(app, media.caption.as_deref().unwrap_or_default())?;
    check_style(media.kind, media.style, media.view_once)?;
    let context = MessageContext { view_once: media.view_once, ..MessageContext::default() };
    let (content, row) = store_media::store(app, instance, media).await?;
    Ok(Composed { file: Some(row), context, ..Content::Media(content).into() })
}

/// Whether phones can show this kind of file so.
fn check_style(kind: MediaKind, style: MediaStyle, view_once: bool) -> Result<(), Error> {
    if style == MediaStyle::Gif && kind != MediaKind::Video {
        return Err(Error::invalid(Field::Gif, "only a video (MP4) can be shown as a GIF"));
    }
    if style == MediaStyle::VideoNote && kind != MediaKind::Video {
        return Err(Error::invalid(Field::VideoNote, "only a video can be a video note"));
    }
    let can_be_once = match kind {
        MediaKind::Image => true,
        MediaKind::Video => style == MediaStyle::Plain,
        MediaKind::Audio => style == MediaStyle::VoiceNote,
        MediaKind::Document | MediaKind::Sticker => false,
    };
    if view_once && !can_be_once {
        return Err(Error::invalid(
            Field::ViewOnce,
            "only pictures, videos and voice notes can be opened once",
        ));
    }
    Ok(())
}

fn contacts_content(contacts: Vec<ContactCard>) -> Result<Content, Error> {
    if contacts.is_empty() || contacts.len() > MAX_CARDS {
        return Err(Error::invalid(Field::Contacts, format!("give 1 to {MAX_CARDS} cards")));
    }
    if contacts.iter().any(|card| card.name.trim().is_empty()) {
        return Err(Error::invalid(Field::ContactName, "a contact card needs a name"));
    }
    Ok(Content::Contact { contacts })
}

fn text_content(app: &App, text: String) -> Result<Content, Error> {
    check_text(app, &text)?;
    Ok(Content::Text { text })
}

/// Whether a file may be sent with this caption.
pub(super) fn check_caption(app: &App, caption: &str) -> Result<(), Error> {
    if caption.chars().count() > app.config.limits.text_chars {
        return Err(Error::invalid(Field::Caption, "the caption is too long for this channel"));
    }
    Ok(())
}

/// Whether the text may be sent.
pub(super) fn check_text(app: &App, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Err(Error::invalid(Field::Text, "the text is empty"));
    }
    if text.chars().count() > app.config.limits.text_chars {
        let limit = app.config.limits.text_chars;
        return Err(Error::invalid(
            Field::Text,
            format!("the text exceeds {limit} characters; split it"),
        ));
    }
    Ok(())
}

/// Whether this is a position on Earth, in degrees.
pub(super) fn check_position(latitude: f64, longitude: f64) -> Result<(), Error> {
    if !(-90.0..=90.0).contains(&latitude) {
        return Err(Error::invalid(Field::Latitude, "give degrees from -90 to 90"));
    }
    if !(-180.0..=180.0).contains(&longitude) {
        return Err(Error::invalid(Field::Longitude, "give degrees from -180 to 180"));
    }
    Ok(())
}
