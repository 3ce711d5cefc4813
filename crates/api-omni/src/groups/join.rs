use crate::failures::FAILURES;
use crate::instances::InstancePath;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, JoinedGroup};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A group to join.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct JoinGroupRequest {
    /// The invite link, or the code in it.
    #[schema(example = "https://chat.whatsapp.com/AbCdEfGhIjKl")]
    invite: String,
}

/// A group that was joined.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JoinedGroupView {
    /// Its address on the channel.
    group_id: String,
    /// `joined`, or `pending` until an admin approves it.
    status: &'static str,
}

impl From<JoinedGroup> for JoinedGroupView {
    fn from(joined: JoinedGroup) -> Self {
        let status = if joined.is_pending { "pending" } else { "joined" };
        Self { group_id: joined.group.id, status }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Join group
#[utoipa::path(
    post,
    path = "/instances/{id}/groups/join",
    tag = "groups",
    params(InstancePath),
    request_body = JoinGroupRequest,
    responses((status = 200, body = JoinedGroupView))
)]
pub(crate) async fn join_group(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<JoinGroupRequest>,
) -> Result<Json<JoinedGroupView>, ApiError> {
    let joined = groups::join(&app, &caller, path.id, &body.invite).await?;
    Ok(Json(joined.into()))
}
