//! Background work: sessions that ended, failures that are forgotten and old entries of the users'
//! audit log are deleted.

use crate::app::App;
use crate::error::Error;
use crate::{sign_in_attempts, user_audit};
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// Between two rounds. A failure costs a password hash, so that few are added in between.
const EVERY: Duration = Duration::from_mins(1);
/// Sessions of one write.
const PIECE: u32 = 1000;

/// Starts it. It ends when the server stops.
pub fn start(app: &App) {
    tokio::spawn(run(app.clone()));
}

async fn run(app: App) {
    let stopping = app.sessions.stopping();
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = every.tick() => {}
        }
        if let Err(error) = delete_old(&app).await {
            tracing::warn!(%error, "ended sessions of users could not be removed");
        }
    }
}

async fn delete_old(app: &App) -> Result<(), Error> {
    sign_in_attempts::delete_old(app).await?;
    user_audit::delete_old(app).await?;
    let now = app.env.now();
    let used_since = now.minus(app.config.auth.session_idle);
    loop {
        let deleted: Result<u64, Error> = app
            .store
            .write(move |tx| {
                Box::pin(
                    async move { Ok(tx.delete_ended_user_sessions(now, used_since, PIECE).await?) },
                )
            })
            .await;
        if deleted? < u64::from(PIECE) {
            return Ok(());
        }
    }
}
