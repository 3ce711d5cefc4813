use super::{InstanceDetails, InstanceQuery, details, limited};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::agent::Agent;
use omni_domain::ids::AgentId;
use omni_domain::page::{Page, PageRequest};
use omni_storage::InstanceFilter;
use std::collections::HashMap;

/// The instances the caller may see, oldest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    query: InstanceQuery,
    page: PageRequest,
) -> Result<Page<InstanceDetails>, Error> {
    authorization::require(caller, Scope::InstancesRead)?;
    let filter = InstanceFilter {
        channels: query.channels,
        states: query.states,
        ids: caller.instance_ids.clone(),
    };
    let rows = app.store.list_instances(caller.tenant_id, &filter, page).await?;
    let ids: Vec<AgentId> =
        rows.items.iter().filter_map(|row| row.agent).map(|one| one.id).collect();
    let agents = app.store.find_agents(caller.tenant_id, &ids).await?;
    let agents: HashMap<AgentId, Agent> =
        agents.into_iter().map(|agent| (agent.id, agent)).collect();
    let mut page = rows.map(|instance| {
        let agent = instance.agent.and_then(|agent| agents.get(&agent.id).cloned());
        details(app, caller, instance, agent)
    });
    limited(app, &mut page.items).await?;
    Ok(page)
}
