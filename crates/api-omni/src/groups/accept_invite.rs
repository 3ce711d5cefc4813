use super::join::JoinedGroupView;
use crate::failures::FAILURES;
use crate::instances::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups;
use omni_domain::access::Scope;
use omni_domain::ids::MessageId;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// An invite to accept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AcceptInviteRequest {
    /// The received message with the invite: its internal id.
    #[schema(value_type = Uuid)]
    message_id: MessageId,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Accept group invite
///
/// Joins the group of an invite that a person sent as a message (content type `invite`).
#[utoipa::path(
    post,
    path = "/instances/{id}/groups/accept-invite",
    tag = "groups",
    params(InstancePath),
    request_body = AcceptInviteRequest,
    responses((status = 200, body = JoinedGroupView))
)]
pub(crate) async fn accept_group_invite(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<AcceptInviteRequest>,
) -> Reply<JoinedGroupView> {
    let joined = groups::accept_invite(&app, &caller, path.id, body.message_id).await?;
    Ok(Json(joined.into()))
}
