use super::{
    AgentDetails, AgentPatch, Refused, WRITE, change, check, check_in, require_change, retried,
};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use crate::sessions;
use futures::{StreamExt as _, TryStreamExt as _};
use omni_domain::access::Caller;
use omni_domain::agent::Agent;
use omni_domain::ids::{AgentId, TenantId};
use omni_storage::Tx;

/// Instances whose owners are notified of the change at the same time.
const REFRESH_AT_ONCE: usize = 32;

/// Changes an agent: its next version answers from the next turn on. A patch that changes nothing
/// creates no version.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: AgentId,
    mut patch: AgentPatch,
) -> Result<AgentDetails, Error> {
    authorization::require(caller, WRITE)?;
    require_change(caller, &super::load(app, caller, id).await?)?;
    patch.name = patch.name.map(|name| change::check_name(&name)).transpose()?;
    let agent = retried(|| write(app, caller.tenant_id, id, patch.clone())).await?;
    let instances = app.store.instances_of_agent(caller.tenant_id, id).await?;
    futures::stream::iter(instances)
        .map(Ok)
        .try_for_each_concurrent(REFRESH_AT_ONCE, async |instance| {
            sessions::refresh(app, &instance).await
        })
        .await?;
    Ok(agent.into())
}

async fn write(
    app: &App,
    tenant: TenantId,
    id: AgentId,
    patch: AgentPatch,
) -> Result<Agent, Refused> {
    let inner = app.clone();
    app.store
        .write(move |tx| Box::pin(async move { write_in(&inner, tx, tenant, id, patch).await }))
        .await
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    tenant: TenantId,
    id: AgentId,
    patch: AgentPatch,
) -> Result<Agent, Refused> {
    let agent = tx.lock_agent(tenant, id).await?.ok_or_else(|| Error::not_found("agent", id))?;
    let next = change::changed(app, &agent, patch)?;
    check(app, &next.config)?;
    check_in(app, tx, &next).await?;
    if next.version != agent.version {
        tx.update_agent(&next).await?;
    }
    Ok(next)
}
