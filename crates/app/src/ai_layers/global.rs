//! The layer of a tenant: an agent that accounts without one of their own refer to.

use super::answering::environment_key;
use super::{LayerPatch, NETWORK, max_tokens, refuse_account_token, temperature};
use crate::agents::{self, AgentPatch, NewAgent, Refused, record, retried};
use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::error::Error;
use crate::patch::Change;
use crate::sessions;
use futures::{StreamExt as _, TryStreamExt as _};
use omni_domain::access::{Caller, Scope};
use omni_domain::agent::{Agent, AgentAuthor, AgentConfig};
use omni_domain::ai_layer::{AiGlobal, AiSettings, MAX_TOKENS, TEMPERATURE};
use omni_domain::ids::TenantId;
use omni_domain::provider::ProviderKind;
use omni_storage::Tx;
use serde_json::Value;

/// The name of the agent, for people.
const NAME: &str = "Global AI";
/// Accounts whose owners are notified of a change at the same time.
const REFRESH_AT_ONCE: usize = 32;

/// The layer of a tenant, without its key.
#[derive(Debug, Clone)]
pub struct GlobalLayer {
    /// Whether it answers.
    pub enabled: bool,
    /// Base URL of the endpoint.
    pub base_url: String,
    /// Whether there is a key for it: its own, or the environment's.
    pub has_api_key: bool,
    /// The model.
    pub model: Option<String>,
    /// The system prompt.
    pub prompt: Option<String>,
    /// How much answers vary.
    pub temperature: Option<f64>,
    /// The longest answer, tokens.
    pub max_tokens: Option<u32>,
    /// Milliseconds for one answer.
    pub timeout_ms: u64,
    /// How it answers.
    pub settings: AiSettings,
}

/// Changes to the layer of a tenant.
#[derive(Clone, Default, PartialEq)]
#[expect(missing_debug_implementations, reason = "it may hold a key in clear")]
pub struct GlobalPatch {
    /// Whether it answers.
    pub enabled: Change<bool>,
    /// What holds where no nearer layer sets anything.
    pub layer: LayerPatch,
}

/// The layer of the caller's tenant; the environment's, where there is none.
pub async fn global(app: &App, caller: &Caller) -> Result<GlobalLayer, Error> {
    authorization::require(caller, Scope::InstancesRead)?;
    stored(app, caller.tenant_id).await
}

async fn stored(app: &App, tenant: TenantId) -> Result<GlobalLayer, Error> {
    let found = app.store.ai_global(tenant).await?;
    let agent = match &found {
        Some(global) => app.store.find_agent(tenant, global.agent_id).await?,
        None => None,
    };
    Ok(match (found, agent) {
        (Some(global), Some(agent)) => view(app, global, &agent.config),
        _ => of_environment(app),
    })
}

/// Changes the layer of the caller's tenant; it is created if there is none. Accounts that nothing
/// answers refer to its agent from now on. A patch without a change writes nothing.
pub async fn set_global(
    app: &App,
    caller: &Caller,
    patch: GlobalPatch,
) -> Result<GlobalLayer, Error> {
    authorization::require(caller, Scope::InstancesWrite)?;
    refuse_account_token(caller)?;
    authorization::require_all_instances(
        caller,
        "a key limited to instances cannot change what all of them share",
    )?;
    let tenant = caller.tenant_id;
    if patch == GlobalPatch::default() {
        return stored(app, tenant).await;
    }
    let (global, agent) = change(app, caller, &patch, Binds::All).await?;
    Ok(view(app, global, &agent.config))
}

/// The layer of the caller's tenant. Where there is none it is created, switched off, with the
/// environment's endpoint and model. No account refers to its agent yet: the caller may be one that may
/// change a single account.
pub(super) async fn ensure(app: &App, caller: &Caller) -> Result<AiGlobal, Error> {
    match app.store.ai_global(caller.tenant_id).await? {
        Some(global) => Ok(global),
        None => Ok(change(app, caller, &GlobalPatch::default(), Binds::None).await?.0),
    }
}

/// The layer that [`ensure`] creates, with its agent. Neither is stored.
pub(super) fn of_none(app: &App, tenant: TenantId) -> Result<(AiGlobal, Agent), Error> {
    let agent = agents::draft(app, tenant, None, first(app))?;
    Ok((switched_off(app, &agent), agent))
}

fn switched_off(app: &App, agent: &Agent) -> AiGlobal {
    AiGlobal {
        tenant_id: agent.tenant_id,
        agent_id: agent.id,
        enabled: false,
        settings: AiSettings::default(),
        updated_at: app.env.now(),
    }
}

/// Which accounts that nothing answers refer to the layer's agent from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Binds {
    All,
    None,
}

/// Writes the change, and refreshes the sessions of the accounts that refer to the agent.
async fn change(
    app: &App,
    caller: &Caller,
    patch: &GlobalPatch,
    binds: Binds,
) -> Result<(AiGlobal, Agent), Error> {
    let tenant = caller.tenant_id;
    let author = record::author(app, caller).await?;
    let (global, agent) = retried(|| write(app, tenant, &author, patch.clone(), binds)).await?;
    let instances = app.store.instances_of_agent(tenant, agent.id).await?;
    futures::stream::iter(instances)
        .map(Ok)
        .try_for_each_concurrent(REFRESH_AT_ONCE, async |instance| {
            sessions::refresh(app, &instance).await
        })
        .await?;
    Ok((global, agent))
}

