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

/// Delete message
///
/// Deletes a message that was sent from the instance's account for everyone, on `WhatsApp` within 60
/// hours. Durably queued behind what is sent in the chat; `message.deleted` follows once the network
/// has accepted it.
#[utoipa::path(
    delete,
    path = "/messages/{id}",
    tag = "messages",
    params(ById),
    responses((status = 202, body = Success))
)]
pub(crate) async fn delete_message(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ById>,
) -> Result<(StatusCode, Json<Success>), ApiError> {
    messages::revoke(&app, &caller, path.id).await?;
    Ok((StatusCode::ACCEPTED, Success::reply()))
}
