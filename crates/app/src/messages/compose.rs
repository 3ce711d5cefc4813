//! From a request to the content of a message.

use super::requests::SendBody;
use super::store_media;
use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::InstanceMeta;
use omni_domain::content::{Content, Location};
use omni_domain::conversation::Media;

/// The content, checked; and the row of its file, whose bytes are stored.
pub(super) async fn content(
    app: &App,
    instance: &InstanceMeta,
    body: SendBody,
) -> Result<(Content, Option<Media>), Error> {
    match body {
        SendBody::Text(text) => Ok((text_content(app, text)?, None)),
        SendBody::Media(media) => {
            let caption = media.caption.as_deref().unwrap_or_default();
            if caption.chars().count() > app.config.limits.text_chars {
                return Err(Error::invalid(
                    Field::Caption,
                    "the caption is too long for this channel",
                ));
            }
            let (content, row) = store_media::store(app, instance, media).await?;
            Ok((Content::Media(content), Some(row)))
        }
        SendBody::Contact(card) => {
            if card.name.trim().is_empty() {
                return Err(Error::invalid(Field::ContactName, "a contact card needs a name"));
            }
            Ok((Content::Contact { contacts: vec![card] }, None))
        }
        SendBody::Location(location) => {
            check_location(&location)?;
            Ok((Content::Location(location), None))
        }
    }
}

fn text_content(app: &App, text: String) -> Result<Content, Error> {
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
    Ok(Content::Text { text })
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
