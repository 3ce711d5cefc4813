use super::delivery::{Delivery, DeliveryHeaders};
use super::result::{Envelope, MessageResult, send};
use super::source::source;
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::{SendBody, SendMedia};
use omni_domain::content::MediaKind;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, Auth, MediaJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// A sticker to send, by URL or as base64.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendStickerRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// A phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    /// Where to fetch it: a WebP picture.
    url: Option<String>,
    /// The picture itself, with or without a `data:` prefix.
    base64: Option<String>,
    /// The message to quote: our id or the channel's.
    reply_to: Option<String>,
}

/// Send sticker
#[utoipa::path(
    post,
    path = "/messages/sticker",
    tag = "messages",
    params(DeliveryHeaders),
    request_body = SendStickerRequest,
    responses(
        (status = 201, description = "Sent.", body = MessageResult),
        (status = 202, description = "Queued.", body = MessageResult)
    )
)]
pub(crate) async fn send_sticker(
    State(app): State<App>,
    Auth(caller): Auth,
    delivery: Delivery,
    MediaJson(body): MediaJson<SendStickerRequest>,
) -> Result<Response, ApiError> {
    let media = SendMedia {
        kind: MediaKind::Sticker,
        source: source(body.url, body.base64)?,
        mime_type: None,
        file_name: None,
        caption: None,
        voice_note: false,
    };
    let envelope = Envelope { instance_id: body.instance_id, to: body.to, reply_to: body.reply_to };
    send(&app, &caller, delivery, envelope, SendBody::Media(media)).await
}
