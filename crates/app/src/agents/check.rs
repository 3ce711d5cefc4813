//! Whether an agent's settings are valid.

use crate::app::App;
use crate::error::{Error, Field, Hint, Message};
use crate::providers::builtin;
use omni_agents::{AgentEndpoint, AgentError, BuiltInConfig};
use omni_domain::agent::{Agent, AgentConfig, AgentTarget};
use omni_domain::provider::{Provider, ProviderKind};
use omni_storage::Tx;
use serde_json::{Map, Value, json};

const TIMEOUT_MS: std::ops::RangeInclusive<u64> = 100..=600_000;
const MAX_PROMPT_CHARS: usize = 32_000;
const MAX_OPTIONS_BYTES: usize = 64 * 1024;
/// Options of the built-in agent that an agent has as its tools.
const TOOL_OPTIONS: [&str; 2] = ["tools", "mcpServers"];

/// Checks the agent's own settings, as far as they depend on nothing else.
pub(crate) fn check(app: &App, config: &AgentConfig) -> Result<(), Error> {
    if let Some(url) = &config.api_url {
        app.guard.check(url).map_err(|why| Error::invalid(Field::AgentUrl, why.to_string()))?;
    }
    if config.timeout_ms.is_some_and(|millis| !TIMEOUT_MS.contains(&millis)) {
        return Err(Error::invalid(Field::AgentTimeout, "give a time of 100 to 600000 ms"));
    }
    if config.prompt.as_ref().is_some_and(|prompt| prompt.chars().count() > MAX_PROMPT_CHARS) {
        return Err(Error::invalid(Field::AgentPrompt, "a prompt holds at most 32000 characters"));
    }
    let size = json!([config.options, config.tools]).to_string().len();
    if size > MAX_OPTIONS_BYTES {
        return Err(Error::invalid(
            Field::AgentOptions,
            "options and tools hold at most 65536 bytes of JSON",
        ));
    }
    Ok(())
}

/// Checks the agent with what it refers to. Inside the write that stores it, so that nothing of
/// that is deleted in between.
pub(crate) async fn check_in(app: &App, tx: &mut Tx, agent: &Agent) -> Result<(), Error> {
    let provider = match agent.config.provider_id {
        Some(id) => tx.find_provider(agent.tenant_id, id).await?,
        None => None,
    };
    check_with(app, &agent.config, provider)
}

/// The same with the provider that it refers to, if there is one.
pub(super) fn check_with(
    app: &App,
    config: &AgentConfig,
    provider: Option<Provider>,
) -> Result<(), Error> {
    match config.target() {
        Some(AgentTarget::Provider(_)) => {
            let provider = provider.ok_or_else(|| {
                Error::invalid(
                    Field::AgentProvider,
                    Message::from("there is no provider with this id").hint(Hint::ListProviders),
                )
            })?;
            check_options(app, config, provider.kind, &provider.api_url, &provider.metadata)
        }
        Some(AgentTarget::Endpoint { kind, url }) => {
            check_options(app, config, kind, url, &Map::new())
        }
        None => Ok(()),
    }
}

/// The options of a request: the provider's, overridden by the agent's own.
pub(super) fn merged(
    mut of_provider: Map<String, Value>,
    own: &Map<String, Value>,
) -> Map<String, Value> {
    for (name, value) in own {
        of_provider.insert(name.clone(), value.clone());
    }
    of_provider
}

fn check_options(
    app: &App,
    config: &AgentConfig,
    kind: ProviderKind,
    url: &str,
    of_provider: &Map<String, Value>,
) -> Result<(), Error> {
    if config.options.is_empty() && config.tools.is_empty() {
        return Ok(());
    }
    if kind != ProviderKind::Builtin {
        return match config.tools.as_slice() {
            [] => Ok(()),
            _ => Err(Error::invalid(Field::AgentTools, "only the built-in agent has tools")),
        };
    }
    if TOOL_OPTIONS.iter().any(|name| config.options.contains_key(*name)) {
        return Err(Error::invalid(Field::AgentOptions, "tools are given beside the options"));
    }
    let endpoint = AgentEndpoint {
        kind: kind.as_str().to_owned(),
        base_url: url.to_owned(),
        api_key: None,
        agent_id: Some(builtin::ANY_MODEL.to_owned()),
        options: merged(of_provider.clone(), &config.options),
        tools: config.tools.clone(),
    };
    let invalid = |error: AgentError| Error::invalid(Field::AgentOptions, error.to_string());
    let built = BuiltInConfig::from_endpoint(&endpoint).map_err(invalid)?;
    built.check_options().map_err(invalid)?;
    builtin::check_urls(app, &built, &Field::AgentTools)
}
