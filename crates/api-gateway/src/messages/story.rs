use super::send::{Outgoing, SendHeaders, SentView, refuse_edit, send};
use super::views::MessageView;
use crate::account::{Account, AccountQuery};
use crate::address::NETWORK;
use crate::chats::{MessagePage, list_messages};
use crate::files::source;
use crate::shapes::{ListView, PageParams, Reply, bad_cursor};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use omni_app::messages::{self, MediaStyle, SendBody, SendMedia};
use omni_app::{App, channels};
use omni_domain::access::Scope;
use omni_domain::content::MediaKind;
use omni_http::{ApiError, ApiQuery, Endpoint, IdempotencyKey, MediaJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// Characters in which a `data:` URL declares a video.
const DATA_URL: usize = 11;

/// A status update: a text, or a picture or video.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SendStoryRequest {
    /// The text.
    body: Option<String>,
    /// A picture or video instead: a URL, base64, a `data:` URL, or the id of an upload (`POST /media`).
    media: Option<String>,
    /// Of `media`; a video where it begins with `video/`, as a `data:` URL may, too.
    mime_type: Option<String>,
    caption: Option<String>,
    /// Refused: only texts are changed. Delete the message and send another.
    edit: Option<String>,
}

/// A file is a video if the request declares one, and a picture otherwise.
fn kind_of(mime: Option<&str>, media: &str) -> MediaKind {
    let begins = |text: &str, with: &str| {
        text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let is_video = mime.map_or_else(|| begins(media, "data:video/"), |mime| begins(mime, "video/"));
    if is_video { MediaKind::Video } else { MediaKind::Image }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).with_files();
pub(crate) const LIST: Endpoint = Endpoint::scope(Scope::MessagesRead);

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
    post(&app, &account, key, story).await
}

/// Publish story (WHAPI)
///
/// The same as `POST /messages/story`, under the name that WHAPI's clients use, too.
#[utoipa::path(
    post,
    path = "/stories",
    tag = "messages",
    params(AccountQuery, SendHeaders),
    request_body = SendStoryRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn publish_story(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    MediaJson(story): MediaJson<SendStoryRequest>,
) -> Result<Response, ApiError> {
    post(&app, &account, key, story).await
}

/// List stories
///
/// Status updates of the account and of others, newest first; empty until there is one.
#[utoipa::path(
    get,
    path = "/stories",
    tag = "messages",
    params(PageParams, AccountQuery),
    responses((status = 200, body = ListView<MessageView>))
)]
pub(crate) async fn list_stories(
    State(app): State<App>,
    account: Account,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<MessageView>> {
    params.limit()?;
    let empty = || Ok(Json(ListView { items: Vec::new(), next_cursor: None }));
    let Some(chat) = channels::status_chat(&app, NETWORK) else { return empty() };
    match list_messages(&app, &account, &chat.id, &params).await? {
        MessagePage::Found(page) => Ok(Json(page)),
        // No page of it has been returned yet, and so no cursor.
        MessagePage::NoChat(_) if params.cursor().is_some() => Err(bad_cursor()),
        MessagePage::NoChat(_) => empty(),
    }
}

async fn post(
    app: &App,
    account: &Account,
    key: Option<String>,
    story: SendStoryRequest,
) -> Result<Response, ApiError> {
    refuse_edit(story.edit.as_deref())?;
    let body = match (story.body, story.media) {
        (Some(text), None) => SendBody::Text(text),
        (None, Some(media)) => {
            let given = media.get(..DATA_URL).unwrap_or(&media).to_owned();
            let file = source(Some(media))?.open(app, account).await?;
            let mime_type = story.mime_type.or(file.mime_type);
            SendBody::Media(SendMedia {
                kind: kind_of(mime_type.as_deref(), &given),
                source: file.input,
                mime_type,
                file_name: None,
                caption: story.caption,
                style: MediaStyle::Plain,
                view_once: false,
            })
        }
        _ => return Err(ApiError::invalid("body", "give either `body` or `media`")),
    };
    let to = messages::status_chat(app, &account.caller, account.id).await?;
    let outgoing = Outgoing { to, ..Outgoing::default() };
    send(app, account, key, outgoing, body).await
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
