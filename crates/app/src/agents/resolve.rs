//! From an agent to the target of a request.

use super::check::merged;
use super::secrets;
use crate::app::App;
use crate::error::{Error, Field};
use crate::providers::{self, builtin};
use omni_agents::{AgentEndpoint, BuiltInConfig};
use omni_domain::agent::{Agent, AgentConfig, AgentTarget};
use omni_domain::ids::ProviderId;
use omni_domain::provider::ProviderKind;
use std::time::Duration;

/// An agent with all that a request to it needs.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedAgent {
    /// Its address, and its protocol.
    pub(crate) endpoint: AgentEndpoint,
    /// Time limit of one answer.
    pub(crate) timeout: Duration,
    /// Whether answers are streamed.
    pub(crate) streaming: bool,
}

/// What the requests to a provider are counted by: its id, or the address of an endpoint.
pub(crate) fn provider_key(target: AgentTarget<'_>) -> String {
    match target {
        AgentTarget::Provider(id) => id.to_string(),
        AgentTarget::Endpoint { url, .. } => url.to_owned(),
    }
}

/// Reads the provider anew for each turn, so that a change holds at once on every node.
pub(crate) async fn resolve(
    app: &App,
    agent: &Agent,
    target: AgentTarget<'_>,
) -> Result<ResolvedAgent, Error> {
    let resolved = match target {
        AgentTarget::Provider(id) => at_provider(app, agent, id).await?,
        AgentTarget::Endpoint { kind, url } => ResolvedAgent {
            endpoint: AgentEndpoint {
                kind: kind.as_str().to_owned(),
                base_url: url.to_owned(),
                api_key: secrets::open_key(app, agent)?,
                agent_id: remote_id(&agent.config, kind),
                options: agent.config.options.clone(),
                tools: secrets::open_tools(app, agent)?,
            },
            timeout: Duration::from_millis(
                agent.config.timeout_ms.unwrap_or(AgentConfig::DEFAULT_TIMEOUT_MS),
            ),
            streaming: agent.config.streaming,
        },
    };
    // Allowed when it was stored; the configuration may have changed since.
    app.guard
        .check(&resolved.endpoint.base_url)
        .map_err(|why| Error::invalid(Field::AgentUrl, why.to_string()))?;
    if resolved.endpoint.kind == ProviderKind::Builtin.as_str() {
        let config = BuiltInConfig::from_endpoint(&resolved.endpoint)
            .map_err(|error| Error::invalid(Field::ProviderOptions, error.to_string()))?;
        builtin::check_urls(app, &config, &Field::ProviderOptions)?;
    }
    Ok(resolved)
}

async fn at_provider(app: &App, agent: &Agent, id: ProviderId) -> Result<ResolvedAgent, Error> {
    let config = &agent.config;
    let provider = app.store.find_provider(agent.tenant_id, id).await?.ok_or_else(|| {
        Error::invalid(Field::AgentProvider, "there is no such provider any more")
    })?;
    Ok(ResolvedAgent {
        endpoint: AgentEndpoint {
            kind: provider.kind.as_str().to_owned(),
            base_url: provider.api_url.clone(),
            api_key: providers::open_key(app, &provider)?,
            agent_id: remote_id(config, provider.kind),
            options: merged(builtin::open(app, &provider)?, &config.options),
            tools: secrets::open_tools(app, agent)?,
        },
        timeout: Duration::from_millis(config.timeout_ms.unwrap_or(provider.default_timeout)),
        streaming: config.streaming || provider.default_streaming,
    })
}

/// Which agent or model is requested.
fn remote_id(config: &AgentConfig, kind: ProviderKind) -> Option<String> {
    let has_models =
        matches!(kind, ProviderKind::Openai | ProviderKind::Anthropic | ProviderKind::Builtin);
    config.model.clone().filter(|_| has_models).or_else(|| config.remote_id.clone())
}
