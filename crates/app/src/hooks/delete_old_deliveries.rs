use crate::app::App;
use crate::error::Error;
use crate::pace;
use tokio_util::sync::CancellationToken;

/// Deletes deliveries older than `idempotency_keep`, in pieces: a repeat after that is a new one.
/// Returns how many.
pub async fn delete_old_deliveries(app: &App, stop: &CancellationToken) -> Result<u64, Error> {
    let cutoff = app.env.now().minus(app.config.sends.idempotency_keep);
    pace::delete(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_hook_deliveries_before(cutoff, rows).await })
    })
    .await
}
