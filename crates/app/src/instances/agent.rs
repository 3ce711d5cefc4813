//! The agent of an instance: its own, or one that it refers to.

use super::AgentChange;
use super::create::name_taken;
use crate::agents::{self, AgentPatch, NewAgent, Refused, record};
use crate::app::App;
use crate::error::Error;
use omni_domain::agent::{Agent, AgentAuthor, AgentConfig};
use omni_domain::ids::AgentId;
use omni_domain::instance::Instance;
use omni_storage::{StorageError, Tx};

/// The change of the agent.
pub(super) struct Plan {
    /// The previous agent.
    before: Option<Agent>,
    /// The agent that answers from now on.
    after: Option<Agent>,
}

/// The agent after the change. Writes nothing.
pub(super) async fn plan(
    app: &App,
    tx: &mut Tx,
    instance: &Instance,
    change: Option<AgentChange>,
) -> Result<Plan, Error> {
    let before = match instance.agent {
        Some(agent) => tx.lock_agent(instance.tenant_id, agent.id).await?,
        None => None,
    };
    let after = match change {
        None => before.clone(),
        Some(AgentChange::Remove) => None,
        Some(AgentChange::Use(id)) => Some(shared(tx, instance, id).await?),
        Some(AgentChange::UseIfNone(id)) => match &before {
            Some(agent) => Some(agent.clone()),
            None => Some(shared(tx, instance, id).await?),
        },
        Some(AgentChange::Own(patch)) => match &before {
            Some(agent) if agent.instance_id.is_none() => {
                if !is_inherited(tx, instance, agent.id).await? {
                    return Err(Error::conflict(format!(
                        "the agent `{}` is not this instance's alone; change the agent itself",
                        agent.name
                    )));
                }
                own(app, instance, *patch)?
            }
            Some(agent) => Some(agents::changed(app, agent, *patch)?),
            None => own(app, instance, *patch)?,
        },
        Some(AgentChange::OwnInstead(patch)) => {
            match before.as_ref().filter(|agent| agent.instance_id.is_some()) {
                Some(agent) => Some(agents::changed(app, agent, *patch)?),
                None => own(app, instance, *patch)?,
            }
        }
    };
    Ok(Plan { before, after })
}

/// Whether an agent is the tenant's AI layer, to which no one has chosen to refer.
async fn is_inherited(tx: &mut Tx, instance: &Instance, agent: AgentId) -> Result<bool, Error> {
    let global = tx.ai_global(instance.tenant_id).await?;
    Ok(global.is_some_and(|global| global.agent_id == agent))
}

/// A new agent that belongs to this instance.
fn own(app: &App, instance: &Instance, patch: AgentPatch) -> Result<Option<Agent>, Error> {
    let new = NewAgent { name: instance.name.clone(), config: AgentConfig::default() };
    let draft = agents::draft(app, instance.tenant_id, Some(instance.id), new)?;
    let config = agents::changed(app, &draft, patch)?.config;
    // Nothing is stored for settings without a value.
    Ok((config != AgentConfig::default()).then_some(Agent { config, ..draft }))
}

/// An agent that this instance may refer to. It is locked, so that no one deletes it before the instance
/// is written.
async fn shared(tx: &mut Tx, instance: &Instance, id: AgentId) -> Result<Agent, Error> {
    let agent = tx.lock_agent(instance.tenant_id, id).await?;
    let agent = agent.ok_or_else(|| Error::not_found("agent", id))?;
    match agent.instance_id {
        Some(owner) if owner != instance.id => {
            Err(Error::conflict("this agent belongs to another instance"))
        }
        _ => Ok(agent),
    }
}

impl Plan {
    /// The settings that this instance is responsible for.
    pub(super) fn own_config(&self) -> Option<&AgentConfig> {
        let own = self.after.as_ref().filter(|agent| agent.instance_id.is_some());
        own.map(|agent| &agent.config)
    }

    /// Writes the agent and the instance that refers to it; the agent.
    pub(super) async fn write(
        self,
        app: &App,
        tx: &mut Tx,
        instance: &mut Instance,
        author: &AgentAuthor,
    ) -> Result<Option<Agent>, Refused> {
        let Self { before, after } = self;
        instance.agent = after.as_ref().map(Agent::reference);
        if let Some(agent) = &after
            && agent.instance_id.is_some()
        {
            agents::check_in(app, tx, agent).await?;
            match before.as_ref().filter(|before| before.id == agent.id) {
                None => record::insert(app, tx, agent, author).await?,
                Some(before) if before.version != agent.version => {
                    record::update(app, tx, agent, author).await?;
                }
                Some(_) => {}
            }
        }
        tx.update_instance(instance).await.map_err(|error| refused(error, &instance.name))?;
        if before.as_ref().map(|agent| agent.id) == after.as_ref().map(|agent| agent.id) {
            return Ok(after);
        }
        match &before {
            Some(own) if own.instance_id.is_some() => record::remove(app, tx, own, author).await?,
            Some(shared) => record::undeployed(app, tx, shared, instance.id, author),
            None => {}
        }
        if let Some(shared) = after.as_ref().filter(|agent| agent.instance_id.is_none()) {
            record::deployed(app, tx, shared, instance.id, author);
        }
        Ok(after)
    }
}

/// Why an instance was not written.
pub(super) fn refused(error: StorageError, name: &str) -> Refused {
    match error {
        StorageError::Stale => Refused::Stale,
        other => Refused::Failed(name_taken(other, name)),
    }
}
