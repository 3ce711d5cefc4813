use super::delivery::{Delivery, DeliveryHeaders};
use super::endpoint::SEND_FILES;
use super::form::SendStickerForm;
use super::result::{Envelope, MessageResult, send};
use super::source::{only_the_file, source};
use axum::extract::{FromRequest, Request, State};
use axum::response::Response;
use omni_app::App;
use omni_app::messages::{MediaInput, MediaStyle, SendBody, SendMedia};
use omni_domain::content::MediaKind;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, Auth, Endpoint, MediaJson, Upload, is_multipart};
use serde::Deserialize;
use utoipa::ToSchema;

/// A sticker to send, by URL or as base64. As `multipart/form-data`, the same fields and, last, the
/// field `file`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendStickerRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// A phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    /// The URL of a PNG, JPEG, GIF or WebP picture, an MP4 or a `WebM`.
    url: Option<String>,
    /// The picture itself, with or without a `data:` prefix.
    base64: Option<String>,
    /// The message to quote: its internal id or the channel's.
    reply_to: Option<String>,
}

/// The request, and the picture if the request is a form.
pub(crate) struct StickerBody {
    fields: SendStickerRequest,
    source: MediaInput,
}

impl<S: Send + Sync> FromRequest<S> for StickerBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_multipart(request.headers()) {
            let MediaJson(mut fields) =
                MediaJson::<SendStickerRequest>::from_request(request, state).await?;
            let source = source(fields.url.take(), fields.base64.take())?;
            return Ok(Self { fields, source });
        }
        let Upload { fields, file } =
            Upload::<SendStickerRequest>::from_request(request, state).await?;
        only_the_file(fields.url.as_ref(), fields.base64.as_ref())?;
        Ok(Self { fields, source: MediaInput::Stream { size: None, bytes: file.bytes } })
    }
}

pub(crate) const ENDPOINT: Endpoint = SEND_FILES;

/// Send sticker
///
/// Any PNG, JPEG, GIF or WebP picture, MP4 or `WebM` of up to 10 MiB; it is converted to a WebP of
/// 512 × 512 on a transparent background. Animated GIFs and videos become animated stickers of at most
/// ten seconds, by ffmpeg; without it a GIF becomes its first picture. An animated WebP of another size
/// becomes its first picture, too.
#[utoipa::path(
    post,
    path = "/messages/sticker",
    tag = "messages",
    params(DeliveryHeaders),
    request_body(content(
        (SendStickerRequest = "application/json"),
        (SendStickerForm = "multipart/form-data")
    )),
    responses(
        (status = 201, description = "Sent.", body = MessageResult),
        (status = 202, description = "Queued.", body = MessageResult)
    )
)]
pub(crate) async fn send_sticker(
    State(app): State<App>,
    Auth(caller): Auth,
    delivery: Delivery,
    StickerBody { fields, source }: StickerBody,
) -> Result<Response, ApiError> {
    let media = SendMedia {
        kind: MediaKind::Sticker,
        source,
        mime_type: None,
        file_name: None,
        caption: None,
        style: MediaStyle::Plain,
        view_once: false,
    };
    let envelope = Envelope {
        instance_id: fields.instance_id,
        to: fields.to,
        reply_to: fields.reply_to,
        mentions: Vec::new(),
        mention_all: false,
    };
    send(&app, &caller, delivery, envelope, SendBody::Media(media)).await
}
