//! Removing what distinguishes a repeat from a new request, once it was kept long enough. Apart from the
//! upkeep: with many rows it takes a while, and jobs must not wait for it.

use omni_app::{App, hooks, messages, turns};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_mins(10);

pub(crate) async fn run(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = messages::delete_old_idempotency_keys(&app, &stop).await {
            tracing::warn!(%error, "old idempotency keys could not be removed");
        }
        if let Err(error) = hooks::delete_old_deliveries(&app, &stop).await {
            tracing::warn!(%error, "old deliveries to hooks could not be removed");
        }
        if let Err(error) = turns::delete_old_reply_urls(&app, &stop).await {
            tracing::warn!(%error, "old reply URLs could not be removed");
        }
    }
}
