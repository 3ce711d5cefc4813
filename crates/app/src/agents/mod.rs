//! Agents: what answers conversations. Created, changed, restored, listed and deleted; and resolved
//! to an address and a protocol for requests.
//!
//! An agent that belongs to an instance can also be changed through that instance.

mod attempt;
mod change;
mod check;
mod create;
mod delete;
mod get;
mod list;
pub(crate) mod record;
mod resolve;
mod restore;
mod secrets;
mod update;
mod users;
mod versions;
mod with_draft;

pub(crate) use attempt::{Refused, retried};
pub use change::{AgentDetails, AgentPatch, NewAgent};
pub(crate) use change::{changed, draft};
pub(crate) use check::{check, check_in};
pub use create::create;
pub use delete::{continue_deletions, delete};
pub use get::get;
pub use list::{AgentQuery, list};
pub(crate) use resolve::{ResolvedAgent, provider_key, resolve};
pub use restore::{Restore, restore};
pub use update::update;
pub use users::{AgentUser, users};
pub use versions::{version, versions};
pub(crate) use with_draft::with_draft;

use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::agent::Agent;
use omni_domain::ids::AgentId;

pub(crate) const READ: Scope = Scope::InstancesRead;
pub(crate) const WRITE: Scope = Scope::InstancesWrite;

/// An agent that the caller may access with this scope: a key that is limited to instances sees the
/// agents of these.
pub(crate) async fn load(
    app: &App,
    caller: &Caller,
    scope: Scope,
    id: AgentId,
) -> Result<Agent, Error> {
    authorization::require(caller, scope)?;
    let missing = || Error::not_found("agent", id);
    let agent = app.store.find_agent(caller.tenant_id, id).await?.ok_or_else(missing)?;
    if caller.instance_ids.is_some() {
        let users = app.store.instances_of_agent(caller.tenant_id, id).await?;
        if !users.iter().any(|instance| caller.may_see(instance.id)) {
            return Err(missing());
        }
    }
    Ok(agent)
}

/// Refuses a caller who may not change this agent. A key that is limited to instances may change
/// what belongs to these.
pub(crate) fn require_change(caller: &Caller, agent: &Agent) -> Result<(), Error> {
    match agent.instance_id {
        Some(instance) => authorization::require_instance(caller, instance),
        None => require_all_instances(caller),
    }
}

fn require_all_instances(caller: &Caller) -> Result<(), Error> {
    authorization::require_all_instances(
        caller,
        "a key limited to instances cannot change what all of them share",
    )
}
