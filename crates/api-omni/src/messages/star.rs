use super::by_id::ById;
use crate::failures::FAILURES;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Auth, Endpoint};

pub(crate) const STAR_ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);
pub(crate) const UNSTAR_ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Star message
///
/// On all devices of the account; only it sees the star.
#[utoipa::path(
    put,
    path = "/messages/{id}/star",
    tag = "messages",
    params(ById),
    responses((status = 200, body = Success))
)]
pub(crate) async fn star_message(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ById>,
) -> Result<Json<Success>, ApiError> {
    account_state::star_message(&app, &caller, path.id, true).await?;
    Ok(Success::reply())
}

/// Unstar message
///
/// Removes the star, on all devices of the account.
#[utoipa::path(
    delete,
    path = "/messages/{id}/star",
    tag = "messages",
    params(ById),
    responses((status = 200, body = Success))
)]
pub(crate) async fn unstar_message(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ById>,
) -> Result<Json<Success>, ApiError> {
    account_state::star_message(&app, &caller, path.id, false).await?;
    Ok(Success::reply())
}
