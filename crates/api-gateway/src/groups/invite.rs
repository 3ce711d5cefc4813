use super::path::GroupPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, groups};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// The invite of a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InviteView {
    /// The last part of the link.
    invite_code: String,
    invite_link: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Get group invite
#[utoipa::path(
    get,
    path = "/groups/{id}/invite",
    tag = "groups",
    params(GroupPath, AccountQuery),
    responses((status = 200, body = InviteView))
)]
pub(crate) async fn get_invite(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<GroupPath>,
) -> Reply<InviteView> {
    invite(&app, &account, &path, false).await
}

/// Revoke group invite
///
/// The present link is void; the answer has the next one.
#[utoipa::path(
    delete,
    path = "/groups/{id}/invite",
    tag = "groups",
    params(GroupPath, AccountQuery),
    responses((status = 200, body = InviteView))
)]
pub(crate) async fn renew_invite(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<GroupPath>,
) -> Reply<InviteView> {
    invite(&app, &account, &path, true).await
}

async fn invite(
    app: &App,
    account: &Account,
    path: &GroupPath,
    renew: bool,
) -> Result<Json<InviteView>, ApiError> {
    let link = groups::invite_link(app, &account.caller, account.id, &path.id, renew).await?;
    let invite_code = link.rsplit('/').next().unwrap_or_default().to_owned();
    Ok(Json(InviteView { invite_code, invite_link: link }))
}
