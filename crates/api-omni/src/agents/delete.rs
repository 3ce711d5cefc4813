use super::path::AgentPath;
use crate::shapes::{IfMatchHeader, Reply, Success};
use axum::extract::State;
use omni_app::{App, agents};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[(Failure::Conflict, "It answers for instances, or is the AI for all of them.")]);

/// Delete agent
///
/// With its versions. An agent that answers for instances is kept, with a 409 that names them.
#[utoipa::path(
    delete,
    path = "/agents/{id}",
    tag = "agents",
    params(AgentPath, IfMatchHeader),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_agent(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<AgentPath>,
) -> Reply<Success> {
    agents::delete(&app, &caller, path.id, precondition).await?;
    Ok(Success::reply())
}
