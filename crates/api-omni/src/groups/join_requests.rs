use super::members::ChangedMembers;
use super::path::GroupPath;
use crate::failures::{FAILURES, FAILURES_OF_PEOPLE};
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, JoinRequest};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person who asks to join a group.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JoinRequestView {
    /// Their address on the channel.
    platform_user_id: String,
    /// When they asked.
    requested_at: Option<Time>,
}

impl From<JoinRequest> for JoinRequestView {
    fn from(request: JoinRequest) -> Self {
        Self { platform_user_id: request.person.id, requested_at: request.at.map(Into::into) }
    }
}

/// Those who ask to join a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JoinRequests {
    items: Vec<JoinRequestView>,
}

/// What an admin decides. Read from a string, for errors that name the field.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String", rename_all = "lowercase")]
#[schema(rename_all = "lowercase")]
pub(crate) enum JoinDecision {
    /// They become members.
    Approve,
    /// They do not.
    Reject,
}

impl TryFrom<String> for JoinDecision {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "approve" => Ok(Self::Approve),
            "reject" => Ok(Self::Reject),
            _ => Err("expected `approve` or `reject`".to_owned()),
        }
    }
}

/// A decision about requests to join.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AnswerJoinRequestsRequest {
    action: JoinDecision,
    /// Whose requests, 1 to 100: phone numbers, or addresses on the channel.
    #[schema(example = json!(["+5511999998888"]))]
    participants: Vec<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead).fails(FAILURES);
pub(crate) const ANSWER_ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(FAILURES_OF_PEOPLE);

/// List join requests
///
/// Those who ask to join the group; only its admins may read them. Each new one is also an event
/// `group.participants` with the action `requested`.
#[utoipa::path(
    get,
    path = "/instances/{id}/groups/{groupId}/join-requests",
    tag = "groups",
    params(GroupPath),
    responses((status = 200, body = JoinRequests))
)]
pub(crate) async fn list_join_requests(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
) -> Reply<JoinRequests> {
    let requests = groups::join_requests(&app, &caller, path.id, &path.group_id).await?;
    Ok(Json(JoinRequests { items: requests.into_iter().map(Into::into).collect() }))
}

/// Answer join requests
///
/// Approves or rejects them; the response reports what the network did about each.
#[utoipa::path(
    post,
    path = "/instances/{id}/groups/{groupId}/join-requests",
    tag = "groups",
    params(GroupPath),
    request_body = AnswerJoinRequestsRequest,
    responses((status = 200, body = ChangedMembers))
)]
pub(crate) async fn answer_join_requests(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
    ApiJson(body): ApiJson<AnswerJoinRequestsRequest>,
) -> Reply<ChangedMembers> {
    let approve = matches!(body.action, JoinDecision::Approve);
    let people = &body.participants;
    let outcomes =
        groups::answer_requests(&app, &caller, path.id, &path.group_id, approve, people).await?;
    Ok(Json(outcomes.into()))
}
