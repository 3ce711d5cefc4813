use super::{READ, WRITE};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::{AgentId, InstanceId};
use std::collections::HashMap;

/// An instance that an agent answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentUser {
    /// The instance.
    pub id: InstanceId,
    /// Its name.
    pub name: String,
}

/// The instances that these agents answer for, oldest first, as far as the caller may see them.
/// Agents without one are left out.
pub async fn users(
    app: &App,
    caller: &Caller,
    agents: &[AgentId],
) -> Result<HashMap<AgentId, Vec<AgentUser>>, Error> {
    // A change is answered with where the agent answers, too.
    if !caller.may(WRITE) {
        authorization::require(caller, READ)?;
    }
    let mut users: HashMap<AgentId, Vec<AgentUser>> = HashMap::new();
    for instance in app.store.instances_of_agents(caller.tenant_id, agents).await? {
        let Some(agent) = instance.agent.filter(|_| caller.may_see(instance.id)) else { continue };
        let user = AgentUser { id: instance.id, name: instance.name };
        users.entry(agent.id).or_default().push(user);
    }
    Ok(users)
}
