use super::NO_MORE;
use super::requests::KeyHeader;
use super::views::ScheduledMessageView;
use crate::messages::{FileBody, ScheduleMediaForm, ScheduleMediaRequest};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::scheduled_messages::{NewScheduledMessage, ScheduledBody};
use omni_app::{App, scheduled_messages};
use omni_domain::access::Scope;
use omni_http::{ApiError, Auth, Endpoint, Failure, IdempotencyKey};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(&[
        Failure::NotFound,
        Failure::RecipientNotOnChannel,
        Failure::NotSupported,
        Failure::FetchFailed,
        Failure::TooLarge,
    ])
    .explains(&[NO_MORE])
    .with_files();

/// Schedule media
///
/// An image, audio, video or document, by URL, as base64, or uploaded as a form. The file is fetched,
/// converted and stored at once, and kept until it is sent or the message is cancelled or fails.
#[utoipa::path(
    post,
    path = "/scheduled-messages/media",
    tag = "scheduled-messages",
    params(KeyHeader),
    request_body(content(
        (ScheduleMediaRequest = "application/json"),
        (ScheduleMediaForm = "multipart/form-data")
    )),
    responses((status = 201, body = ScheduledMessageView))
)]
pub(crate) async fn create_scheduled_media(
    State(app): State<App>,
    Auth(caller): Auth,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    FileBody { fields, source }: FileBody<ScheduleMediaRequest>,
) -> Result<(StatusCode, Json<ScheduledMessageView>), ApiError> {
    let send_at = fields.send_at;
    let (envelope, media) = fields.send(source)?;
    let new = NewScheduledMessage {
        instance_id: envelope.instance_id,
        to: envelope.to,
        body: ScheduledBody::Media(media),
        reply_to: envelope.reply_to,
        mentions: envelope.mentions,
        mention_all: envelope.mention_all,
        send_at,
        idempotency_key,
    };
    let created = scheduled_messages::create(&app, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}
