//! From a request to the content of a message.

use super::forward;
use super::poll::poll_content;
use super::requests::SendBody;
use super::store_media;
use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::InstanceMeta;
use omni_domain::access::Caller;
use omni_domain::content::{Content, Location, MessageContext};
use omni_domain::conversation::Media;

/// A message to send, as far as its request describes it.
pub(super) struct Composed {
    pub(super) content: Content,
    /// The row of its file, whose bytes are stored.
    pub(super) file: Option<Media>,
    pub(super) context: MessageContext,
}

impl From<Content> for Composed {
    fn from(content: Content) -> Self {
        Self { content, file: None, context: MessageContext::default() }
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
        SendBody::Media(media) => {
            let caption = media.caption.as_deref().unwrap_or_default();
            if caption.chars().count() > app.config.limits.text_chars {
                return Err(Error::invalid(
                    Field::Caption,
                    "the caption is too long for this channel",
                ));
            }
            let (content, row) = store_media::store(app, instance, media).await?;
            Ok(Composed { file: Some(row), ..Content::Media(content).into() })
        }
        SendBody::Contact(card) => {
            if card.name.trim().is_empty() {
                return Err(Error::invalid(Field::ContactName, "a contact card needs a name"));
            }
            Ok(Content::Contact { contacts: vec![card] }.into())
        }
        SendBody::Location(location) => {
            check_location(&location)?;
            Ok(Content::Location(location).into())
        }
        SendBody::Poll(poll) => Ok(poll_content(&poll)?.into()),
        SendBody::Forward(message) => forward::copy(app, caller, instance, &message).await,
    }
}

fn text_content(app: &App, text: String) -> Result<Content, Error> {
    check_text(app, &text)?;
    Ok(Content::Text { text })
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

fn check_location(location: &Location) -> Result<(), Error> {
    if !(-90.0..=90.0).contains(&location.latitude) {
        return Err(Error::invalid(Field::Latitude, "give degrees from -90 to 90"));
    }
    if !(-180.0..=180.0).contains(&location.longitude) {
        return Err(Error::invalid(Field::Longitude, "give degrees from -180 to 180"));
    }
    Ok(())
}
