//! Ended deliveries are kept for a while, and so are the hours of endpoints.

use crate::app::App;
use crate::error::Error;
use crate::pace;
use tokio_util::sync::CancellationToken;

const PIECE: u32 = 200;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

/// Deletes deliveries that ended long enough ago, in pieces; how many.
pub(crate) async fn remove(app: &App, stop: &CancellationToken) -> Result<u64, Error> {
    let Some(keep) = app.config.webhooks.keep else { return Ok(0) };
    let cutoff = app.env.now().minus(keep);
    let mut removed = 0;
    loop {
        let gone = app
            .store
            .write(move |tx| {
                Box::pin(async move { tx.delete_webhook_deliveries_before(cutoff, PIECE).await })
            })
            .await?;
        removed += gone;
        if gone < u64::from(PIECE) {
            return Ok(removed);
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(removed),
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Deletes the hours of endpoints that are kept no longer, in pieces; how many.
pub(crate) async fn remove_hours(app: &App, stop: &CancellationToken) -> Result<u64, Error> {
    let cutoff = app.env.now().minus(app.config.webhooks.keep_hours);
    pace::delete(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_webhook_hours_before(cutoff, rows).await })
    })
    .await
}
