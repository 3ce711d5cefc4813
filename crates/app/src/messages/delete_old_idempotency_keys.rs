use crate::app::App;
use crate::error::Error;
use crate::pace;
use tokio_util::sync::CancellationToken;

/// Removes idempotency keys older than `idempotency_keep`, in pieces.
pub async fn delete_old_idempotency_keys(app: &App, stop: &CancellationToken) -> Result<(), Error> {
    let cutoff = app.env.now().minus(app.config.sends.idempotency_keep);
    let delete = pace::delete(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_idempotency_before(cutoff, rows).await })
    });
    delete.await.map(drop)
}
