use super::delivery::{Delivery, DeliveryHeaders};
use super::endpoint::SEND_FILES;
use super::form::SendMediaForm;
use super::result::{Envelope, MessageResult, send};
use super::source::{only_the_file, source};
use crate::compat::SdkMembers;
use axum::Extension;
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse as _, Response};
use omni_app::App;
use omni_app::messages::{MediaInput, MediaStyle, SendBody, SendMedia};
use omni_domain::content::MediaKind;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, Auth, Endpoint, MediaJson, Upload, is_multipart};
use serde::Deserialize;
use utoipa::ToSchema;

/// The kind of file. Read from a string, because a derived reader reports `[]` as malformed JSON
/// and cannot name the field.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String", rename_all = "lowercase")]
#[schema(rename_all = "lowercase")]
enum MediaType {
    Image,
    Audio,
    Video,
    Document,
}

impl TryFrom<String> for MediaType {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "image" => Ok(Self::Image),
            "audio" => Ok(Self::Audio),
            "video" => Ok(Self::Video),
            "document" => Ok(Self::Document),
            _ => Err("expected `image`, `audio`, `video` or `document`".to_owned()),
        }
    }
}

impl From<MediaType> for MediaKind {
    fn from(kind: MediaType) -> Self {
        match kind {
            MediaType::Image => Self::Image,
            MediaType::Audio => Self::Audio,
            MediaType::Video => Self::Video,
            MediaType::Document => Self::Document,
        }
    }
}

/// A file to send, by URL or as base64. As `multipart/form-data`, the same fields and, last, the
/// field `file`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendMediaRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// A phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    #[serde(rename = "type")]
    kind: MediaType,
    /// The file's URL; `http` or `https`, on a public address.
    url: Option<String>,
    /// The file itself, with or without a `data:` prefix.
    base64: Option<String>,
    filename: Option<String>,
    /// Derived from the name or the bytes if absent.
    mime_type: Option<String>,
    /// The caption.
    caption: Option<String>,
    /// Show audio as recorded in the chat. What is not Ogg Opus is converted by ffmpeg, if the
    /// server has it.
    voice_note: Option<bool>,
    /// Show a video (MP4 without sound) in a loop.
    gif: Option<bool>,
    /// Show a video as recorded in the chat: a circle.
    video_note: Option<bool>,
    /// Let the recipient open a picture, a video or a voice note once.
    view_once: Option<bool>,
    /// The message to quote: its internal id or the channel's.
    reply_to: Option<String>,
    /// Mentioned contacts: phone numbers or channel addresses, at most 256. Write each in the text
    /// as `@` and the number.
    #[schema(max_items = 256, example = json!(["+5511999998888"]))]
    mentions: Option<Vec<String>>,
    /// Mention all members of the group.
    mention_all: Option<bool>,
}

impl SendMediaRequest {
    fn style(&self) -> Result<MediaStyle, ApiError> {
        let wanted = |flag: Option<bool>| flag.unwrap_or_default();
        match (wanted(self.voice_note), wanted(self.gif), wanted(self.video_note)) {
            (true, false, false) => Ok(MediaStyle::VoiceNote),
            (false, true, false) => Ok(MediaStyle::Gif),
            (false, false, true) => Ok(MediaStyle::VideoNote),
            (false, false, false) => Ok(MediaStyle::Plain),
            _ => Err(ApiError::invalid(
                "gif",
                "give one of `voiceNote`, `gif` and `videoNote`: a file is shown in one way",
            )),
        }
    }
}

/// The request, and the file if the request is a form.
pub(crate) struct MediaBody {
    fields: SendMediaRequest,
    source: MediaInput,
}

impl<S: Send + Sync> FromRequest<S> for MediaBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_multipart(request.headers()) {
            let MediaJson(mut fields) =
                MediaJson::<SendMediaRequest>::from_request(request, state).await?;
            let source = source(fields.url.take(), fields.base64.take())?;
            return Ok(Self { fields, source });
        }
        let Upload { mut fields, file } =
            Upload::<SendMediaRequest>::from_request(request, state).await?;
        only_the_file(fields.url.as_ref(), fields.base64.as_ref())?;
        fields.filename = fields.filename.or(file.name);
        fields.mime_type = fields.mime_type.or(file.mime_type);
        let source = MediaInput::Stream { size: None, bytes: file.bytes };
        Ok(Self { fields, source })
    }
}

pub(crate) const ENDPOINT: Endpoint = SEND_FILES;

/// Send media
///
/// An image, audio, video or document, by URL, as base64, or uploaded as a form.
#[utoipa::path(
    post,
    path = "/messages/media",
    tag = "messages",
    params(DeliveryHeaders),
    request_body(content(
        (SendMediaRequest = "application/json"),
        (SendMediaForm = "multipart/form-data")
    )),
    responses(
        (status = 201, description = "Sent.", body = MessageResult),
        (status = 202, description = "Queued.", body = MessageResult)
    )
)]
pub(crate) async fn send_media(
    State(app): State<App>,
    Auth(caller): Auth,
    delivery: Delivery,
    MediaBody { fields, source }: MediaBody,
) -> Result<Response, ApiError> {
    let kind = MediaKind::from(fields.kind);
    let style = fields.style()?;
    let media = SendMedia {
        kind,
        source,
        mime_type: fields.mime_type,
        file_name: fields.filename,
        caption: fields.caption,
        style,
        view_once: fields.view_once.unwrap_or_default(),
    };
    let envelope = Envelope {
        instance_id: fields.instance_id,
        to: fields.to,
        reply_to: fields.reply_to,
        mentions: fields.mentions.unwrap_or_default(),
        mention_all: fields.mention_all.unwrap_or_default(),
    };
    let sent = send(&app, &caller, delivery, envelope, SendBody::Media(media)).await?;
    Ok((Extension(SdkMembers::one("mediaType", kind.as_str())), sent).into_response())
}
