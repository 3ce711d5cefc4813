//! The results of sends that other nodes made, for callers that wait here.

use crate::app::App;
use crate::error::Error;
use crate::events::CommitObserver as _;
use crate::sessions::is_shared;
use omni_bus::RecvError;
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// Results are looked for this often while callers wait: an event may be missed.
const POLL: Duration = Duration::from_secs(1);

/// Wakes the callers until the server stops.
pub async fn follow(app: App) {
    if !is_shared(&app) {
        return;
    }
    let mut events = app.bus.subscribe();
    let stopping = app.sessions.stopping();
    let mut ticks = tokio::time::interval(POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let received = tokio::select! {
            () = stopping.cancelled() => return,
            received = events.recv() => Some(received),
            _ = ticks.tick() => None,
        };
        let looked = match received {
            Some(Ok(event)) => {
                app.waiters.on_event(&event);
                app.turns.on_event(&event);
                continue;
            }
            Some(Err(RecvError::Closed)) => return,
            Some(Err(RecvError::Lagged(_))) | None => look(&app).await,
        };
        if let Err(error) = looked {
            tracing::warn!(%error, "the results of sends cannot be read; trying again");
        }
    }
}

async fn look(app: &App) -> Result<(), Error> {
    let waiting = app.waiters.ids();
    if waiting.is_empty() {
        return Ok(());
    }
    for id in app.store.settled_messages(&waiting).await? {
        app.waiters.wake(id);
    }
    Ok(())
}
