//! The layer of an account: its own endpoint, or what it sets over the tenant's agent.

use super::{RepliesPatch, refuse_account_token};
use crate::agents::AgentPatch;
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use crate::instances::{self, AgentChange, InstancePatch};
use crate::patch::Change;
use omni_domain::access::{Caller, Scope};
use omni_domain::agent::{Agent, AgentRef};
use omni_domain::ai_layer::{AiAccount, AiMode, AiSettings};
use omni_domain::ids::InstanceId;
use omni_domain::instance::Instance;
use omni_domain::provider::ProviderKind;

/// The layer of an account, without its key.
#[derive(Debug, Clone)]
pub struct AccountLayer {
    /// Whether it answers.
    pub mode: AiMode,
    /// Base URL of its own endpoint; `None` is the tenant's.
    pub base_url: Option<String>,
    /// Whether that endpoint has a key.
    pub has_api_key: bool,
    /// What it sets; `None` is the tenant's.
    pub settings: AiSettings,
}

/// Changes to the layer of an account. The key is in clear. What is reset is the tenant's.
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "it may hold a key in clear")]
pub struct AccountPatch {
    /// Whether it answers.
    pub mode: Change<AiMode>,
    /// Another endpoint of its own.
    pub base_url: Change<String>,
    /// The key for it.
    pub api_key: Change<String>,
    /// Another model.
    pub model: Change<String>,
    /// Another system prompt.
    pub prompt: Change<String>,
    /// How much answers vary.
    pub temperature: Change<f64>,
    /// The longest answer, tokens.
    pub max_tokens: Change<u32>,
    /// Milliseconds for one answer.
    pub timeout_ms: Change<u64>,
    /// How it answers.
    pub replies: RepliesPatch,
}

/// The layer of an account.
pub async fn account(app: &App, caller: &Caller, id: InstanceId) -> Result<AccountLayer, Error> {
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    view(app, &instance).await
}

/// Changes the layer of an account.
pub async fn set_account(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    patch: AccountPatch,
) -> Result<AccountLayer, Error> {
    let instance = instances::load(app, caller, Scope::InstancesWrite, id).await?;
    // The answer shows the layer: who may not read it is refused before anything is written.
    authorization::require(caller, Scope::InstancesRead)?;
    refuse_account_token(caller)?;
    bind(app, caller, &instance, patch.base_url.clone(), patch.api_key.clone()).await?;
    let now = app.env.now();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.lock_instance(instance.tenant_id, id).await?;
                let found = tx.ai_account(id).await?;
                let mut account = found.unwrap_or_else(|| AiAccount {
                    instance_id: id,
                    tenant_id: instance.tenant_id,
                    mode: AiMode::Inherit,
                    settings: AiSettings::default(),
                    updated_at: now,
                });
                apply(patch, &mut account);
                account.updated_at = now;
                tx.put_ai_account(&account).await.map_err(Error::from)
            })
        })
        .await?;
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    view(app, &instance).await
}

fn apply(patch: AccountPatch, account: &mut AiAccount) {
    let settings = &mut account.settings;
    patch.mode.apply(&mut account.mode, AiMode::Inherit);
    patch.model.apply_to(&mut settings.model);
    patch.prompt.apply_to(&mut settings.prompt);
    patch.temperature.apply_to(&mut settings.temperature);
    patch.max_tokens.apply_to(&mut settings.max_tokens);
    patch.timeout_ms.apply_to(&mut settings.timeout_ms);
    patch.replies.apply(settings);
}

/// Which agent the account refers to: its own with an endpoint, or the tenant's.
async fn bind(
    app: &App,
    caller: &Caller,
    instance: &Instance,
    base_url: Change<String>,
    api_key: Change<String>,
) -> Result<(), Error> {
    let own = own_agent(app, instance).await?;
    let change = match (base_url, api_key) {
        (Change::Set(url), key) => own_endpoint(Change::Set(url), key),
        (Change::Keep, Change::Keep) => {
            // Decided again in the write: another change at the same time may give it an endpoint.
            let global = app.store.ai_global(instance.tenant_id).await?;
            match (instance.agent, global) {
                (None, Some(global)) => AgentChange::UseIfNone(global.agent_id),
                _ => return Ok(()),
            }
        }
        (Change::Keep, key) if own.is_some() => own_endpoint(Change::Keep, key),
        (Change::Keep | Change::Reset, Change::Set(_)) => {
            return Err(Error::invalid(
                Field::AgentKey,
                "a key belongs to an address: give the base URL as well",
            ));
        }
        (Change::Reset, _) => of_tenant(app, instance).await?,
        (Change::Keep, Change::Reset) => return Ok(()),
    };
    let patch = InstancePatch { agent: Some(change), ..InstancePatch::default() };
    // What the caller may do was checked; the tenant's agent is not the account's alone.
    let system = Caller { principal: caller.principal, ..Caller::system(instance.tenant_id) };
    instances::update(app, &system, instance.id, patch).await.map(drop)
}

fn own_endpoint(api_url: Change<String>, api_key: Change<String>) -> AgentChange {
    let patch = AgentPatch {
        provider_id: if api_url == Change::Keep { Change::Keep } else { Change::Reset },
        kind: Change::Set(ProviderKind::Openai),
        api_url,
        api_key,
        ..AgentPatch::default()
    };
    AgentChange::OwnInstead(Box::new(patch))
}

async fn of_tenant(app: &App, instance: &Instance) -> Result<AgentChange, Error> {
    let global = app.store.ai_global(instance.tenant_id).await?;
    Ok(global.map_or(AgentChange::Remove, |global| AgentChange::Use(global.agent_id)))
}

/// The agent that belongs to the account alone.
async fn own_agent(app: &App, instance: &Instance) -> Result<Option<Agent>, Error> {
    let Some(AgentRef { id, .. }) = instance.agent else { return Ok(None) };
    let agent = app.store.find_agent(instance.tenant_id, id).await?;
    Ok(agent.filter(|agent| agent.instance_id.is_some()))
}

async fn view(app: &App, instance: &Instance) -> Result<AccountLayer, Error> {
    let account = app.store.ai_account(instance.id).await?;
    let config = own_agent(app, instance).await?.map(|agent| agent.config).unwrap_or_default();
    let (mode, settings) =
        account.map_or((AiMode::Inherit, AiSettings::default()), |one| (one.mode, one.settings));
    Ok(AccountLayer {
        mode,
        has_api_key: config.api_key.is_some(),
        base_url: config.api_url,
        settings,
    })
}
