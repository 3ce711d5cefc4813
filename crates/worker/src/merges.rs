//! Moves the rows of merges that are too large for one write.

use omni_app::{App, moves};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Until then the older part of a merged history is missing: short, and the look is cheap.
const EVERY: Duration = Duration::from_secs(1);

pub(crate) async fn run(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = moves::continue_merges(&app, &stop).await {
            tracing::warn!(%error, "the rows of a merge could not be moved");
        }
    }
}
