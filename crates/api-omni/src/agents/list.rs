use super::views::AgentDetailsView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::agents::{self, AgentQuery};
use omni_domain::access::Scope;
use omni_http::{ApiQuery, Auth, Endpoint, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListAgentsParams {
    /// Leave out those that belong to one instance.
    shared_only: bool,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// List agents
///
/// Oldest first. A key limited to instances sees the agents of these.
#[utoipa::path(
    get,
    path = "/agents",
    tag = "agents",
    params(ListAgentsParams, PageParams),
    responses((status = 200, body = ListView<AgentDetailsView>))
)]
pub(crate) async fn list_agents(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(params): ApiQuery<ListAgentsParams>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<AgentDetailsView>> {
    let query = AgentQuery { shared_only: params.shared_only };
    let page = agents::list(&app, &caller, query, page).await?;
    let ids: Vec<_> = page.items.iter().map(|details| details.agent.id).collect();
    let mut users = agents::users(&app, &caller, &ids).await?;
    Ok(Json(ListView::of(page, |details| {
        let of_agent = users.remove(&details.agent.id).unwrap_or_default();
        AgentDetailsView::new(details, of_agent)
    })))
}
