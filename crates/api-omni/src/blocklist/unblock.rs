use crate::failures::FAILURES_OF_PEOPLE;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct BlockedPath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    id: InstanceId,
    /// The person: a phone number, or an address on the channel.
    contact: String,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(FAILURES_OF_PEOPLE);

/// Unblock contact
///
/// On all devices of the account; one who is not blocked stays so.
#[utoipa::path(
    delete,
    path = "/instances/{id}/blocklist/{contact}",
    tag = "instances",
    params(BlockedPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn unblock_contact(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<BlockedPath>,
) -> Result<Json<Success>, ApiError> {
    account_state::unblock(&app, &caller, path.id, &path.contact).await?;
    Ok(Success::reply())
}
