use crate::failures::FAILURES;
use crate::groups::GroupPath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, LinkChange, LinkOutcome};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What happens to groups. Read from a string, for errors that name the field.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String", rename_all = "lowercase")]
#[schema(rename_all = "lowercase")]
pub(crate) enum LinkAction {
    /// They become part of the community.
    Link,
    /// They are part of it no more.
    Unlink,
}

impl TryFrom<String> for LinkAction {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "link" => Ok(Self::Link),
            "unlink" => Ok(Self::Unlink),
            _ => Err("expected `link` or `unlink`".to_owned()),
        }
    }
}

impl From<LinkAction> for LinkChange {
    fn from(action: LinkAction) -> Self {
        match action {
            LinkAction::Link => Self::Link,
            LinkAction::Unlink => Self::Unlink,
        }
    }
}

/// A change of the groups of a community.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LinkGroupsRequest {
    action: LinkAction,
    /// Which, 1 to 50: ids of their chats, or their addresses on the channel.
    #[schema(example = json!(["120363025246125486@g.us"]))]
    groups: Vec<String>,
}

/// What the network did about one group.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LinkOutcomeView {
    /// Its address on the channel.
    group_id: String,
    /// Whether it was done.
    success: bool,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl From<LinkOutcome> for LinkOutcomeView {
    fn from(outcome: LinkOutcome) -> Self {
        let (success, error) = (outcome.refusal.is_none(), outcome.refusal);
        Self { group_id: outcome.group.id, success, error }
    }
}

/// The outcome for each group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkedGroups {
    groups: Vec<LinkOutcomeView>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Link or unlink community groups
///
/// The account has to be an admin of the groups. Unlinked groups stay.
#[utoipa::path(
    post,
    path = "/instances/{id}/communities/{groupId}/groups",
    tag = "groups",
    params(GroupPath),
    request_body = LinkGroupsRequest,
    responses((status = 200, body = LinkedGroups))
)]
pub(crate) async fn link_community_groups(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
    ApiJson(body): ApiJson<LinkGroupsRequest>,
) -> Reply<LinkedGroups> {
    let (change, named) = (body.action.into(), &body.groups);
    let outcomes =
        groups::link_groups(&app, &caller, path.id, &path.group_id, change, named).await?;
    Ok(Json(LinkedGroups { groups: outcomes.into_iter().map(Into::into).collect() }))
}
