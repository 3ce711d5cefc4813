use super::path::AgentPath;
use super::views::AgentVersionView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, agents};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, PageParams, PageQuery};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// List versions of agent
///
/// Newest first; the first one is the present version.
#[utoipa::path(
    get,
    path = "/agents/{id}/versions",
    tag = "agents",
    params(AgentPath, PageParams),
    responses((status = 200, body = ListView<AgentVersionView>))
)]
pub(crate) async fn list_agent_versions(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AgentPath>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<AgentVersionView>> {
    let page = agents::versions(&app, &caller, path.id, page).await?;
    Ok(Json(ListView::of(page, AgentVersionView::from)))
}
