use super::path::CallPath;
use crate::failures::FAILURES;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use omni_app::{App, calls};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Reject call
///
/// While it rings. `calls.reject` of the instance rejects every call by itself.
#[utoipa::path(
    post,
    path = "/instances/{id}/calls/{callId}/reject",
    tag = "calls",
    params(CallPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn reject_call(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<CallPath>,
) -> Result<Json<Success>, ApiError> {
    calls::reject(&app, &caller, path.id, &path.call_id).await?;
    Ok(Success::reply())
}
