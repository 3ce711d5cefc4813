use super::path::GroupPath;
use crate::failures::FAILURES;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups;
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Leave group
///
/// Its chat and messages stay.
#[utoipa::path(
    post,
    path = "/instances/{id}/groups/{groupId}/leave",
    tag = "groups",
    params(GroupPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn leave_group(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
) -> Result<Json<Success>, ApiError> {
    groups::leave(&app, &caller, path.id, &path.group_id).await?;
    Ok(Success::reply())
}
