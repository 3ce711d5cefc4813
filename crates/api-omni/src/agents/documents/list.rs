use super::super::path::AgentPath;
use super::views::AgentDocumentView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, agent_documents};
use omni_domain::access::Scope;
use omni_domain::page::Page;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// List documents of agent
///
/// All of them, by name, in one page, without their texts.
#[utoipa::path(
    get,
    path = "/agents/{id}/documents",
    tag = "agents",
    params(AgentPath),
    responses((status = 200, body = ListView<AgentDocumentView>))
)]
pub(crate) async fn list_agent_documents(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AgentPath>,
) -> Reply<ListView<AgentDocumentView>> {
    let items = agent_documents::list(&app, &caller, path.id).await?;
    Ok(Json(ListView::of(Page { items, next: None }, AgentDocumentView::from)))
}
