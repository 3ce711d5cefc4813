use super::{WRITE, load, require_change};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::AgentId;

const MAX_NAMED: usize = 10;

/// Removes an agent and its versions, unless an instance refers to it.
pub async fn delete(app: &App, caller: &Caller, id: AgentId) -> Result<(), Error> {
    authorization::require(caller, WRITE)?;
    require_change(caller, &load(app, caller, id).await?)?;
    let tenant = caller.tenant_id;
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let users = tx.agent_users(tenant, id).await?;
                if !users.is_empty() {
                    return Err(in_use(&users));
                }
                if !tx.delete_agent(tenant, id).await? {
                    return Err(Error::not_found("agent", id));
                }
                Ok(())
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
