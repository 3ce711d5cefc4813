use super::{LIST_TIMEOUT, address, load};
use crate::app::App;
use crate::error::Error;
use crate::keys;
use omni_agents::AgentEntry;
use omni_domain::access::Caller;
use omni_domain::ids::ProviderId;

/// The agents that the provider has now.
pub async fn agents(app: &App, caller: &Caller, id: ProviderId) -> Result<Vec<AgentEntry>, Error> {
    keys::require(caller, "settings:read")?;
    let provider = load(app, caller.tenant_id, id).await?;
    let address = address(app, &provider)?;
    Ok(app.directory.agents(&address, LIST_TIMEOUT).await?)
}
