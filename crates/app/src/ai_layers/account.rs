//! The layer of an account: its own endpoint, or what it sets over the tenant's agent.

use super::global::ensure;
use super::{LayerPatch, refuse_account_token};
use crate::agents::AgentPatch;
use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::error::{Error, Field};
use crate::instances::{self, AgentChange, InstancePatch};
use crate::patch::Change;
use omni_domain::access::{Caller, Scope};
use omni_domain::agent::{Agent, AgentRef};
use omni_domain::ai_layer::{AiAccount, AiGlobal, AiMode, AiSettings};
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

/// Changes to the layer of an account. What is reset is the tenant's.
#[derive(Clone, Default, PartialEq)]
#[expect(missing_debug_implementations, reason = "it may hold a key in clear")]
pub struct AccountPatch {
    /// Whether it answers.
    pub mode: Change<AiMode>,
    /// What it sets over the tenant's layer.
    pub layer: LayerPatch,
}

/// The layer of an account.
pub async fn account(app: &App, caller: &Caller, id: InstanceId) -> Result<AccountLayer, Error> {
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    view(app, &instance).await
}

/// Changes the layer of an account. A patch without a change writes nothing.
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
    if patch == AccountPatch::default() {
        return view(app, &instance).await;
    }
    bind(app, caller, &instance, &patch).await?;
    let now = app.env.now();
    let (inner, principal) = (app.clone(), caller.principal);
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
                tx.put_ai_account(&account).await?;
                changes::instance_ai_layer(&inner, tx, &instance, principal);
                Ok::<_, Error>(())
            })
        })
        .await?;
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    view(app, &instance).await
}

fn apply(patch: AccountPatch, account: &mut AiAccount) {
    let AccountPatch { mode, layer } = patch;
    let settings = &mut account.settings;
    mode.apply(&mut account.mode, AiMode::Inherit);
    layer.model.apply_to(&mut settings.model);
    layer.prompt.apply_to(&mut settings.prompt);
    layer.temperature.apply_to(&mut settings.temperature);
    layer.max_tokens.apply_to(&mut settings.max_tokens);
    layer.timeout_ms.apply_to(&mut settings.timeout_ms);
    layer.replies.apply(settings);
}

/// Which agent the account refers to: its own with an endpoint, or the tenant's.
async fn bind(
    app: &App,
    caller: &Caller,
    instance: &Instance,
    patch: &AccountPatch,
) -> Result<(), Error> {
    let own = own_agent(app, instance).await?;
    let enables = patch.mode == Change::Set(AiMode::Enabled);
    let change = match (patch.layer.base_url.clone(), patch.layer.api_key.clone()) {
        (Change::Set(url), key) => own_endpoint(Change::Set(url), key),
        (Change::Keep, key) if own.is_some() && key != Change::Keep => {
            own_endpoint(Change::Keep, key)
        }
        (Change::Keep, Change::Keep | Change::Reset) => {
            return refer(app, caller, instance, enables).await;
        }
        (Change::Keep | Change::Reset, Change::Set(_)) => {
            return Err(Error::invalid(
                Field::AgentKey,
                "a key belongs to an address: give the base URL as well",
            ));
        }
        (Change::Reset, _) => {
            let inherits = enables || own.is_some();
            of_tenant(app, caller, instance, inherits)
                .await?
                .map_or(AgentChange::Remove, |global| AgentChange::Use(global.agent_id))
        }
    };
    assign(app, caller, instance, change).await
}

/// An account that nothing answers refers to the tenant's agent. `enables`: also where the tenant has no
/// layer yet, which is created.
pub(super) async fn refer(
    app: &App,
    caller: &Caller,
    instance: &Instance,
    enables: bool,
) -> Result<(), Error> {
    if instance.agent.is_some() {
        return Ok(());
    }
    let Some(global) = of_tenant(app, caller, instance, enables).await? else { return Ok(()) };
    // Decided again in the write: another change at the same time may give it an endpoint.
    assign(app, caller, instance, AgentChange::UseIfNone(global.agent_id)).await
}

async fn assign(
    app: &App,
    caller: &Caller,
    instance: &Instance,
    change: AgentChange,
) -> Result<(), Error> {
    let patch = InstancePatch { agent: Some(change), ..InstancePatch::default() };
    Box::pin(instances::update(app, &system(caller, instance), instance.id, patch)).await.map(drop)
}

/// What the caller may do was checked; the tenant's agent is not the account's alone.
fn system(caller: &Caller, instance: &Instance) -> Caller {
    Caller { principal: caller.principal, ..Caller::system(instance.tenant_id) }
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

/// The tenant's layer. `creates`: also where there is none yet.
async fn of_tenant(
    app: &App,
    caller: &Caller,
    instance: &Instance,
    creates: bool,
) -> Result<Option<AiGlobal>, Error> {
    if creates {
        return Box::pin(ensure(app, &system(caller, instance))).await.map(Some);
    }
    Ok(app.store.ai_global(instance.tenant_id).await?)
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
