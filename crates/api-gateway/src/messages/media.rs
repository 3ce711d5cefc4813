use super::send::{Outgoing, SendHeaders, SentView, refuse_edit, send};
use crate::account::{Account, AccountQuery};
use crate::files::{FileBody, FileFields};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::{MediaStyle, SendBody, SendMedia};
use omni_domain::access::Scope;
use omni_domain::content::MediaKind;
use omni_http::{ApiError, Endpoint, IdempotencyKey};
use serde::Deserialize;
use utoipa::ToSchema;

/// The kind of file. Read from a string, so that an error names the field.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String", rename_all = "lowercase")]
#[schema(rename_all = "lowercase")]
pub(super) enum MediaType {
    Image,
    Video,
    Short,
    Gif,
    Audio,
    Voice,
    Document,
    Sticker,
}

impl TryFrom<String> for MediaType {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        Ok(match text.as_str() {
            "image" => Self::Image,
            "video" => Self::Video,
            "short" => Self::Short,
            "gif" => Self::Gif,
            "audio" => Self::Audio,
            "voice" => Self::Voice,
            "document" => Self::Document,
            "sticker" => Self::Sticker,
            _ => {
                return Err("expected image, video, short, gif, audio, voice, document or sticker");
            }
        })
    }
}

impl MediaType {
    const fn parts(self) -> (MediaKind, MediaStyle) {
        match self {
            Self::Image => (MediaKind::Image, MediaStyle::Plain),
            Self::Video => (MediaKind::Video, MediaStyle::Plain),
            Self::Short => (MediaKind::Video, MediaStyle::VideoNote),
            Self::Gif => (MediaKind::Video, MediaStyle::Gif),
            Self::Audio => (MediaKind::Audio, MediaStyle::Plain),
            Self::Voice => (MediaKind::Audio, MediaStyle::VoiceNote),
            Self::Document => (MediaKind::Document, MediaStyle::Plain),
            Self::Sticker => (MediaKind::Sticker, MediaStyle::Plain),
        }
    }
}

/// A file to send. As `multipart/form-data` the same fields without `media` and, last, the field
/// `file`.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SendMediaRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    pub(super) to: String,
    /// What kind of file it is; needed by `/messages/media` alone.
    #[serde(rename = "type")]
    pub(super) kind: Option<MediaType>,
    /// A URL (`https` or `http`, on a public address), base64, a `data:` URL, or the id of an upload
    /// (`POST /media`).
    #[schema(example = "https://example.com/picture.jpg")]
    pub(super) media: Option<String>,
    /// Without it: from the `data:` URL, the URL's response or the form field, else from the file name,
    /// else the default of the kind.
    pub(super) mime_type: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) filename: Option<String>,
    /// Let the recipient open a picture, a video or a voice note once.
    pub(super) view_once: Option<bool>,
    /// The message to quote: its id.
    pub(super) quoted: Option<String>,
    /// Refused: captions are not changed, only texts are. Delete the message and send another.
    pub(super) edit: Option<String>,
    /// Mentioned people: digits or addresses, at most 256.
    #[schema(max_items = 256)]
    pub(super) mentions: Option<Vec<String>>,
}

impl FileFields for SendMediaRequest {
    fn media(&mut self) -> &mut Option<String> {
        &mut self.media
    }

    fn filename(&mut self) -> &mut Option<String> {
        &mut self.filename
    }

    fn mime_type(&mut self) -> &mut Option<String> {
        &mut self.mime_type
    }
}

pub(super) async fn send_file(
    app: &App,
    account: &Account,
    key: Option<String>,
    kind: MediaType,
    FileBody { fields, source }: FileBody<SendMediaRequest>,
) -> Result<Response, ApiError> {
    refuse_edit(fields.edit.as_deref())?;
    let (kind, style) = kind.parts();
    let file = source.open(app, account).await?;
    let media = SendMedia {
        kind,
        source: file.input,
        mime_type: fields.mime_type.or(file.mime_type),
        file_name: fields.filename.or(file.file_name),
        caption: fields.caption,
        style,
        view_once: fields.view_once.unwrap_or_default(),
    };
    let outgoing = Outgoing {
        to: fields.to,
        quoted: fields.quoted,
        mentions: fields.mentions.unwrap_or_default(),
        ..Outgoing::default()
    };
    send(app, account, key, outgoing, SendBody::Media(media)).await
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).with_files();

/// Send media
///
/// A file of any kind, by URL, as base64, or uploaded as a form.
#[utoipa::path(
    post,
    path = "/messages/media",
    tag = "messages",
    params(AccountQuery, SendHeaders),
    request_body(content(
        (SendMediaRequest = "application/json"),
        (SendMediaRequest = "multipart/form-data")
    )),
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_media(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    body: FileBody<SendMediaRequest>,
) -> Result<Response, ApiError> {
    let kind = body.fields.kind.ok_or_else(|| {
        let kinds = "is required: image, video, short, gif, audio, voice, document or sticker";
        ApiError::invalid("type", kinds)
    })?;
    send_file(&app, &account, key, kind, body).await
}

/// A route for one kind of file.
#[rustfmt::skip]
macro_rules! of_kind {
    ($name:ident, $path:tt, $kind:ident, $title:tt, $text:tt) => {
        #[doc = $title]
        #[doc = ""]
        #[doc = $text]
        #[utoipa::path(
            post,
            path = $path,
            tag = "messages",
            params(AccountQuery, SendHeaders),
            request_body(content(
            (SendMediaRequest = "application/json"),
            (SendMediaRequest = "multipart/form-data")
            )),
            responses((status = 200, body = SentView), (status = 202, body = SentView))
        )]
        pub(crate) async fn $name(
            State(app): State<App>,
            account: Account,
            IdempotencyKey(key): IdempotencyKey,
            body: FileBody<SendMediaRequest>,
        ) -> Result<Response, ApiError> {
            send_file(&app, &account, key, MediaType::$kind, body).await
        }
    };
}

of_kind!(send_image, "/messages/image", Image, "Send image", "A picture, by URL, base64 or form.");
of_kind!(send_video, "/messages/video", Video, "Send video", "A video, by URL, base64 or form.");
of_kind!(send_short, "/messages/short", Short, "Send short", "A video that is shown as a circle.");
of_kind!(send_gif, "/messages/gif", Gif, "Send GIF", "An MP4 without sound, shown in a loop.");
of_kind!(send_audio, "/messages/audio", Audio, "Send audio", "Sound, shown as a file.");
of_kind!(send_voice, "/messages/voice", Voice, "Send voice", "Sound, shown as recorded.");
of_kind!(send_document, "/messages/document", Document, "Send document", "Any file.");
of_kind!(send_sticker, "/messages/sticker", Sticker, "Send sticker", "A picture as a sticker.");
