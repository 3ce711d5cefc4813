use super::delivery::{Delivery, DeliveryHeaders};
use super::endpoint::SEND_FILES;
use super::file_request::{FileBody, SendMediaRequest};
use super::form::SendMediaForm;
use super::result::{MessageResult, send};
use crate::compat::SdkMembers;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use omni_app::App;
use omni_app::messages::SendBody;
use omni_http::{ApiError, Auth, Endpoint};

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
    FileBody { fields, source }: FileBody<SendMediaRequest>,
) -> Result<Response, ApiError> {
    let (envelope, media) = fields.send(source)?;
    let kind = media.kind;
    let sent = send(&app, &caller, delivery, envelope, SendBody::Media(media)).await?;
    Ok((Extension(SdkMembers::one("mediaType", kind.as_str())), sent).into_response())
}
