use super::{
    AgentDetails, AgentPatch, Refused, Restore, WRITE, change, check, check_in, load, record,
    require_change, restore, retried,
};
use crate::app::App;
use crate::error::Error;
use crate::sessions;
use futures::{StreamExt as _, TryStreamExt as _};
use omni_domain::access::Caller;
use omni_domain::agent::{Agent, AgentAuthor};
use omni_domain::ids::{AgentId, TenantId};
use omni_storage::Tx;

/// Instances whose owners are notified of the change at the same time.
const REFRESH_AT_ONCE: usize = 32;

/// How an agent is to change.
#[derive(Clone)]
pub(super) enum Edit {
    /// By members.
    Patch(Box<AgentPatch>),
    /// To an earlier version.
    Restore(Restore),
}

/// Changes an agent: its next version answers from the next turn on. A patch that changes nothing
/// creates no version.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: AgentId,
    mut patch: AgentPatch,
) -> Result<AgentDetails, Error> {
    patch.name = patch.name.map(|name| change::check_name(&name)).transpose()?;
    edit(app, caller, id, Edit::Patch(Box::new(patch))).await
}

pub(super) async fn edit(
    app: &App,
    caller: &Caller,
    id: AgentId,
    edit: Edit,
) -> Result<AgentDetails, Error> {
    require_change(caller, &load(app, caller, WRITE, id).await?)?;
    let author = record::author(app, caller).await?;
    let agent = retried(|| write(app, (caller.tenant_id, id), &author, edit.clone())).await?;
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
    id: (TenantId, AgentId),
    author: &AgentAuthor,
    edit: Edit,
) -> Result<Agent, Refused> {
    let (inner, author) = (app.clone(), author.clone());
    app.store
        .write(move |tx| Box::pin(async move { write_in(&inner, tx, id, &author, edit).await }))
        .await
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    (tenant, id): (TenantId, AgentId),
    author: &AgentAuthor,
    edit: Edit,
) -> Result<Agent, Refused> {
    let agent = tx.lock_agent(tenant, id).await?.ok_or_else(|| Error::not_found("agent", id))?;
    let patch = match edit {
        Edit::Patch(patch) => *patch,
        Edit::Restore(wanted) => {
            let found = tx.find_agent_version(tenant, id, wanted.number).await?;
            let version =
                found.ok_or_else(|| Error::not_found("version of this agent", wanted.number))?;
            restore::patch(&agent, version, wanted)?
        }
    };
    let next = change::changed(app, &agent, patch)?;
    check(app, &next.config)?;
    check_in(app, tx, &next).await?;
    if next.version != agent.version {
        record::update(app, tx, &next, author).await?;
    }
    Ok(next)
}
