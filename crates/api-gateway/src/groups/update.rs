use super::path::GroupPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, GroupPatch};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes of a group; at least one.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(min_properties = 1)]
pub(crate) struct UpdateGroupRequest {
    #[schema(min_length = 1, max_length = 100)]
    subject: Option<String>,
    /// An empty one removes it.
    #[schema(max_length = 2048)]
    description: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Update group
#[utoipa::path(
    put,
    path = "/groups/{id}",
    tag = "groups",
    params(GroupPath, AccountQuery),
    request_body = UpdateGroupRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn update_group(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<GroupPath>,
    ApiJson(body): ApiJson<UpdateGroupRequest>,
) -> Reply<Success> {
    let (subject, description) = (body.subject, body.description);
    let patch = GroupPatch { subject, description, ..GroupPatch::default() };
    groups::update(&app, &account.caller, account.id, &path.id, patch).await?;
    Ok(Success::reply())
}
