use super::path::ProviderPath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::providers::AgentEntry;
use omni_app::{App, providers};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;

/// A provider's agents.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProviderAgentsView {
    items: Vec<ProviderAgentView>,
}

/// An agent (or model) of a provider.
#[derive(Debug, Serialize, ToSchema)]
struct ProviderAgentView {
    /// The value for an instance's `agent.agentId`.
    id: String,
    name: String,
    description: Option<String>,
    /// `agent`, `team`, `workflow` or `model`.
    #[serde(rename = "type")]
    #[schema(example = "agent")]
    entry_type: &'static str,
}

impl From<AgentEntry> for ProviderAgentView {
    fn from(entry: AgentEntry) -> Self {
        Self {
            id: entry.id,
            name: entry.name,
            description: entry.description,
            entry_type: entry.entry_type,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsRead).fails(&[
    Failure::NotFound,
    Failure::AgentFailed,
    Failure::AgentUnavailable,
    Failure::AgentTimeout,
    Failure::NotSupported,
]);

/// List agents from provider
///
/// Requested from the provider now; the first thousand.
#[utoipa::path(
    get,
    path = "/providers/{id}/agents",
    tag = "providers",
    params(ProviderPath),
    responses((status = 200, body = ProviderAgentsView))
)]
pub(crate) async fn list_provider_agents(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ProviderPath>,
) -> Reply<ProviderAgentsView> {
    let agents = providers::agents(&app, &caller, path.id).await?;
    Ok(Json(ProviderAgentsView { items: agents.into_iter().map(Into::into).collect() }))
}
