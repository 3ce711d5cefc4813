use super::path::GroupPath;
use crate::failures::FAILURES_OF_PEOPLE;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, MemberChange, MemberOutcome};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What happens to members of a group. Read from a string, for errors that name the field.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String", rename_all = "lowercase")]
#[schema(rename_all = "lowercase")]
pub(crate) enum MemberAction {
    /// They become members.
    Add,
    /// They are removed.
    Remove,
    /// They become admins.
    Promote,
    /// They are admins no more.
    Demote,
}

impl TryFrom<String> for MemberAction {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "add" => Ok(Self::Add),
            "remove" => Ok(Self::Remove),
            "promote" => Ok(Self::Promote),
            "demote" => Ok(Self::Demote),
            _ => Err("expected `add`, `remove`, `promote` or `demote`".to_owned()),
        }
    }
}

impl From<MemberAction> for MemberChange {
    fn from(action: MemberAction) -> Self {
        match action {
            MemberAction::Add => Self::Add,
            MemberAction::Remove => Self::Remove,
            MemberAction::Promote => Self::Promote,
            MemberAction::Demote => Self::Demote,
        }
    }
}

/// A change of members.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChangeMembersRequest {
    action: MemberAction,
    /// Whom, 1 to 100: phone numbers, or addresses on the channel.
    #[schema(example = json!(["+5511999998888"]))]
    participants: Vec<String>,
    /// With `add`: those whose settings do not let others add them are sent an invite instead, as far as
    /// the instance's limits of new conversations permit.
    #[serde(default)]
    invite: bool,
}

/// What the network did about one person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MemberOutcomeView {
    /// Their address on the channel.
    platform_user_id: String,
    /// Whether it was done.
    success: bool,
    /// Why it was refused, and what helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// They were sent an invite instead.
    invite_sent: bool,
}

impl From<MemberOutcome> for MemberOutcomeView {
    fn from(outcome: MemberOutcome) -> Self {
        let (success, error) = (outcome.refusal.is_none(), outcome.refusal);
        let invite_sent = outcome.invited;
        Self { platform_user_id: outcome.member.id, success, error, invite_sent }
    }
}

/// The outcome for each person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedMembers {
    participants: Vec<MemberOutcomeView>,
}

impl From<Vec<MemberOutcome>> for ChangedMembers {
    fn from(outcomes: Vec<MemberOutcome>) -> Self {
        Self { participants: outcomes.into_iter().map(Into::into).collect() }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(FAILURES_OF_PEOPLE);

/// Change group participants
///
/// The network decides about each person; the response reports what it did.
#[utoipa::path(
    post,
    path = "/instances/{id}/groups/{groupId}/participants",
    tag = "groups",
    params(GroupPath),
    request_body = ChangeMembersRequest,
    responses((status = 200, body = ChangedMembers))
)]
pub(crate) async fn change_group_members(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<GroupPath>,
    ApiJson(body): ApiJson<ChangeMembersRequest>,
) -> Result<Json<ChangedMembers>, ApiError> {
    let change = match (body.action.into(), body.invite) {
        (MemberChange::Add, true) => MemberChange::INVITING,
        (change, _) => change,
    };
    let people = body.participants;
    let outcomes =
        groups::change_members(&app, &caller, path.id, &path.group_id, change, &people).await?;
    Ok(Json(outcomes.into()))
}
