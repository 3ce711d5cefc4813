use super::{WRITE, change, load, record, require_change};
use crate::app::App;
use crate::entity_tag::Precondition;
use crate::error::Error;
use crate::pace::Pace;
use omni_domain::access::Caller;
use omni_domain::ids::{AgentId, TenantId};
use omni_storage::AgentPiece;
use tokio_util::sync::CancellationToken;

/// Deleted agents that one round continues with.
const ROUND: u32 = 100;

/// Removes an agent, unless an instance or the tenant's AI layer refers to it. From now on it is not
/// found; its documents and versions, of which it may have many, are removed by
/// [`continue_deletions`].
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: AgentId,
    precondition: Precondition,
) -> Result<(), Error> {
    require_change(caller, &load(app, caller, WRITE, id).await?)?;
    let author = record::author(app, caller).await?;
    let (inner, tenant) = (app.clone(), caller.tenant_id);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let found = tx.lock_agent(tenant, id).await?;
                let agent = found.ok_or_else(|| Error::not_found("agent", id))?;
                precondition.check(|| change::tag(&agent))?;
                let users = tx.agent_users(tenant, id).await?;
                if !users.is_empty() {
                    return Err(Error::in_use("agent", &users));
                }
                // The layer would be deleted with its agent.
                if tx.ai_global(tenant).await?.is_some_and(|global| global.agent_id == id) {
                    return Err(Error::conflict("this is the agent of the AI for all accounts"));
                }
                record::remove(&inner, tx, &agent, &author).await.map_err(Error::from)
            })
        })
        .await
}

/// Removes what deleted agents have left, until nothing is or the server stops. One that fails does not
/// keep the others from being removed.
pub async fn continue_deletions(app: &App, stop: &CancellationToken) -> Result<(), Error> {
    for (tenant, id) in app.store.deleted_agents(ROUND).await? {
        if stop.is_cancelled() {
            break;
        }
        if let Err(error) = in_pieces(app, stop, tenant, id).await {
            tracing::warn!(agent.id = %id, %error, "a deletion is interrupted and will continue");
        }
    }
    Ok(())
}

async fn in_pieces(
    app: &App,
    stop: &CancellationToken,
    tenant: TenantId,
    id: AgentId,
) -> Result<(), Error> {
    let mut pace = Pace::default();
    for piece in AgentPiece::ALL {
        pace.restart();
        loop {
            let written = pace.write(app, move |tx, rows| {
                Box::pin(async move { tx.delete_piece_of_agent(id, piece, rows).await })
            });
            let written = written.await?;
            if written.done < u64::from(written.rows) {
                break;
            }
            if stop.run_until_cancelled(tokio::time::sleep(written.pause)).await.is_none() {
                return Ok(());
            }
        }
    }
    app.store
        .write(move |tx| Box::pin(async move { tx.delete_agent(tenant, id).await.map(drop) }))
        .await?;
    Ok(())
}
