use super::delivery::{Delivery, DeliveryHeaders};
use super::endpoint::SEND_FILES;
use super::result::{Envelope, MessageResult, send};
use super::source::source;
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::{MediaStyle, SendBody, SendMedia};
use omni_domain::content::MediaKind;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, Auth, Endpoint, MediaJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// The kind of file. Read from a string, so that an error names the field.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String", rename_all = "lowercase")]
#[schema(rename_all = "lowercase")]
enum AlbumFileType {
    Image,
    Video,
}

impl TryFrom<String> for AlbumFileType {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "image" => Ok(Self::Image),
            "video" => Ok(Self::Video),
            _ => Err("expected `image` or `video`".to_owned()),
        }
    }
}

/// An album to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendAlbumRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// A phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    /// Its pictures and videos, in their order.
    #[schema(min_items = 2, max_items = 30)]
    files: Vec<AlbumFile>,
    /// The message to quote: its internal id or the channel's.
    reply_to: Option<String>,
}

/// A picture or video of an album, by URL or as base64.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AlbumFile {
    #[serde(rename = "type")]
    kind: AlbumFileType,
    /// The file's URL; `http` or `https`, on a public address.
    url: Option<String>,
    /// The file itself, with or without a `data:` prefix.
    base64: Option<String>,
    filename: Option<String>,
    /// Without it: from the `data:` URL, the URL's response or the form field, else from the file name,
    /// else the default of the kind.
    mime_type: Option<String>,
    caption: Option<String>,
}

impl TryFrom<AlbumFile> for SendMedia {
    type Error = ApiError;

    fn try_from(file: AlbumFile) -> Result<Self, ApiError> {
        Ok(Self {
            kind: match file.kind {
                AlbumFileType::Image => MediaKind::Image,
                AlbumFileType::Video => MediaKind::Video,
            },
            source: source(file.url, file.base64)?,
            mime_type: file.mime_type,
            file_name: file.filename,
            caption: file.caption,
            style: MediaStyle::Plain,
            view_once: false,
        })
    }
}

pub(crate) const ENDPOINT: Endpoint = SEND_FILES;

/// Send album
///
/// Several pictures and videos that phones show together. The response is about the message that
/// begins the album; its files follow, each as a message with that one's `externalId` as `album`.
#[utoipa::path(
    post,
    path = "/messages/album",
    tag = "messages",
    params(DeliveryHeaders),
    request_body = SendAlbumRequest,
    responses(
        (status = 201, description = "Sent.", body = MessageResult),
        (status = 202, description = "Queued.", body = MessageResult)
    )
)]
pub(crate) async fn send_album(
    State(app): State<App>,
    Auth(caller): Auth,
    delivery: Delivery,
    MediaJson(body): MediaJson<SendAlbumRequest>,
) -> Result<Response, ApiError> {
    let files: Result<Vec<SendMedia>, ApiError> =
        body.files.into_iter().map(SendMedia::try_from).collect();
    let envelope = Envelope {
        instance_id: body.instance_id,
        to: body.to,
        reply_to: body.reply_to,
        mentions: Vec::new(),
        mention_all: false,
    };
    send(&app, &caller, delivery, envelope, SendBody::Album(files?)).await
}