fn view(app: &App, global: AiGlobal, config: &AgentConfig) -> GlobalLayer {
    GlobalLayer {
        enabled: global.enabled,
        base_url: config.api_url.clone().unwrap_or_default(),
        has_api_key: config.api_key.is_some() || environment_key(app, config).is_some(),
        model: config.model.clone(),
        prompt: config.prompt.clone(),
        temperature: temperature(config),
        max_tokens: max_tokens(config),
        timeout_ms: config.timeout_ms.unwrap_or(AgentConfig::DEFAULT_TIMEOUT_MS),
        settings: global.settings,
    }
}

fn of_environment(app: &App) -> GlobalLayer {
    let ai = &app.config.ai;
    GlobalLayer {
        enabled: false,
        base_url: ai.base_url.clone(),
        has_api_key: ai.key_for(&ai.base_url).is_some(),
        model: Some(ai.model.clone()).filter(|model| !model.is_empty()),
        prompt: None,
        temperature: Some(DEFAULT_TEMPERATURE),
        max_tokens: Some(DEFAULT_MAX_TOKENS),
        timeout_ms: AgentConfig::DEFAULT_TIMEOUT_MS,
        settings: AiSettings::default(),
    }
}

const DEFAULT_TEMPERATURE: f64 = 0.3;
const DEFAULT_MAX_TOKENS: u32 = 700;

async fn write(
    app: &App,
    tenant: TenantId,
    author: &AgentAuthor,
    patch: GlobalPatch,
    binds: Binds,
) -> Result<(AiGlobal, Agent), Refused> {
    let (inner, author) = (app.clone(), author.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move { write_in(&inner, tx, tenant, &author, patch, binds).await })
        })
        .await
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    tenant: TenantId,
    author: &AgentAuthor,
    patch: GlobalPatch,
    binds: Binds,
) -> Result<(AiGlobal, Agent), Refused> {
    // Two first changes at once must not make two agents.
    tx.lock_settings(tenant).await?;
    let now = app.env.now();
    let found = tx.ai_global(tenant).await?;
    let before = match &found {
        Some(global) => tx.lock_agent(tenant, global.agent_id).await?,
        None => None,
    };
    let is_new = before.is_none();
    let before = match before {
        Some(agent) => agent,
        None => agents::draft(app, tenant, None, first(app))?,
    };
    let mut global = found.unwrap_or_else(|| switched_off(app, &before));
    patch.enabled.apply(&mut global.enabled, false);
    patch.layer.replies.clone().apply(&mut global.settings);
    global.updated_at = now;
    let mut agent = agents::changed(app, &before, agent_patch(app, &before, patch.layer))?;
    agents::check(app, &agent.config)?;
    agents::check_in(app, tx, &agent).await?;
    if is_new {
        agent.version = 1;
        record::insert(app, tx, &agent, author).await?;
    } else if agent.version != before.version {
        record::update(app, tx, &agent, author).await?;
    }
    tx.put_ai_global(&global).await?;
    changes::global_ai_layer(app, tx, tenant, author.principal);
    if binds == Binds::All {
        for instance in tx.bind_instances(tenant, agent.id, NETWORK, now).await? {
            record::deployed(app, tx, &agent, instance, author);
        }
    }
    Ok((global, agent))
}

/// The agent as it is before anything is set.
fn first(app: &App) -> NewAgent {
    let ai = &app.config.ai;
    let mut config = AgentConfig {
        kind: Some(ProviderKind::Openai),
        api_url: Some(ai.base_url.clone()),
        model: Some(ai.model.clone()).filter(|model| !model.is_empty()),
        ..AgentConfig::default()
    };
    config.options.insert(TEMPERATURE.to_owned(), Value::from(DEFAULT_TEMPERATURE));
    config.options.insert(MAX_TOKENS.to_owned(), Value::from(DEFAULT_MAX_TOKENS));
    NewAgent { name: NAME.to_owned(), config }
}

fn agent_patch(app: &App, before: &Agent, patch: LayerPatch) -> AgentPatch {
    let ai = &app.config.ai;
    let mut options = before.config.options.clone();
    set_option(&mut options, TEMPERATURE, patch.temperature, DEFAULT_TEMPERATURE);
    set_option(&mut options, MAX_TOKENS, patch.max_tokens, DEFAULT_MAX_TOKENS);
    AgentPatch {
        // Without an address nothing would answer: its default is the environment's.
        api_url: match patch.base_url {
            Change::Reset => Change::Set(ai.base_url.clone()),
            other => other,
        },
        api_key: patch.api_key,
        model: patch.model,
        prompt: patch.prompt,
        timeout_ms: patch.timeout_ms,
        options: Change::Set(options),
        ..AgentPatch::default()
    }
}

fn set_option<T: Into<Value>>(
    options: &mut serde_json::Map<String, Value>,
    name: &str,
    change: Change<T>,
    default: T,
) {
    match change {
        Change::Keep => {}
        Change::Reset => drop(options.insert(name.to_owned(), default.into())),
        Change::Set(value) => drop(options.insert(name.to_owned(), value.into())),
    }
}
