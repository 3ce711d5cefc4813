use super::path::AgentPath;
use super::requests::AgentInstancesRequest;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound, Failure::ChannelUnavailable])
    .explains(&[(Failure::Conflict, "The agent belongs to one instance.")]);

/// Deploy agent
///
/// It answers for these instances from their next turn on. An instance's own agent is deleted; one
/// that it refers to is kept.
#[utoipa::path(
    post,
    path = "/agents/{id}/deploy",
    tag = "agents",
    params(AgentPath),
    request_body = AgentInstancesRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn deploy_agent(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AgentPath>,
    ApiJson(body): ApiJson<AgentInstancesRequest>,
) -> Reply<Success> {
    instances::deploy_agent(&app, &caller, path.id, body.instance_ids).await?;
    Ok(Success::reply())
}
