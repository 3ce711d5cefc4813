use crate::failures::FAILURES;
use crate::groups::GroupPath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, SubGroup};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// A group of a community.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommunityGroupView {
    /// Its address on the channel.
    #[schema(example = "120363025246125486@g.us")]
    group_id: String,
    /// Its name.
    subject: String,
    /// Only admins write in it, to all of the community.
    is_announcements: bool,
    /// Number of its members, if the network reports it.
    participant_count: Option<u32>,
}

impl From<SubGroup> for CommunityGroupView {
    fn from(group: SubGroup) -> Self {
        Self {
            group_id: group.group.id,
            subject: group.subject,
            is_announcements: group.is_announcements,
            participant_count: group.members,
        }
    }
}

/// The groups of a community.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CommunityGroups {
    items: Vec<CommunityGroupView>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead).fails(FAILURES);

/// List community groups
///
/// The group for announcements comes first.
#[utoipa::path(
    get,
    path = "/instances/{id}/communities/{groupId}/groups",
    tag = "groups",
    params(GroupPath),
    responses((status = 200, body = CommunityGroups))
)]
pub(crate) async fn list_community_groups(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
) -> Reply<CommunityGroups> {
    let found = groups::community_groups(&app, &caller, path.id, &path.group_id).await?;
    Ok(Json(CommunityGroups { items: found.into_iter().map(Into::into).collect() }))
}
