use super::media::{MediaType, SendMediaRequest, send_file};
use super::send::{SendHeaders, SentView};
use crate::account::{Account, AccountQuery};
use crate::files::{FileBody, Source};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::MediaInput;
use omni_http::{ApiError, ApiPath, ApiQuery, FileStream, IdempotencyKey};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct MediaTypePath {
    /// What kind of file it is.
    #[serde(rename = "type")]
    #[param(inline, example = "image")]
    kind: MediaType,
}

/// What is known of the file, and where it is sent.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the members that are ignored are for the document")]
pub(crate) struct MediaBodyQuery {
    /// Digits of a number, an address, or a chat's id.
    #[param(example = "5511999998888")]
    to: String,
    /// Without it: from the header `content-type`, else from the file name, else the default of the kind.
    mime_type: Option<String>,
    caption: Option<String>,
    filename: Option<String>,
    /// Let the recipient open a picture, a video or a voice note once.
    view_once: Option<bool>,
    /// The message to quote: its id.
    quoted: Option<String>,
    /// Refused: captions are not changed, only texts are. Delete the message and send another.
    edit: Option<String>,
    /// Mentioned people: digits or addresses, at most 256.
    #[param(max_items = 256)]
    mentions: Option<Vec<String>>,
    /// Accepted for WHAPI's clients, and ignored.
    no_encode: Option<String>,
    /// Accepted for WHAPI's clients, and ignored.
    no_cache: Option<String>,
    /// Accepted for WHAPI's clients, and ignored: it is read from the file.
    width: Option<String>,
    /// Accepted for WHAPI's clients, and ignored: it is read from the file.
    height: Option<String>,
}

/// Send media (WHAPI)
///
/// The body is the file: its bytes as they are, and the members of `POST /messages/media` in the query.
#[utoipa::path(
    post,
    path = "/messages/media/{type}",
    tag = "messages",
    params(MediaTypePath, MediaBodyQuery, AccountQuery, SendHeaders),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_media_body(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath(path): ApiPath<MediaTypePath>,
    ApiQuery(query): ApiQuery<MediaBodyQuery>,
    FileStream(file): FileStream,
) -> Result<Response, ApiError> {
    let fields = SendMediaRequest {
        to: query.to,
        kind: None,
        media: None,
        mime_type: query.mime_type.or(file.mime_type),
        caption: query.caption,
        filename: query.filename,
        view_once: query.view_once,
        quoted: query.quoted,
        edit: query.edit,
        mentions: query.mentions,
    };
    let source = Source::Input(MediaInput::Stream { size: None, bytes: file.bytes });
    send_file(&app, &account, key, path.kind, FileBody { fields, source }).await
}
