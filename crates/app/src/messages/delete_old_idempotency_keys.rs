use crate::app::App;
use crate::error::Error;

/// Removes idempotency keys older than `idempotency_keep`.
pub async fn delete_old_idempotency_keys(app: &App) -> Result<(), Error> {
    let cutoff = app.env.now().minus(app.config.sends.idempotency_keep);
    app.store
        .write(move |tx| {
            Box::pin(async move { tx.delete_idempotency_before(cutoff).await.map(|_| ()) })
        })
        .await?;
    Ok(())
}
