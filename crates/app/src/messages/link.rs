//! A text with a link, whose preview the sender gives.

use super::compose::{Composed, check_text};
use super::link_preview::{MAX_DESCRIPTION_CHARS, MAX_TITLE_CHARS, links};
use super::requests::SendLink;
use super::store_media::bytes_of;
use crate::app::App;
use crate::error::{Error, Field};
use crate::images;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_domain::content::{Content, LinkPreview, MessageContext};

/// The text and its preview, checked; a small copy of the picture is in the preview.
pub(super) async fn link(app: &App, given: SendLink) -> Result<Composed, Error> {
    check_text(app, &given.text)?;
    let preview = preview(&given)?;
    let thumbnail = match &given.picture {
        Some(picture) => Some(thumbnail(app, picture).await?),
        None => None,
    };
    let link_preview = Some(Box::new(LinkPreview { thumbnail, ..preview }));
    let context = MessageContext { link_preview, ..MessageContext::default() };
    Ok(Composed { context, ..Content::text(given.text).into() })
}

/// The preview, without its picture.
fn preview(given: &SendLink) -> Result<LinkPreview, Error> {
    let title = bounded(Field::LinkTitle, &given.title, MAX_TITLE_CHARS)?;
    if title.is_empty() {
        return Err(Error::invalid(Field::LinkTitle, "the title is empty"));
    }
    let description = match &given.description {
        Some(text) => Some(bounded(Field::LinkDescription, text, MAX_DESCRIPTION_CHARS)?),
        None => None,
    };
    Ok(LinkPreview {
        url: address(given)?.to_owned(),
        title: Some(title.to_owned()),
        description: description.filter(|text| !text.is_empty()).map(str::to_owned),
        thumbnail: None,
    })
}

/// The link that the preview is of. Phones show a preview only for a link that is in the text.
fn address(given: &SendLink) -> Result<&str, Error> {
    let mut found = links(&given.text);
    let Some(wanted) = given.link.as_deref() else {
        return found.next().ok_or_else(|| {
            Error::invalid(Field::Text, "has no link that begins with https:// or http://")
        });
    };
    found.find(|link| *link == wanted.trim()).ok_or_else(|| {
        Error::invalid(Field::LinkAddress, "must be a link that is in the text, written the same")
    })
}

/// A text without the space around it, at most that long.
fn bounded(field: Field, text: &str, most: usize) -> Result<&str, Error> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Error::invalid(field, format!("give at most {most} characters")));
    }
    Ok(text)
}

/// A small copy of the picture, in base64.
async fn thumbnail(app: &App, picture: &str) -> Result<String, Error> {
    let bytes = bytes_of(app, Field::LinkPicture, picture, images::MAX_BYTES).await?;
    let small = images::thumbnail(Field::LinkPicture, bytes).await?;
    Ok(STANDARD.encode(small))
}

#[cfg(test)]
mod tests {
    use super::preview;
    use crate::error::{Error, Field};
    use crate::messages::requests::SendLink;

    fn given(text: &str, link: Option<&str>) -> SendLink {
        SendLink {
            text: text.to_owned(),
            title: " Bikes ".to_owned(),
            description: Some(" ".to_owned()),
            link: link.map(str::to_owned),
            picture: None,
        }
    }

    #[test]
    fn a_preview_is_of_a_link_in_the_text() {
        let two = "https://example.org/a, or (https://example.org/b)";
        let first = preview(&given(two, None)).expect("a preview");
        assert_eq!(first.url, "https://example.org/a");
        assert_eq!((first.title.as_deref(), first.description), (Some("Bikes"), None));
        let second = preview(&given(two, Some("https://example.org/b"))).expect("a preview");
        assert_eq!(second.url, "https://example.org/b");
    }

    #[test]
    fn what_no_phone_shows_is_refused() {
        let link = "https://example.org";
        let untitled = SendLink { title: " ".to_owned(), ..given(link, None) };
        let long = SendLink { title: "x".repeat(257), ..given(link, None) };
        let described = SendLink { description: Some("x".repeat(513)), ..given(link, None) };
        for (refused, wanted) in [
            (given("no link", None), Field::Text),
            (given(link, Some("https://example.org/other")), Field::LinkAddress),
            (untitled, Field::LinkTitle),
            (long, Field::LinkTitle),
            (described, Field::LinkDescription),
        ] {
            let Err(Error::Invalid { field, .. }) = preview(&refused) else {
                panic!("it is taken: {refused:?}");
            };
            assert_eq!(field, wanted);
        }
    }
}
