use super::path::VersionPath;
use super::views::AgentVersionView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, agents};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// Get version of agent
///
/// For example the one that answered a turn.
#[utoipa::path(
    get,
    path = "/agents/{id}/versions/{number}",
    tag = "agents",
    params(VersionPath),
    responses((status = 200, body = AgentVersionView))
)]
pub(crate) async fn get_agent_version(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<VersionPath>,
) -> Reply<AgentVersionView> {
    Ok(Json(agents::version(&app, &caller, path.id, path.number).await?.into()))
}
