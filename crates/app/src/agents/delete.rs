use super::{WRITE, change, load, record, require_change};
use crate::app::App;
use crate::entity_tag::Precondition;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::AgentId;

const MAX_NAMED: usize = 10;

/// Removes an agent and its versions, unless an instance or the tenant's AI layer refers to it.
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: AgentId,
    precondition: Precondition,
) -> Result<(), Error> {
    require_change(caller, &load(app, caller, WRITE, id).await?)?;
    let author = record::author(app, caller).await?;
    let (inner, tenant) = (app.clone(), caller.tenant_id);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let found = tx.lock_agent(tenant, id).await?;
                let agent = found.ok_or_else(|| Error::not_found("agent", id))?;
                precondition.check(|| change::tag(&agent))?;
                let users = tx.agent_users(tenant, id).await?;
                if !users.is_empty() {
                    return Err(in_use(&users));
                }
                // The layer would be deleted with its agent.
                if tx.ai_global(tenant).await?.is_some_and(|global| global.agent_id == id) {
                    return Err(Error::conflict("this is the agent of the AI for all accounts"));
                }
                record::remove(&inner, tx, &agent, &author).await.map_err(Error::from)
            })
        })
        .await
}

fn in_use(users: &[String]) -> Error {
    let named = users.iter().take(MAX_NAMED).map(|name| format!("`{name}`"));
    let mut list = named.collect::<Vec<_>>().join(", ");
    if users.len() > MAX_NAMED {
        list.push_str(", …");
    }
    let count = users.len();
    Error::conflict(format!(
        "{count} instance(s) use this agent: {list}; give them another agent first"
    ))
}
