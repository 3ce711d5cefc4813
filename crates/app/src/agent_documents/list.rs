use crate::agents;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::agent_document::AgentDocument;
use omni_domain::ids::AgentId;

/// The documents of an agent, by name, without their texts.
pub async fn list(app: &App, caller: &Caller, agent: AgentId) -> Result<Vec<AgentDocument>, Error> {
    agents::load(app, caller, agents::READ, agent).await?;
    Ok(app.store.list_agent_documents(caller.tenant_id, agent).await?)
}
