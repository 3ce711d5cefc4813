use crate::failures::FAILURES_OF_PEOPLE;
use crate::instances::InstancePath;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::groups::{self, NewGroup};
use omni_domain::access::Scope;
use omni_domain::conversation::Address;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A group to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateGroupRequest {
    /// Its name, 1 to 100 characters.
    #[schema(example = "Deliveries")]
    subject: String,
    /// Its further members, 1 to 100: phone numbers, or addresses on the channel.
    #[schema(example = json!(["+5511999998888"]))]
    participants: Vec<String>,
}

/// A group.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupRef {
    /// Its address on the channel.
    #[schema(example = "120363025246125486@g.us")]
    group_id: String,
}

impl From<Address> for GroupRef {
    fn from(address: Address) -> Self {
        Self { group_id: address.id }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(FAILURES_OF_PEOPLE);

/// Create group
///
/// The instance's account owns it. Its chat is stored with its name and its participants before this is
/// answered.
#[utoipa::path(
    post,
    path = "/instances/{id}/groups",
    tag = "groups",
    params(InstancePath),
    request_body = CreateGroupRequest,
    responses((status = 201, body = GroupRef))
)]
pub(crate) async fn create_group(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<CreateGroupRequest>,
) -> Result<(StatusCode, Json<GroupRef>), ApiError> {
    let group = NewGroup { subject: body.subject, members: body.participants };
    let made = groups::create(&app, &caller, path.id, group).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
