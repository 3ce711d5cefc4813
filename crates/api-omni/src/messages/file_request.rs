//! The bodies of the routes that take a file: the same members, and of each route its own.

use super::result::Envelope;
use super::source::{only_the_file, source};
use crate::shapes::Time;
use axum::extract::{FromRequest, Request};
use omni_app::messages::{MediaInput, MediaStyle, SendMedia};
use omni_domain::Timestamp;
use omni_domain::content::MediaKind;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, MediaJson, Upload, UploadedFile, is_multipart};
use serde::Deserialize;
use serde::de::DeserializeOwned;
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

/// The body of a route that takes a file.
pub(crate) trait FileRequest: DeserializeOwned + Send {
    /// The file that it names.
    fn named(&mut self) -> Result<MediaInput, ApiError>;

    /// The file that follows it in a form.
    fn uploaded(&mut self, file: UploadedFile) -> Result<MediaInput, ApiError>;
}

/// How a file is shown.
fn style(voice_note: bool, gif: bool, video_note: bool) -> Result<MediaStyle, ApiError> {
    match (voice_note, gif, video_note) {
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

// serde cannot refuse unknown members of a struct that is flattened into another.
macro_rules! file_request {
    (
        $(#[$meta:meta])*
        $name:ident { $($(#[$of:meta])* $own:ident: $type:ty,)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub(crate) struct $name {
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
            /// Without it: from the `data:` URL, the URL's response or the form field, else from the file name,
            /// else the default of the kind.
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
            $($(#[$of])* pub(crate) $own: $type,)*
        }

        impl FileRequest for $name {
            fn named(&mut self) -> Result<MediaInput, ApiError> {
                source(self.url.take(), self.base64.take())
            }

            fn uploaded(&mut self, file: UploadedFile) -> Result<MediaInput, ApiError> {
                only_the_file(self.url.as_ref(), self.base64.as_ref())?;
                self.filename = self.filename.take().or(file.name);
                self.mime_type = self.mime_type.take().or(file.mime_type);
                Ok(MediaInput::Stream { size: None, bytes: file.bytes })
            }
        }

        impl $name {
            /// Where it is sent, and the file.
            pub(crate) fn send(self, source: MediaInput) -> Result<(Envelope, SendMedia), ApiError> {
                let wanted = |flag: Option<bool>| flag.unwrap_or_default();
                let (gif, video_note) = (wanted(self.gif), wanted(self.video_note));
                let media = SendMedia {
                    kind: self.kind.into(),
                    source,
                    style: style(wanted(self.voice_note), gif, video_note)?,
                    mime_type: self.mime_type,
                    file_name: self.filename,
                    caption: self.caption,
                    view_once: wanted(self.view_once),
                };
                let envelope = Envelope {
                    instance_id: self.instance_id,
                    to: self.to,
                    reply_to: self.reply_to,
                    mentions: self.mentions.unwrap_or_default(),
                    mention_all: wanted(self.mention_all),
                };
                Ok((envelope, media))
            }
        }
    };
}

file_request!(
    /// A file to send, by URL or as base64. As `multipart/form-data`, the same fields and, last, the
    /// field `file`.
    SendMediaRequest {}
);

file_request!(
    /// A file to send at a time, by URL or as base64. As `multipart/form-data`, the same fields and, last,
    /// the field `file`.
    ScheduleMediaRequest {
        /// When it is sent: a time in the future.
        #[schema(value_type = Time)]
        send_at: Timestamp,
    }
);

/// The request, and the file if the request is a form.
pub(crate) struct FileBody<T> {
    pub(crate) fields: T,
    pub(crate) source: MediaInput,
}

impl<S: Send + Sync, T: FileRequest> FromRequest<S> for FileBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_multipart(request.headers()) {
            let MediaJson(mut fields) = MediaJson::<T>::from_request(request, state).await?;
            let source = fields.named()?;
            return Ok(Self { fields, source });
        }
        let Upload { mut fields, file } = Upload::<T>::from_request(request, state).await?;
        let source = fields.uploaded(file)?;
        Ok(Self { fields, source })
    }
}
