//! Writes of agents with what follows from each: a version with its author, and an event.

use crate::app::App;
use crate::error::Error;
use crate::principals;
use omni_domain::access::{Caller, Principal};
use omni_domain::agent::{Agent, AgentAuthor};
use omni_domain::event::{AgentChanged, AgentDeployment, Event, EventBody};
use omni_domain::ids::InstanceId;
use omni_storage::{StorageError, Tx};

/// The caller as the author of what they change.
pub(crate) async fn author(app: &App, caller: &Caller) -> Result<AgentAuthor, Error> {
    let name = principals::name(app, caller).await?;
    Ok(AgentAuthor { principal: caller.principal, name })
}

/// Adds an agent.
pub(crate) async fn insert(
    app: &App,
    tx: &mut Tx,
    agent: &Agent,
    author: &AgentAuthor,
) -> Result<(), StorageError> {
    tx.insert_agent(agent, author).await?;
    changed(app, tx, agent, author, EventBody::AgentCreated);
    Ok(())
}

/// Writes an agent as its next version.
pub(crate) async fn update(
    app: &App,
    tx: &mut Tx,
    agent: &Agent,
    author: &AgentAuthor,
) -> Result<(), StorageError> {
    tx.update_agent(agent, author).await?;
    changed(app, tx, agent, author, EventBody::AgentUpdated);
    Ok(())
}

/// Removes an agent: it is not found from now on. [`super::continue_deletions`] removes its documents and
/// versions.
pub(crate) async fn remove(
    app: &App,
    tx: &mut Tx,
    agent: &Agent,
    author: &AgentAuthor,
) -> Result<(), StorageError> {
    tx.mark_agent_deleted(agent.tenant_id, agent.id, app.env.now()).await?;
    changed(app, tx, agent, author, EventBody::AgentDeleted);
    Ok(())
}

/// An instance's own agent is removed with the instance. The event belongs to no instance: those of
/// the instance are deleted with it.
pub(crate) fn removed_with_instance(app: &App, tx: &mut Tx, agent: &Agent, by: Principal) {
    append(app, tx, agent, None, EventBody::AgentDeleted(change(agent, by)));
}

fn changed(
    app: &App,
    tx: &mut Tx,
    agent: &Agent,
    author: &AgentAuthor,
    body: fn(AgentChanged) -> EventBody,
) {
    append(app, tx, agent, agent.instance_id, body(change(agent, author.principal)));
}

fn change(agent: &Agent, by: Principal) -> AgentChanged {
    AgentChanged {
        agent_id: agent.id,
        name: agent.name.clone(),
        version: agent.version,
        instance_id: agent.instance_id,
        changed_by: by,
    }
}

/// An instance refers to this agent from now on. Its own agent is not deployed: it is created.
pub(crate) fn deployed(
    app: &App,
    tx: &mut Tx,
    agent: &Agent,
    instance: InstanceId,
    author: &AgentAuthor,
) {
    let body = EventBody::AgentDeployed(deployment(agent, instance, author));
    append(app, tx, agent, Some(instance), body);
}

/// An instance no longer refers to this agent.
pub(crate) fn undeployed(
    app: &App,
    tx: &mut Tx,
    agent: &Agent,
    instance: InstanceId,
    author: &AgentAuthor,
) {
    let body = EventBody::AgentUndeployed(deployment(agent, instance, author));
    append(app, tx, agent, Some(instance), body);
}

fn deployment(agent: &Agent, instance: InstanceId, author: &AgentAuthor) -> AgentDeployment {
    AgentDeployment {
        agent_id: agent.id,
        name: agent.name.clone(),
        instance_id: instance,
        changed_by: author.principal,
    }
}

fn append(app: &App, tx: &mut Tx, agent: &Agent, instance: Option<InstanceId>, body: EventBody) {
    let mut event = Event::new(app.env.id(), agent.tenant_id, body, app.env.now());
    event.instance_id = instance;
    tx.append_event(event);
}
