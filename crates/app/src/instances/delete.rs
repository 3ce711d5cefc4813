use super::{load, update};
use crate::agents::record;
use crate::app::App;
use crate::changes;
use crate::entity_tag::Precondition;
use crate::error::Error;
use crate::keys;
use crate::pace::{Pace, Piece};
use crate::sessions;
use omni_domain::access::{Caller, Principal, Scope};
use omni_domain::agent::Agent;
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::instance::Instance;
use omni_storage::{DeletionStage, InstanceRows, Tx};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Pieces before the caller gets its answer, and how long further ones may follow: most instances are
/// small, and are deleted by then.
const AT_ONCE: u32 = 40;
const AT_ONCE_FOR: Duration = Duration::from_millis(250);
/// Deleted instances that one round continues with.
const ROUND: u32 = 100;
/// Rows of the long tables that are listed at once, beside the writer.
const LISTED: u32 = 5_000;

/// Deletes an instance: from now on it is not found and its name is free. Its session is ended, also
/// on the network if it is connected, and its rows and files are removed; what takes longer is
/// continued by [`continue_deletions`].
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    precondition: Precondition,
) -> Result<(), Error> {
    load(app, caller, Scope::InstancesDelete, id).await?;
    let tenant = caller.tenant_id;
    // Before the session ends: if this fails, the phone is still linked.
    mark(app, tenant, id, precondition, Some(caller.principal)).await?;
    // Its account token is refused from now on.
    keys::changed(app).await;
    end_session(app, id).await?;
    let (began, mut rest) = (Instant::now(), Rest::new(tenant, id));
    let mut pieces = 0;
    while pieces < AT_ONCE || began.elapsed() < AT_ONCE_FOR {
        let Some(pause) = rest.piece(app).await? else {
            return finish(app, tenant, id).await;
        };
        tokio::time::sleep(pause).await;
        pieces += 1;
    }
    tracing::info!(instance.id = %id, "the rows of a deleted instance are being removed");
    Ok(())
}

/// Continues the deletions that are not finished, until they are or the server stops. One that fails
/// does not keep the others from being continued.
pub async fn continue_deletions(app: &App, stop: &CancellationToken) -> Result<(), Error> {
    for (tenant, id) in app.store.deleted_instances(ROUND).await? {
        if stop.is_cancelled() {
            break;
        }
        // The client may have left before the request that deletes it ended the session.
        if let Err(error) = end_session(app, id).await {
            tracing::warn!(instance.id = %id, %error, "a deletion waits for the instance's owner");
            continue;
        }
        if let Err(error) = in_pieces(app, stop, tenant, id).await {
            tracing::warn!(instance.id = %id, %error, "a deletion is interrupted and will continue");
        }
    }
    Ok(())
}

/// Ends the session of an instance whose tenant is deleted, and removes its rows and its files, in
/// pieces.
pub(crate) async fn remove(app: &App, tenant: TenantId, id: InstanceId) -> Result<(), Error> {
    mark(app, tenant, id, Precondition::None, None).await?;
    end_session(app, id).await?;
    in_pieces(app, &CancellationToken::new(), tenant, id).await
}

/// Unlinks the account on the network, if it is connected, and ends the session. The node that owns
/// the instance does so when it reads that the instance is deleted.
async fn end_session(app: &App, id: InstanceId) -> Result<(), Error> {
    if let Some(live) = app.sessions.get(id) {
        live.unlink().await;
    }
    let ended = sessions::end(app, id).await;
    app.ingest.drop_instance(id);
    ended
}

async fn in_pieces(
    app: &App,
    stop: &CancellationToken,
    tenant: TenantId,
    id: InstanceId,
) -> Result<(), Error> {
    let mut pace = Pace::default();
    while let Some(mut rows) = app.store.rows_of_instance(id, LISTED).await? {
        while !rows.is_empty() {
            let pause = listed(app, &mut pace, tenant, &mut rows).await?;
            if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
                return Ok(());
            }
        }
    }
    let mut rest = Rest::new(tenant, id);
    while let Some(pause) = rest.piece(app).await? {
        if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            return Ok(());
        }
    }
    finish(app, tenant, id).await
}

/// Deletes a piece of the listed rows. Returns the pause before the next one.
async fn listed(
    app: &App,
    pace: &mut Pace,
    tenant: TenantId,
    rows: &mut InstanceRows,
) -> Result<Duration, Error> {
    let some = rows.take(pace.rows());
    let piece = pace.write(app, move |tx, _| {
        Box::pin(async move { tx.delete_rows_of_instance(tenant, &some).await })
    });
    Ok(piece.await?.pause)
}

/// From now on the instance is not found. The events about it and its own agent name who deletes it;
/// there are none if its tenant is deleted.
async fn mark(
    app: &App,
    tenant: TenantId,
    id: InstanceId,
    precondition: Precondition,
    by: Option<Principal>,
) -> Result<(), Error> {
    let inner = app.clone();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let Some(instance) = tx.lock_instance(tenant, id).await? else { return Ok(()) };
                update::check(tx, &instance, &precondition).await?;
                let agent = own_agent(tx, &instance).await?;
                let marked = tx.mark_instance_deleted(tenant, id, inner.env.now()).await?;
                let Some(by) = by.filter(|_| marked) else { return Ok(()) };
                if let Some(agent) = agent {
                    record::removed_with_instance(&inner, tx, &agent, by);
                }
                changes::instance_deleted(&inner, tx, &instance, by);
                Ok(())
            })
        })
        .await
}

/// The agent that belongs to this instance.
async fn own_agent(tx: &mut Tx, instance: &Instance) -> Result<Option<Agent>, Error> {
    let Some(agent) = instance.agent else { return Ok(None) };
    let found = tx.lock_agent(instance.tenant_id, agent.id).await?;
    Ok(found.filter(|agent| agent.instance_id == Some(instance.id)))
}

/// What is left of an instance, deleted table by table.
struct Rest {
    tenant: TenantId,
    id: InstanceId,
    stage: DeletionStage,
    pace: Pace,
}

impl Rest {
    fn new(tenant: TenantId, id: InstanceId) -> Self {
        Self { tenant, id, stage: DeletionStage::default(), pace: Pace::default() }
    }

    /// Deletes a piece. Returns the pause before the next one, if there may be more.
    async fn piece(&mut self, app: &App) -> Result<Option<Duration>, Error> {
        let Self { tenant, id, stage, .. } = *self;
        let piece = self.pace.write(app, move |tx, rows| {
            Box::pin(async move { tx.delete_piece_of_instance(tenant, id, stage, rows).await })
        });
        let Piece { done: next, pause, .. } = piece.await?;
        let Some(next) = next else { return Ok(None) };
        if next != stage {
            self.stage = next;
            self.pace.restart();
        }
        Ok(Some(pause))
    }
}

/// The files, then the row: after an interruption this is done again.
async fn finish(app: &App, tenant: TenantId, id: InstanceId) -> Result<(), Error> {
    if let Err(error) = app.blobs.delete_prefix(&format!("{id}/")).await {
        tracing::warn!(instance.id = %id, %error, "files of a deleted instance remain");
    }
    app.store
        .write(move |tx| Box::pin(async move { tx.delete_instance(tenant, id).await.map(drop) }))
        .await?;
    tracing::info!(instance.id = %id, "an instance was deleted");
    Ok(())
}
