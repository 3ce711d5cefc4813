//! The version of an agent that a change of its documents makes.

use crate::agents::{Refused, record};
use crate::app::App;
use crate::error::Error;
use omni_domain::agent::{Agent, AgentAuthor};
use omni_domain::ids::{AgentId, TenantId};
use omni_storage::Tx;

/// The agent whose documents are about to be changed.
pub(super) async fn locked(tx: &mut Tx, tenant: TenantId, id: AgentId) -> Result<Agent, Refused> {
    let found = tx.lock_agent(tenant, id).await?;
    found.ok_or_else(|| Error::not_found("agent", id).into())
}

/// Writes the next version of an agent whose documents were changed.
pub(super) async fn next(
    app: &App,
    tx: &mut Tx,
    agent: Agent,
    author: &AgentAuthor,
) -> Result<(), Refused> {
    let version = agent.version.saturating_add(1);
    let next = Agent { version, updated_at: app.env.now(), ..agent };
    Ok(record::update(app, tx, &next, author).await?)
}
