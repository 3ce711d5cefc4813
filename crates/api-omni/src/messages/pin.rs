use super::by_id::ById;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// How a message is pinned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PinMessageRequest {
    /// For how long: 86400 (a day), 604800 (a week) or 2592000 (thirty days).
    #[schema(example = 604_800, default = 604_800)]
    seconds: Option<u32>,
}

/// As phones offer it first.
const WEEK: u32 = 604_800;

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(&[
    Failure::NotFound,
    Failure::Conflict,
    Failure::NotConnected,
    Failure::NotSupported,
]);

/// Pin message
///
/// Pins a message in its chat for all participants. Durably queued behind what is sent in the chat;
/// `message.pinned` follows once the network has accepted it.
#[utoipa::path(
    put,
    path = "/messages/{id}/pin",
    tag = "messages",
    params(ById),
    request_body = PinMessageRequest,
    responses((status = 202, body = Success))
)]
pub(crate) async fn pin_message(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ById>,
    ApiJson(body): ApiJson<PinMessageRequest>,
) -> Result<(StatusCode, Json<Success>), ApiError> {
    messages::pin(&app, &caller, path.id, body.seconds.unwrap_or(WEEK)).await?;
    Ok((StatusCode::ACCEPTED, Success::reply()))
}

/// Unpin message
///
/// Unpins a message for all participants. Durably queued likewise; `message.unpinned` follows.
#[utoipa::path(
    delete,
    path = "/messages/{id}/pin",
    tag = "messages",
    params(ById),
    responses((status = 202, body = Success))
)]
pub(crate) async fn unpin_message(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ById>,
) -> Result<(StatusCode, Json<Success>), ApiError> {
    messages::unpin(&app, &caller, path.id).await?;
    Ok((StatusCode::ACCEPTED, Success::reply()))
}
