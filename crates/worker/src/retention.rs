//! Removing what was kept long enough, once an hour, and files without a row, once a day.

use omni_app::{App, retention};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// After a start: there is enough to do at first.
const FIRST: Duration = Duration::from_mins(5);
const EVERY: Duration = Duration::from_hours(1);
/// Files without a row are looked for every this many rounds.
const ORPHAN_ROUNDS: u32 = 24;

pub(crate) async fn run(app: App, stop: CancellationToken) {
    let mut round: u32 = 0;
    let mut wait = FIRST;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        if let Err(error) = retention::remove_old(&app, &stop).await {
            tracing::warn!(%error, "what was kept long enough could not be removed");
        }
        if round.is_multiple_of(ORPHAN_ROUNDS)
            && let Err(error) = retention::remove_orphans(&app, &stop).await
        {
            tracing::warn!(%error, "files without a row could not be removed");
        }
        round = round.wrapping_add(1);
        wait = EVERY;
    }
}
