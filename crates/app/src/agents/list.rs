use super::{AgentDetails, READ};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::page::{Page, PageRequest};
use omni_storage::AgentFilter;

/// Which agents to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AgentQuery {
    /// Leave out those that belong to one instance.
    pub shared_only: bool,
}

/// The agents the caller may see, oldest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    query: AgentQuery,
    page: PageRequest,
) -> Result<Page<AgentDetails>, Error> {
    authorization::require(caller, READ)?;
    let filter =
        AgentFilter { instance_ids: caller.instance_ids.clone(), shared_only: query.shared_only };
    let page = app.store.list_agents(caller.tenant_id, &filter, page).await?;
    Ok(page.map(AgentDetails::from))
}
