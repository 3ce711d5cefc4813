use super::get::shown;
use super::path::AgentPath;
use super::requests::AgentConfigRequest;
use super::views::AgentDetailsView;
use crate::shapes::{IfMatchHeader, TaggedReply};
use axum::extract::State;
use omni_app::App;
use omni_app::agents::{self, AgentPatch};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes to an agent: only the given members change.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateAgentRequest {
    /// Another name.
    #[schema(min_length = 1, max_length = 255)]
    name: Option<String>,
    /// What answers.
    #[serde(default)]
    agent: AgentConfigRequest,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound, Failure::Stale, Failure::ChannelUnavailable])
    .explains(&[(Failure::Conflict, "It was changed at the same time.")]);

/// Update agent
///
/// A change makes the next version, which answers from the next turn on. Changes that change nothing
/// make none.
#[utoipa::path(
    patch,
    path = "/agents/{id}",
    tag = "agents",
    params(AgentPath, IfMatchHeader),
    request_body = UpdateAgentRequest,
    responses((status = 200, body = AgentDetailsView))
)]
pub(crate) async fn update_agent(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<AgentPath>,
    ApiJson(body): ApiJson<UpdateAgentRequest>,
) -> TaggedReply<AgentDetailsView> {
    let patch = AgentPatch { precondition, name: body.name, ..body.agent.into_patch()? };
    let details = agents::update(&app, &caller, path.id, patch).await?;
    shown(&app, &caller, details).await
}
