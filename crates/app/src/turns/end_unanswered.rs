use crate::app::App;
use crate::error::Error;
use omni_domain::turn::{Turn, TurnOutcome, TurnState};

/// Turns ended at a time; the next round ends the rest.
const AT_ONCE: u32 = 500;

/// Ends the turns whose agent was to answer later and whose reply URL is no longer good. How many.
pub async fn end_unanswered(app: &App) -> Result<usize, Error> {
    let now = app.env.now();
    let turns = app.store.unanswered_turns(now, AT_ONCE).await?;
    let mut ended = 0;
    for turn in turns {
        ended += usize::from(end(app, turn).await?);
    }
    if ended > 0 {
        tracing::info!(turns = ended, "agents that were to answer later did not");
    }
    Ok(ended)
}

async fn end(app: &App, mut turn: Turn) -> Result<bool, Error> {
    let now = app.env.now();
    turn.state = TurnState::Done;
    turn.outcome = Some(TurnOutcome::Deferred);
    turn.ended_at = Some(now);
    turn.updated_at = now;
    app.store
        .write(move |tx| {
            Box::pin(async move {
                // Whoever answers at this moment has used them up, and is not told "too late".
                let unused = tx.use_reply_urls(turn.id, now).await?;
                Ok(unused && tx.update_turn(TurnState::Awaiting, &turn).await?)
            })
        })
        .await
}

/// Forgets reply URLs that were good until longer ago than idempotency keys are remembered: from
/// then on they are unknown, not expired. How many.
pub async fn forget_reply_urls(app: &App) -> Result<u64, Error> {
    let cutoff = app.env.now().minus(app.config.sends.idempotency_keep);
    let forget = app
        .store
        .write(move |tx| Box::pin(async move { tx.delete_reply_urls_before(cutoff).await }));
    Ok(forget.await?)
}
