use super::media::source;
use super::send::{Outgoing, SendHeaders, SentView, send};
use crate::account::{Account, AccountQuery};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::{MediaStyle, SendBody, SendMedia};
use omni_domain::access::Scope;
use omni_domain::content::MediaKind;
use omni_http::{ApiError, Endpoint, IdempotencyKey, MediaJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// The chat of the account's status updates.
const STATUS: &str = "status@broadcast";

/// A status update: a text, or a picture or video.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SendStoryRequest {
    /// The text.
    body: Option<String>,
    /// A picture or video instead: a URL, base64, or a `data:` URL.
    media: Option<String>,
    /// Of `media`; a video where it begins with `video/`, as a `data:` URL may, too.
    mime_type: Option<String>,
    caption: Option<String>,
}

/// A file is a video if the request says so, and a picture otherwise.
fn kind_of(mime: Option<&str>, media: &str) -> MediaKind {
    let begins = |text: &str, with: &str| {
        text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let is_video = mime.map_or_else(|| begins(media, "data:video/"), |mime| begins(mime, "video/"));
    if is_video { MediaKind::Video } else { MediaKind::Image }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).with_files();

/// Post story
///
/// Shown for a day to those whom the account's privacy settings let see it.
#[utoipa::path(
    post,
    path = "/messages/story",
    tag = "messages",
    params(AccountQuery, SendHeaders),
    request_body = SendStoryRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_story(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    MediaJson(story): MediaJson<SendStoryRequest>,
) -> Result<Response, ApiError> {
    let body = match (story.body, story.media) {
        (Some(text), None) => SendBody::Text(text),
        (None, Some(media)) => SendBody::Media(SendMedia {
            kind: kind_of(story.mime_type.as_deref(), &media),
            source: source(Some(media))?,
            mime_type: story.mime_type,
            file_name: None,
            caption: story.caption,
            style: MediaStyle::Plain,
            view_once: false,
        }),
        _ => return Err(ApiError::invalid("body", "give either `body` or `media`")),
    };
    let outgoing = Outgoing { to: STATUS.to_owned(), ..Outgoing::default() };
    send(&app, &account, key, outgoing, body).await
}

#[cfg(test)]
mod tests {
    use super::kind_of;
    use omni_domain::content::MediaKind;

    #[test]
    fn a_video_is_known_by_its_type_or_by_its_data_url() {
        for (mime, media, kind) in [
            (Some("video/mp4"), "aGVsbG8=", MediaKind::Video),
            (None, "data:video/mp4;base64,aGVsbG8=", MediaKind::Video),
            (None, "DATA:Video/mp4;base64,aGVsbG8=", MediaKind::Video),
            (None, "data:image/png;base64,aGVsbG8=", MediaKind::Image),
            (None, "https://example.com/video", MediaKind::Image),
        ] {
            assert_eq!(kind_of(mime, media), kind, "{mime:?} {media}");
        }
    }
}
