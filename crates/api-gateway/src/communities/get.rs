use super::CommunityPath;
use crate::account::{Account, AccountQuery};
use crate::groups::{GroupView, load_group};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// Get community
///
/// With its members, as a group.
#[utoipa::path(
    get,
    path = "/communities/{id}",
    tag = "communities",
    params(CommunityPath, AccountQuery),
    responses((status = 200, body = GroupView))
)]
pub(crate) async fn get_community(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<CommunityPath>,
) -> Reply<GroupView> {
    Ok(Json(load_group(&app, &account, &path.id).await?))
}
