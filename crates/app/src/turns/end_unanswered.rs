use super::{changed, event_context};
use crate::app::App;
use crate::error::Error;
use crate::pace;
use omni_domain::turn::{Turn, TurnOutcome, TurnState};
use tokio_util::sync::CancellationToken;

/// Turns ended at a time; the next round ends the rest.
const AT_ONCE: u32 = 500;

/// Ends the turns whose agent was to answer later and whose reply URL has expired. Returns how
/// many.
pub async fn end_unanswered(app: &App) -> Result<usize, Error> {
    let now = app.env.now();
    let turns = app.store.unanswered_turns(now, AT_ONCE).await?;
    let mut ended = 0;
    for turn in turns {
        ended += usize::from(end(app, turn).await?);
    }
    if ended > 0 {
        tracing::info!(
            turns = ended,
            "agents did not answer within the validity of their reply URL"
        );
    }
    Ok(ended)
}

async fn end(app: &App, mut turn: Turn) -> Result<bool, Error> {
    let (meta, chat) = match event_context(app, &turn).await {
        // Its instance was deleted meanwhile, and the turn with it.
        Err(Error::NotFound { .. }) => return Ok(false),
        found => found?,
    };
    let (inner, now) = (app.clone(), app.env.now());
    turn.state = TurnState::Done;
    turn.outcome = Some(TurnOutcome::Deferred);
    turn.ended_at = Some(now);
    turn.updated_at = now;
    app.store
        .write(move |tx| {
            Box::pin(async move {
                // An answer that arrives now has used them up, and is not refused as "too late".
                let unused = tx.use_reply_urls(turn.id, now).await?;
                let (from, address) = (TurnState::Awaiting, &chat.address.id);
                Ok(unused && changed::update(&inner, tx, &meta, address, from, &turn).await?)
            })
        })
        .await
}

/// Deletes reply URLs that expired longer ago than idempotency keys are kept: from then on they
/// are unknown, not expired. In pieces; returns how many.
pub async fn delete_old_reply_urls(app: &App, stop: &CancellationToken) -> Result<u64, Error> {
    let cutoff = app.env.now().minus(app.config.sends.idempotency_keep);
    pace::delete(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_reply_urls_before(cutoff, rows).await })
    })
    .await
}
