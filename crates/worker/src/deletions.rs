//! Continues the deletion of instances and agents that have too many rows for one request.

use omni_app::{App, agents, instances};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);

pub(crate) async fn run(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = instances::continue_deletions(&app, &stop).await {
            tracing::warn!(%error, "the rows of a deleted instance could not be removed");
        }
        if let Err(error) = agents::continue_deletions(&app, &stop).await {
            tracing::warn!(%error, "the rows of a deleted agent could not be removed");
        }
    }
}
