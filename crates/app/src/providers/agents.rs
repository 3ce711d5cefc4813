use super::{LIST_TIMEOUT, address, load};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_agents::AgentEntry;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::ProviderId;

/// The agents that the provider lists now.
pub async fn agents(app: &App, caller: &Caller, id: ProviderId) -> Result<Vec<AgentEntry>, Error> {
    authorization::require(caller, Scope::SettingsRead)?;
    let provider = load(app, caller.tenant_id, id).await?;
    let address = address(app, &provider)?;
    Ok(app.directory.agents(&address, LIST_TIMEOUT).await?)
}
