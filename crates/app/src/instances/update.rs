use super::agent::refused;
use super::create::account_key;
use super::{
    AgentChange, InstanceDetails, InstancePatch, agent, config, details, limited, proxy, tag,
};
use crate::agents::{Refused, record, retried};
use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::entity_tag::Precondition;
use crate::error::Error;
use crate::patch::Change;
use crate::sessions;
use omni_domain::access::{Caller, Scope};
use omni_domain::agent::{Agent, AgentAuthor};
use omni_domain::event::EventBody;
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::instance::Instance;
use omni_storage::Tx;

/// Changes the members that the patch names; all of them or none.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    patch: InstancePatch,
) -> Result<InstanceDetails, Error> {
    authorization::require(caller, Scope::InstancesWrite)?;
    authorization::require_instance(caller, id)?;
    if matches!(patch.agent, Some(AgentChange::Use(_) | AgentChange::UseIfNone(_))) {
        authorization::require_all_instances(
            caller,
            "a key limited to instances cannot refer to what all of them share",
        )?;
    }
    let reopen = patch.channel_config.is_some();
    let reroutes = patch.proxy != Change::Keep;
    let author = record::author(app, caller).await?;
    let (instance, agent) =
        retried(|| write(app, (caller.tenant_id, id), &author, patch.clone())).await?;
    if reopen {
        tracing::info!(instance.id = %id, "channel settings changed; they hold from the next connect");
    }
    if reroutes && instance.wanted && sessions::is_started(app, instance.channel) {
        // Nothing more goes the former way.
        sessions::restart(app, &instance).await?;
    } else {
        sessions::refresh(app, &instance).await?;
    }
    let mut changed = details(app, caller, instance, agent);
    limited(app, std::slice::from_mut(&mut changed)).await?;
    Ok(changed)
}

async fn write(
    app: &App,
    id: (TenantId, InstanceId),
    author: &AgentAuthor,
    patch: InstancePatch,
) -> Result<(Instance, Option<Agent>), Refused> {
    let (inner, author) = (app.clone(), author.clone());
    app.store
        .write(move |tx| Box::pin(async move { write_in(&inner, tx, id, &author, patch).await }))
        .await
}

/// Reads, decides and writes in one transaction, so that two concurrent changes both count.
async fn write_in(
    app: &App,
    tx: &mut Tx,
    (tenant, id): (TenantId, InstanceId),
    author: &AgentAuthor,
    mut patch: InstancePatch,
) -> Result<(Instance, Option<Agent>), Refused> {
    let found = tx.lock_instance(tenant, id).await?;
    let mut instance = found.ok_or_else(|| Error::not_found("instance", id))?;
    check(tx, &instance, &patch.precondition).await?;
    let before = instance.clone();
    if let Some(name) = patch.name.take() {
        instance.name = config::check_name(&name)?;
    }
    let reopens = patch.channel_config.is_some();
    let plan = agent::plan(app, tx, &instance, patch.agent.take()).await?;
    let rerouted = std::mem::take(&mut patch.proxy);
    proxy::apply(app, (id, instance.channel), &mut instance.config, rerouted)?;
    patch.apply(&mut instance.config);
    config::check(app, instance.channel, &instance.config, plan.own_config())?;
    instance.updated_at = app.env.now();
    let agent = plan.write(app, tx, &mut instance, author).await?;
    if reopens {
        let account = account_key(app, &instance)?;
        tx.set_account(instance.id, instance.channel, account.as_deref())
            .await
            .map_err(|error| refused(error, &instance.name))?;
    }
    // A change of its agent has the agent's events.
    if instance.name != before.name || instance.config != before.config {
        changes::instance(app, tx, &instance, author.principal, EventBody::InstanceUpdated);
    }
    Ok((instance, agent))
}

/// Whether the instance is in a state that the change requires.
pub(super) async fn check(
    tx: &mut Tx,
    instance: &Instance,
    required: &Precondition,
) -> Result<(), Error> {
    if !matches!(required, Precondition::AnyOf(_)) {
        return Ok(());
    }
    let agent = match instance.agent {
        Some(agent) => tx.lock_agent(instance.tenant_id, agent.id).await?,
        None => None,
    };
    required.check(|| tag(instance, agent.as_ref()))
}
