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
    /// Of `media`; a video where it begins with `video/`.
    mime_type: Option<String>,
    caption: Option<String>,
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
        (None, media @ Some(_)) => {
            let mime = story.mime_type;
            let is_video = mime.as_deref().is_some_and(|mime| mime.starts_with("video/"));
            SendBody::Media(SendMedia {
                kind: if is_video { MediaKind::Video } else { MediaKind::Image },
                source: source(media)?,
                mime_type: mime,
                file_name: None,
                caption: story.caption,
                style: MediaStyle::Plain,
                view_once: false,
            })
        }
        _ => return Err(ApiError::invalid("body", "give either `body` or `media`")),
    };
    let outgoing = Outgoing { to: STATUS.to_owned(), ..Outgoing::default() };
    send(&app, &account, key, outgoing, body).await
}
