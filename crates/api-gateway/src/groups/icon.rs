use super::path::GroupPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::Json;
use axum::extract::State;
use omni_app::{App, groups, profiles};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint, MediaJson};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The picture of a group.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct GroupIconRequest {
    /// A URL, or base64.
    media: String,
}

/// Where the picture of a group is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupIconView {
    /// `WhatsApp` lets the address expire after some days.
    icon: String,
}

pub(crate) const READ: Endpoint = Endpoint::scope(Scope::InstancesRead);
pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).with_files();

/// Get group icon
///
/// `NOT_FOUND` if it has none, or the account is not shown it.
#[utoipa::path(
    get,
    path = "/groups/{id}/icon",
    tag = "groups",
    params(GroupPath, AccountQuery),
    responses((status = 200, body = GroupIconView))
)]
pub(crate) async fn get_group_icon(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<GroupPath>,
) -> Reply<GroupIconView> {
    let picture = profiles::picture(&app, &account.caller, account.id, &path.id).await?;
    Ok(Json(GroupIconView { icon: picture.url }))
}

/// Set group icon
#[utoipa::path(
    put,
    path = "/groups/{id}/icon",
    tag = "groups",
    params(GroupPath, AccountQuery),
    request_body = GroupIconRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn set_group_icon(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<GroupPath>,
    MediaJson(body): MediaJson<GroupIconRequest>,
) -> Reply<Success> {
    let image = Some(body.media.as_str());
    groups::set_picture(&app, &account.caller, account.id, &path.id, image).await?;
    Ok(Success::reply())
}

/// Remove group icon
#[utoipa::path(
    delete,
    path = "/groups/{id}/icon",
    tag = "groups",
    params(GroupPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn remove_group_icon(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<GroupPath>,
) -> Reply<Success> {
    groups::set_picture(&app, &account.caller, account.id, &path.id, None).await?;
    Ok(Success::reply())
}
