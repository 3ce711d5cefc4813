//! Background work for keys: changes received from other nodes, uses written, old entries deleted.
//! Not done by the worker: it may be stopped, and keys are used all the same.

use super::audit;
use crate::app::App;
use crate::error::Error;
use omni_bus::Topic;
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// Between two writes of what was counted.
const FLUSH_EVERY: Duration = Duration::from_secs(2);
/// Old entries are deleted after this many rounds, an hour.
const FORGET_ROUNDS: u32 = 1800;

/// Starts it. It ends when the server stops; [`flush`] then writes what is left.
pub fn start(app: &App) {
    let wakeups = app.bus.wakeups(Topic::Keys);
    tokio::spawn(run(app.clone(), wakeups));
}

async fn run(app: App, mut changed: omni_bus::Wakeups) {
    let stopping = app.sessions.stopping();
    let mut every = tokio::time::interval(FLUSH_EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut round: u32 = 0;
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            change = changed.next() => match change {
                Some(()) => {
                    app.key_cache.clear();
                    continue;
                }
                None => return,
            },
            () = app.key_audit.filling() => {}
            _ = every.tick() => round = round.wrapping_add(1),
        }
        if let Err(error) = flush(&app).await {
            tracing::warn!(%error, "uses of API keys could not be written; trying again");
        }
        if round.is_multiple_of(FORGET_ROUNDS)
            && let Err(error) = audit::delete_old(&app).await
        {
            tracing::warn!(%error, "old entries of the keys' audit could not be removed");
        }
    }
}

/// Writes the uses of keys and sessions counted and noted since the last call. The server calls it when it stops.
pub async fn flush(app: &App) -> Result<(), Error> {
    let uses = app.key_cache.take_uses();
    if !uses.is_empty() {
        app.store.write(move |tx| Box::pin(async move { tx.touch_keys(&uses).await })).await?;
    }
    let uses = app.key_cache.take_session_uses();
    if !uses.is_empty() {
        app.store
            .write(move |tx| Box::pin(async move { tx.touch_user_sessions(&uses).await }))
            .await?;
    }
    audit::flush(app).await
}
