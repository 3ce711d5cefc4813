use crate::failures::FAILURES;
use crate::groups::GroupRef;
use crate::instances::InstancePath;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::groups::{self, NewCommunity};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A community to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateCommunityRequest {
    /// Its name, 1 to 100 characters.
    #[schema(example = "Neighbours")]
    subject: String,
    /// Its description, at most 2048 characters.
    description: Option<String>,
    /// An admin approves who joins it.
    #[serde(default)]
    join_approval: bool,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Create community
///
/// The instance's account owns it. The network makes its group for announcements.
#[utoipa::path(
    post,
    path = "/instances/{id}/communities",
    tag = "groups",
    params(InstancePath),
    request_body = CreateCommunityRequest,
    responses((status = 201, body = GroupRef))
)]
pub(crate) async fn create_community(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<CreateCommunityRequest>,
) -> Result<(StatusCode, Json<GroupRef>), ApiError> {
    let community = NewCommunity {
        subject: body.subject,
        description: body.description,
        join_approval: body.join_approval,
    };
    let made = groups::create_community(&app, &caller, path.id, community).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
