//! The values of an agent, and how they change.

use super::secrets;
use crate::app::App;
use crate::entity_tag::{EntityTag, Precondition};
use crate::error::{Error, Field};
use crate::patch::Change;
use omni_domain::agent::{Agent, AgentConfig, AgentTool};
use omni_domain::ids::{InstanceId, ProviderId, TenantId};
use omni_domain::provider::ProviderKind;
use serde_json::{Map, Value};

const MAX_NAME: usize = 255;

/// A new agent. Its secrets are in clear.
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "it holds secrets in clear")]
pub struct NewAgent {
    /// For people; 1 to 255 characters.
    pub name: String,
    /// What answers.
    pub config: AgentConfig,
}

/// Changes to an agent. Secrets are in clear.
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "it may hold secrets in clear")]
pub struct AgentPatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// Another name.
    pub name: Option<String>,
    /// Another shared provider.
    pub provider_id: Change<ProviderId>,
    /// Another protocol of the agent's own endpoint.
    pub kind: Change<ProviderKind>,
    /// Another base URL of the agent's own endpoint.
    pub api_url: Change<String>,
    /// Another key for that endpoint.
    pub api_key: Change<String>,
    /// Another agent or model at the provider.
    pub remote_id: Change<String>,
    /// Another model.
    pub model: Change<String>,
    /// Another system prompt.
    pub prompt: Change<String>,
    /// Other tools, replacing all. The mask stands for a secret that stays.
    pub tools: Change<Vec<AgentTool>>,
    /// Another time limit for one answer, in milliseconds.
    pub timeout_ms: Change<u64>,
    /// Whether answers are streamed.
    pub streaming: Change<bool>,
    /// Other options, replacing all.
    pub options: Change<Map<String, Value>>,
}

impl AgentPatch {
    /// The settings of a new agent that this changes from their defaults.
    pub fn into_config(self) -> AgentConfig {
        let mut config = AgentConfig::default();
        self.provider_id.apply_to(&mut config.provider_id);
        self.kind.apply_to(&mut config.kind);
        self.api_url.apply_to(&mut config.api_url);
        self.api_key.apply_to(&mut config.api_key);
        self.remote_id.apply_to(&mut config.remote_id);
        self.model.apply_to(&mut config.model);
        self.prompt.apply_to(&mut config.prompt);
        self.tools.apply(&mut config.tools, Vec::new());
        self.timeout_ms.apply_to(&mut config.timeout_ms);
        self.streaming.apply(&mut config.streaming, false);
        self.options.apply(&mut config.options, Map::new());
        config
    }
}

/// An agent as callers see it: without its key, and with the secrets of its tools masked.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentDetails {
    /// The agent; its key removed.
    pub agent: Agent,
    /// Whether it has a key.
    pub has_api_key: bool,
    /// Its state, secrets included.
    pub tag: EntityTag,
}

impl From<Agent> for AgentDetails {
    fn from(agent: Agent) -> Self {
        let has_api_key = agent.config.api_key.is_some();
        let tag = tag(&agent);
        Self { agent: secrets::mask(agent), has_api_key, tag }
    }
}

/// The state of an agent: each change makes another version.
pub(super) fn tag(agent: &Agent) -> EntityTag {
    EntityTag::of(&(agent.id, agent.version))
}

/// The name without spaces around it, if it is valid.
pub(super) fn check_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(Error::invalid(
            Field::AgentName,
            "an agent needs a name of 1 to 255 characters",
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(Field::AgentName, "a name holds no control characters"));
    }
    Ok(name.to_owned())
}

/// An agent that is not stored yet.
pub(crate) fn draft(
    app: &App,
    tenant: TenantId,
    instance: Option<InstanceId>,
    new: NewAgent,
) -> Result<Agent, Error> {
    let now = app.env.now();
    let mut agent = Agent {
        id: app.env.id(),
        tenant_id: tenant,
        instance_id: instance,
        name: new.name,
        version: 1,
        config: AgentConfig::default(),
        created_at: now,
        updated_at: now,
    };
    let mut config = new.config;
    let key = config.api_key.take();
    secrets::seal_tools(app, &agent, &mut config.tools)?;
    agent.config = config;
    agent.config.api_key = key.map(|key| secrets::seal_key(app, &agent, &key));
    Ok(agent)
}

/// The next version of an agent; the same one, if the patch changes nothing.
pub(crate) fn changed(app: &App, agent: &Agent, patch: AgentPatch) -> Result<Agent, Error> {
    patch.precondition.check(|| tag(agent))?;
    let mut next = agent.clone();
    let config = &mut next.config;
    patch.provider_id.apply_to(&mut config.provider_id);
    patch.kind.apply_to(&mut config.kind);
    patch.api_url.apply_to(&mut config.api_url);
    patch.remote_id.apply_to(&mut config.remote_id);
    patch.model.apply_to(&mut config.model);
    patch.prompt.apply_to(&mut config.prompt);
    patch.timeout_ms.apply_to(&mut config.timeout_ms);
    patch.streaming.apply(&mut config.streaming, false);
    patch.options.apply(&mut config.options, Map::new());
    match patch.tools {
        Change::Keep => {}
        Change::Reset => config.tools = Vec::new(),
        Change::Set(mut tools) => {
            secrets::seal_tools(app, agent, &mut tools)?;
            config.tools = tools;
        }
    }
    next.name = patch.name.unwrap_or(next.name);
    let keeps_key = matches!(patch.api_key, Change::Keep);
    match patch.api_key {
        Change::Keep => {}
        Change::Reset => next.config.api_key = None,
        Change::Set(key) => next.config.api_key = Some(secrets::seal_key(app, &next, &key)),
    }
    if next == *agent {
        return Ok(next);
    }
    if keeps_key {
        next.config.api_key = secrets::keep_key(app, agent, &next)?;
    }
    next.version = agent.version.saturating_add(1);
    next.updated_at = app.env.now();
    Ok(next)
}
