use crate::account::{Account, AccountQuery};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::groups::{self, NewGroup};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A new group.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CreateGroupRequest {
    #[schema(min_length = 1, max_length = 100, example = "Team")]
    subject: String,
    /// Digits of numbers, or addresses.
    #[schema(max_items = 100, example = json!(["5511999998888"]))]
    participants: Vec<String>,
}

/// A group that was made or joined.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupIdView {
    /// Its address.
    #[schema(example = "120363000000000001@g.us")]
    pub(super) group_id: String,
    /// An admin has to approve it first.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_pending: bool,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Create group
#[utoipa::path(
    post,
    path = "/groups",
    tag = "groups",
    params(AccountQuery),
    request_body = CreateGroupRequest,
    responses((status = 201, body = GroupIdView))
)]
pub(crate) async fn create_group(
    State(app): State<App>,
    account: Account,
    ApiJson(body): ApiJson<CreateGroupRequest>,
) -> Result<(StatusCode, Json<GroupIdView>), ApiError> {
    let group = NewGroup { subject: body.subject, members: body.participants };
    let address = groups::create(&app, &account.caller, account.id, group).await?;
    let view = GroupIdView { group_id: address.id, is_pending: false };
    Ok((StatusCode::CREATED, Json(view)))
}
