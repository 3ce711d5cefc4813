use super::by_id::ById;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(&[
    Failure::NotFound,
    Failure::Conflict,
    Failure::NotConnected,
    Failure::NotSupported,
]);

/// Keep message
///
/// Keeps a message of a chat whose messages disappear on the phones of all participants; its author
/// may let it disappear nevertheless. Durably queued behind what is sent in the chat; `message.kept`
/// follows. What is stored here does not disappear.
#[utoipa::path(
    put,
    path = "/messages/{id}/keep",
    tag = "messages",
    params(ById),
    responses((status = 202, body = Success))
)]
pub(crate) async fn keep_message(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ById>,
) -> Result<(StatusCode, Json<Success>), ApiError> {
    messages::keep(&app, &caller, path.id, true).await?;
    Ok((StatusCode::ACCEPTED, Success::reply()))
}

/// Release message
///
/// Lets a kept message disappear again. Durably queued likewise.
#[utoipa::path(
    delete,
    path = "/messages/{id}/keep",
    tag = "messages",
    params(ById),
    responses((status = 202, body = Success))
)]
pub(crate) async fn release_message(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ById>,
) -> Result<(StatusCode, Json<Success>), ApiError> {
    messages::keep(&app, &caller, path.id, false).await?;
    Ok((StatusCode::ACCEPTED, Success::reply()))
}
