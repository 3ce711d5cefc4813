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

/// A change of a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EditMessageRequest {
    /// The new text.
    #[schema(example = "See you at six, not at five.")]
    text: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(&[
    Failure::NotFound,
    Failure::Conflict,
    Failure::NotConnected,
    Failure::NotSupported,
]);

/// Edit message
///
/// Changes the text of a text message that was sent from the instance's account, on `WhatsApp` within
/// 15 minutes. Durably queued behind what is sent in the chat; `message.edited` follows once the
/// network has accepted it.
#[utoipa::path(
    patch,
    path = "/messages/{id}",
    tag = "messages",
    params(ById),
    request_body = EditMessageRequest,
    responses((status = 202, body = Success))
)]
pub(crate) async fn edit_message(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ById>,
    ApiJson(body): ApiJson<EditMessageRequest>,
) -> Result<(StatusCode, Json<Success>), ApiError> {
    messages::edit(&app, &caller, path.id, body.text).await?;
    Ok((StatusCode::ACCEPTED, Success::reply()))
}
