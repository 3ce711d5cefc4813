//! An agent that any instance may refer to, given to several instances at once, or taken from them.

use super::{AgentChange, agent as own_agent};
use crate::agents::{Refused, record, retried};
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use crate::sessions;
use futures::{StreamExt as _, TryStreamExt as _};
use omni_domain::access::{Caller, Scope};
use omni_domain::agent::AgentAuthor;
use omni_domain::ids::{AgentId, InstanceId, TenantId};
use omni_domain::instance::Instance;
use omni_storage::Tx;
use std::collections::BTreeSet;

/// Instances of one request.
const MAX_INSTANCES: usize = 100;
/// Instances whose owners are notified of the change at the same time.
const REFRESH_AT_ONCE: usize = 32;

#[derive(Clone, Copy)]
enum Deployment {
    Begin,
    End,
}

/// What is written of each instance.
#[derive(Clone)]
struct Order {
    tenant: TenantId,
    agent: AgentId,
    deployment: Deployment,
    author: AgentAuthor,
}

/// From now on this agent answers for these instances, all of them or none; nothing changes for those
/// that refer to it already. The own agent of an instance is deleted.
///
/// # Errors
/// [`Error::NotFound`] if the agent or an instance is missing, [`Error::Conflict`] if the agent belongs
/// to an instance.
pub async fn deploy_agent(
    app: &App,
    caller: &Caller,
    agent: AgentId,
    instances: Vec<InstanceId>,
) -> Result<(), Error> {
    change(app, caller, agent, instances, Deployment::Begin).await
}

/// From now on nothing answers for those of these instances that refer to this agent.
///
/// # Errors
/// The same.
pub async fn undeploy_agent(
    app: &App,
    caller: &Caller,
    agent: AgentId,
    instances: Vec<InstanceId>,
) -> Result<(), Error> {
    change(app, caller, agent, instances, Deployment::End).await
}

async fn change(
    app: &App,
    caller: &Caller,
    agent: AgentId,
    instances: Vec<InstanceId>,
    deployment: Deployment,
) -> Result<(), Error> {
    authorization::require(caller, Scope::InstancesWrite)?;
    authorization::require_all_instances(
        caller,
        "a key limited to instances cannot refer to what all of them share",
    )?;
    let found = app.store.find_agent(caller.tenant_id, agent).await?;
    let found = found.ok_or_else(|| Error::not_found("agent", agent))?;
    if found.instance_id.is_some() {
        return Err(Error::conflict(
            "this agent belongs to one instance; change it there, or create another for several",
        ));
    }
    // In one order, so that two requests do not wait for each other.
    let ids: BTreeSet<InstanceId> = instances.into_iter().collect();
    if ids.is_empty() || ids.len() > MAX_INSTANCES {
        return Err(Error::invalid(Field::AgentInstances, "give 1 to 100 instances"));
    }
    let author = record::author(app, caller).await?;
    let order = Order { tenant: caller.tenant_id, agent, deployment, author };
    let changed = retried(|| write(app, order.clone(), ids.clone())).await?;
    futures::stream::iter(changed)
        .map(Ok)
        .try_for_each_concurrent(REFRESH_AT_ONCE, async |instance| {
            sessions::refresh(app, &instance).await
        })
        .await
}

async fn write(
    app: &App,
    order: Order,
    ids: BTreeSet<InstanceId>,
) -> Result<Vec<Instance>, Refused> {
    let inner = app.clone();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let mut changed = Vec::new();
                for id in ids {
                    changed.extend(write_one(&inner, tx, id, &order).await?);
                }
                Ok(changed)
            })
        })
        .await
}

/// The instance, if it changed.
async fn write_one(
    app: &App,
    tx: &mut Tx,
    id: InstanceId,
    order: &Order,
) -> Result<Option<Instance>, Refused> {
    let found = tx.lock_instance(order.tenant, id).await?;
    let mut instance = found.ok_or_else(|| Error::not_found("instance", id))?;
    let refers = instance.agent.is_some_and(|other| other.id == order.agent);
    let change = match (order.deployment, refers) {
        (Deployment::Begin, false) => AgentChange::Use(order.agent),
        (Deployment::End, true) => AgentChange::Remove,
        (Deployment::Begin, true) | (Deployment::End, false) => return Ok(None),
    };
    let plan = own_agent::plan(app, tx, &instance, Some(change)).await?;
    instance.updated_at = app.env.now();
    plan.write(app, tx, &mut instance, &order.author).await?;
    Ok(Some(instance))
}
