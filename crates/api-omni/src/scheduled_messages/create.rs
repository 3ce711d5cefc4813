use super::NO_MORE;
use super::requests::{CreateScheduledMessageRequest, KeyHeader};
use super::views::ScheduledMessageView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, scheduled_messages};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure, IdempotencyKey};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(&[Failure::NotFound, Failure::RecipientNotOnChannel, Failure::NotSupported])
    .explains(&[NO_MORE]);

/// Schedule message
///
/// At its time it is sent as by `POST /messages`, and waits for the instance's limits as every other
/// message. If the instance is not connected then, it is sent once it is, and fails if that is too
/// late.
#[utoipa::path(
    post,
    path = "/scheduled-messages",
    tag = "scheduled-messages",
    params(KeyHeader),
    request_body = CreateScheduledMessageRequest,
    responses((status = 201, body = ScheduledMessageView))
)]
pub(crate) async fn create_scheduled_message(
    State(app): State<App>,
    Auth(caller): Auth,
    IdempotencyKey(key): IdempotencyKey,
    ApiJson(body): ApiJson<CreateScheduledMessageRequest>,
) -> Result<(StatusCode, Json<ScheduledMessageView>), ApiError> {
    let created = scheduled_messages::create(&app, &caller, body.with_key(key)).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}
