use super::{AgentDetails, READ, load};
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::AgentId;

/// One agent.
pub async fn get(app: &App, caller: &Caller, id: AgentId) -> Result<AgentDetails, Error> {
    Ok(load(app, caller, READ, id).await?.into())
}
