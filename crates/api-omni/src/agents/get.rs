use super::path::AgentPath;
use super::views::AgentDetailsView;
use crate::shapes::{Tagged, TaggedReply};
use axum::extract::State;
use omni_app::agents::{self, AgentDetails};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// Get agent
#[utoipa::path(
    get,
    path = "/agents/{id}",
    tag = "agents",
    params(AgentPath),
    responses((status = 200, body = AgentDetailsView))
)]
pub(crate) async fn get_agent(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AgentPath>,
) -> TaggedReply<AgentDetailsView> {
    let details = agents::get(&app, &caller, path.id).await?;
    shown(&app, &caller, details).await
}

/// The agent with the instances for which it answers.
pub(super) async fn shown(
    app: &App,
    caller: &Caller,
    details: AgentDetails,
) -> Result<Tagged<AgentDetailsView>, ApiError> {
    let id = details.agent.id;
    let users = agents::users(app, caller, &[id]).await?.remove(&id).unwrap_or_default();
    Ok(Tagged::new(details.tag.clone(), AgentDetailsView::new(details, users)))
}
