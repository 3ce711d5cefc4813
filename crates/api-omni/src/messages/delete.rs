use super::by_id::ById;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_domain::event::DeletionScope;
use omni_http::{ApiError, ApiPath, ApiQuery, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteQuery {
    /// `everyone`, or `me`: on the account's own devices and here.
    #[serde(rename = "for")]
    #[param(value_type = Option<String>, example = "everyone")]
    scope: Option<DeletionScope>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(&[
    Failure::NotFound,
    Failure::Conflict,
    Failure::NotConnected,
    Failure::NotSupported,
]);

/// Delete message
///
/// Deletes a message that was sent from the instance's account for everyone, on `WhatsApp` within 60
/// hours; with `for=me` a message of anyone, on the account's own devices and here. Durably queued behind what is sent in the chat; `message.deleted` follows once the network
/// has accepted it.
#[utoipa::path(
    delete,
    path = "/messages/{id}",
    tag = "messages",
    params(ById, DeleteQuery),
    responses((status = 202, body = Success))
)]
pub(crate) async fn delete_message(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ById>,
    ApiQuery(query): ApiQuery<DeleteQuery>,
) -> Result<(StatusCode, Json<Success>), ApiError> {
    match query.scope.unwrap_or(DeletionScope::Everyone) {
        DeletionScope::Everyone => messages::revoke(&app, &caller, path.id).await?,
        DeletionScope::Me => messages::delete_for_me(&app, &caller, path.id).await?,
    };
    Ok((StatusCode::ACCEPTED, Success::reply()))
}
