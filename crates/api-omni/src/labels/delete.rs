use super::path::LabelPath;
use crate::failures::FAILURES;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Delete label
///
/// On all devices of the account, or here alone where the channel has no labels; the chats that have it lose it.
#[utoipa::path(
    delete,
    path = "/instances/{id}/labels/{labelId}",
    tag = "labels",
    params(LabelPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_label(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<LabelPath>,
) -> Result<Json<Success>, ApiError> {
    account_state::delete_label(&app, &caller, path.id, &path.label_id).await?;
    Ok(Success::reply())
}
