use crate::app::App;
use crate::error::Error;

/// Deletes deliveries older than `idempotency_keep`: a repeat after that is a new one.
pub async fn delete_old_deliveries(app: &App) -> Result<u64, Error> {
    let cutoff = app.env.now().minus(app.config.sends.idempotency_keep);
    Ok(app
        .store
        .write(move |tx| Box::pin(async move { tx.delete_hook_deliveries_before(cutoff).await }))
        .await?)
}
