use super::CommunityPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{ListView, PageParams, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, SubGroup};
use omni_domain::access::Scope;
use omni_http::{ApiPath, ApiQuery, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// A group of a community.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubGroupView {
    /// Its address.
    #[schema(example = "120363000000000002@g.us")]
    id: String,
    name: String,
    /// Only admins write in it, to all of the community.
    announcements: bool,
    participants_count: Option<u32>,
}

impl From<SubGroup> for SubGroupView {
    fn from(group: SubGroup) -> Self {
        Self {
            id: group.group.id,
            name: group.subject,
            announcements: group.is_announcements,
            participants_count: group.members,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// List groups of community
///
/// As `WhatsApp` has them now; the group for announcements comes first.
#[utoipa::path(
    get,
    path = "/communities/{id}/subGroups",
    tag = "communities",
    params(CommunityPath, PageParams, AccountQuery),
    responses((status = 200, body = ListView<SubGroupView>))
)]
pub(crate) async fn list_sub_groups(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<CommunityPath>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<SubGroupView>> {
    // Before the network is asked.
    params.limit()?;
    let found = groups::community_groups(&app, &account.caller, account.id, &path.id).await?;
    let all: Vec<SubGroupView> = found.into_iter().map(SubGroupView::from).collect();
    Ok(Json(ListView::cut(all, &params, |row| &row.id)?))
}
