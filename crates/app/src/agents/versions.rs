use super::{READ, load};
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::agent::AgentVersion;
use omni_domain::ids::AgentId;
use omni_domain::page::{Page, PageRequest};

/// The versions of an agent, newest first.
pub async fn versions(
    app: &App,
    caller: &Caller,
    id: AgentId,
    page: PageRequest,
) -> Result<Page<AgentVersion>, Error> {
    load(app, caller, READ, id).await?;
    Ok(app.store.list_agent_versions(caller.tenant_id, id, page).await?)
}

/// One version of an agent, for example the one that answered a turn.
pub async fn version(
    app: &App,
    caller: &Caller,
    id: AgentId,
    number: i32,
) -> Result<AgentVersion, Error> {
    load(app, caller, READ, id).await?;
    let found = app.store.find_agent_version(caller.tenant_id, id, number).await?;
    found.ok_or_else(|| Error::not_found("version of this agent", number))
}
