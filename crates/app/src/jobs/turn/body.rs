//! The content of an answer's message: text, or an image that the answer links.

use super::{TurnContext, mentions, typing};
use crate::app::App;
use crate::error::{Error, Field};
use crate::messages::{self, MediaInput, MediaStyle, SendMedia};
use omni_domain::content::{Content, LinkPreview, MediaContent, MediaKind};
use omni_domain::conversation::Media;
use omni_domain::turn::ReplyPart;

/// The types that are sent as images. A page that only shows one is none.
const IMAGES: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/gif"];

/// The content of a message, and the row of its file, whose bytes are stored.
pub(super) struct Body {
    pub(super) content: Content,
    pub(super) file: Option<Media>,
    /// The addresses of those whom the text mentions.
    pub(super) mentions: Vec<String>,
    /// The preview of a link in the text.
    pub(super) link_preview: Option<LinkPreview>,
}

impl From<Content> for Body {
    fn from(content: Content) -> Self {
        Self { content, file: None, mentions: Vec::new(), link_preview: None }
    }
}

impl Body {
    fn text(text: impl Into<String>) -> Self {
        Content::text(text).into()
    }
}

/// The content of a part. An image that cannot be fetched is sent as its link.
pub(super) async fn of_part(
    app: &App,
    context: &TurnContext,
    part: &ReplyPart,
) -> Result<Body, Error> {
    let Some(url) = &part.image_url else {
        let (text, mentions) = mentions::of_text(app, context, &part.text).await?;
        let link_preview = messages::link_preview(app, &context.live.meta(), &text).await;
        return Ok(Body { mentions, link_preview, ..Body::text(text) });
    };
    let limit = app.config.outbound.fetch_timeout;
    let fetched = tokio::select! {
        fetched = tokio::time::timeout(limit, image(app, context, url, &part.text)) => fetched,
        never = typing::keep(app, context) => match never {},
    };
    match fetched {
        Ok(Ok((content, file))) => Ok(Body { file: Some(file), ..Content::Media(content).into() }),
        Ok(Err(error @ (Error::Internal(_) | Error::StorageUnavailable))) => Err(error),
        Ok(Err(_)) | Err(_) => {
            tracing::info!(instance.id = %context.instance.id, "an image of an answer could not be fetched");
            Ok(Body::text(link(&part.text, url)))
        }
    }
}

fn link(caption: &str, url: &str) -> String {
    if caption.is_empty() { url.to_owned() } else { format!("{caption} ({url})") }
}

/// Fetches an image through the guarded client, within the limit on files, and stores it.
async fn image(
    app: &App,
    context: &TurnContext,
    url: &str,
    caption: &str,
) -> Result<(MediaContent, Media), Error> {
    let request = SendMedia {
        kind: MediaKind::Image,
        source: MediaInput::Url(url.to_owned()),
        mime_type: None,
        file_name: None,
        caption: Some(caption.to_owned()),
        style: MediaStyle::Plain,
        view_once: false,
    };
    let (content, file) = messages::store_file(app, &context.live.meta(), request).await?;
    if IMAGES.contains(&content.mime_type.as_str()) {
        return Ok((content, file));
    }
    if let Some(key) = &file.blob_key {
        messages::discard_file(app, key).await;
    }
    Err(Error::fetch_failed(Field::FileUrl, "the address is not an image"))
}
