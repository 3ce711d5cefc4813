use super::version;
use crate::agents::{self, Refused, record, retried};
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::agent::AgentAuthor;
use omni_domain::ids::{AgentDocumentId, AgentId, TenantId};

/// Deletes a document of an agent. Versions and turns that name it keep its name.
pub async fn delete(
    app: &App,
    caller: &Caller,
    agent: AgentId,
    id: AgentDocumentId,
) -> Result<(), Error> {
    agents::require_change(caller, &agents::load(app, caller, agents::WRITE, agent).await?)?;
    let author = record::author(app, caller).await?;
    retried(|| write(app, caller.tenant_id, (agent, id), author.clone())).await
}

async fn write(
    app: &App,
    tenant: TenantId,
    (agent, id): (AgentId, AgentDocumentId),
    author: AgentAuthor,
) -> Result<(), Refused> {
    let inner = app.clone();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let agent = version::locked(tx, tenant, agent).await?;
                if !tx.delete_agent_document(tenant, agent.id, id).await? {
                    return Err(Error::not_found("document of this agent", id).into());
                }
                version::next(&inner, tx, agent, &author).await
            })
        })
        .await
}
