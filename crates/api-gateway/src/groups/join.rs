use super::create::GroupIdView;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, groups};
use omni_domain::access::Scope;
use omni_http::{ApiJson, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// An invite to a group.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct JoinGroupRequest {
    /// The code of its link, or the whole link.
    invite_code: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Join group
#[utoipa::path(
    put,
    path = "/groups",
    tag = "groups",
    params(AccountQuery),
    request_body = JoinGroupRequest,
    responses((status = 200, body = GroupIdView))
)]
pub(crate) async fn join_group(
    State(app): State<App>,
    account: Account,
    ApiJson(body): ApiJson<JoinGroupRequest>,
) -> Reply<GroupIdView> {
    let joined = groups::join(&app, &account.caller, account.id, &body.invite_code).await?;
    Ok(Json(GroupIdView { group_id: joined.group.id, is_pending: joined.is_pending }))
}
