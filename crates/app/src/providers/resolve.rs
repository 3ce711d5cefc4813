//! Who answers for an instance: its provider, or the agent in its own settings.

use super::{builtin, open_key};
use crate::app::App;
use crate::error::{Error, Field, Hint, Message};
use crate::instances::open_agent_key;
use omni_agents::{AgentEndpoint, BuiltInConfig};
use omni_domain::ids::{ProviderId, TenantId};
use omni_domain::instance::{AgentConfig, Instance};
use omni_domain::provider::ProviderKind;
use std::time::Duration;

/// What an inline agent speaks if its settings do not say.
const DEFAULT_AGENT_TYPE: &str = "openai";

/// An agent that can be asked.
#[derive(Debug, Clone)]
pub(crate) struct AgentTarget {
    /// Where, and in which protocol.
    pub(crate) endpoint: AgentEndpoint,
    /// For one answer.
    pub(crate) timeout: Duration,
    /// Piece by piece.
    pub(crate) streaming: bool,
}

/// Reads the provider anew for each turn, so that an edit holds at once on every node.
pub(crate) async fn resolve(app: &App, instance: &Instance) -> Result<AgentTarget, Error> {
    let agent = &instance.config.agent;
    let target = match provider_id(agent)? {
        Some(id) => shared(app, instance.tenant_id, agent, id).await?,
        None => AgentTarget {
            endpoint: AgentEndpoint {
                kind: agent.agent_type.clone().unwrap_or_else(|| DEFAULT_AGENT_TYPE.to_owned()),
                base_url: agent.api_url.clone().unwrap_or_default(),
                api_key: open_agent_key(app, instance)?,
                agent_id: agent.agent_id.clone(),
                options: serde_json::Map::new(),
            },
            timeout: Duration::from_millis(agent.timeout),
            streaming: agent.streaming,
        },
    };
    // Allowed when it was stored; the configuration may have changed since.
    app.guard
        .check(&target.endpoint.base_url)
        .map_err(|why| Error::invalid(Field::AgentUrl, why.to_string()))?;
    if target.endpoint.kind == ProviderKind::Builtin.as_str() {
        let config = BuiltInConfig::from_endpoint(&target.endpoint)
            .map_err(|error| Error::invalid(Field::ProviderOptions, error.to_string()))?;
        builtin::check_urls(app, &config)?;
    }
    Ok(target)
}

/// The provider that an agent's settings name.
pub(crate) fn provider_id(agent: &AgentConfig) -> Result<Option<ProviderId>, Error> {
    let parsed = agent.provider_id.as_deref().map(str::parse).transpose();
    parsed.map_err(|_| {
        Error::invalid(
            Field::AgentProvider,
            Message::from("give a provider's id").hint(Hint::ListProviders),
        )
    })
}

async fn shared(
    app: &App,
    tenant: TenantId,
    agent: &AgentConfig,
    id: ProviderId,
) -> Result<AgentTarget, Error> {
    let provider = app.store.find_provider(tenant, id).await?.ok_or_else(|| {
        Error::invalid(Field::AgentProvider, "there is no such provider any more")
    })?;
    // An instance's own time counts where somebody set one.
    let own = agent.timeout != AgentConfig::default().timeout;
    let timeout = if own { agent.timeout } else { provider.default_timeout };
    Ok(AgentTarget {
        endpoint: AgentEndpoint {
            kind: provider.kind.as_str().to_owned(),
            base_url: provider.api_url.clone(),
            api_key: open_key(app, &provider)?,
            agent_id: agent.agent_id.clone(),
            options: builtin::open(app, &provider)?,
        },
        timeout: Duration::from_millis(timeout),
        streaming: agent.streaming || provider.default_streaming,
    })
}
