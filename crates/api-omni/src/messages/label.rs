use crate::failures::FAILURES;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use omni_app::{App, Caller, account_state};
use omni_domain::access::Scope;
use omni_domain::ids::MessageId;
use omni_http::{ApiError, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(crate) struct MessageLabelPath {
    /// The message's internal id.
    #[param(value_type = Uuid)]
    id: MessageId,
    /// The label's id.
    label_id: String,
}

pub(crate) const ADD_ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);
pub(crate) const REMOVE_ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Label message
///
/// Gives the message a label, on all devices of the account.
#[utoipa::path(
    put,
    path = "/messages/{id}/labels/{labelId}",
    tag = "labels",
    params(MessageLabelPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn add_message_label(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<MessageLabelPath>,
) -> Result<Json<Success>, ApiError> {
    change(&app, &caller, &path, true).await
}

/// Unlabel message
///
/// Takes a label away from the message, on all devices of the account.
#[utoipa::path(
    delete,
    path = "/messages/{id}/labels/{labelId}",
    tag = "labels",
    params(MessageLabelPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn remove_message_label(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<MessageLabelPath>,
) -> Result<Json<Success>, ApiError> {
    change(&app, &caller, &path, false).await
}

async fn change(
    app: &App,
    caller: &Caller,
    path: &MessageLabelPath,
    on: bool,
) -> Result<Json<Success>, ApiError> {
    account_state::label_message(app, caller, path.id, &path.label_id, on).await?;
    Ok(Success::reply())
}
