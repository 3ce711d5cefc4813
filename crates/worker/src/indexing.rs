//! Adds messages that are older than the index of their words to it.

use omni_app::{App, messages};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// There is nothing to add but after an upgrade.
const EVERY: Duration = Duration::from_secs(5);

pub(crate) async fn run(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = messages::index_old_messages(&app, &stop).await {
            tracing::warn!(%error, "older messages could not be added to the index of words");
        }
    }
}
