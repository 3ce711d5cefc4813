use crate::app::App;
use crate::error::Error;

/// Keys of one write: other writes run in between.
const PIECE: u32 = 500;

/// Removes idempotency keys older than `idempotency_keep`, in pieces.
pub async fn delete_old_idempotency_keys(app: &App) -> Result<(), Error> {
    let cutoff = app.env.now().minus(app.config.sends.idempotency_keep);
    loop {
        let deleted = app.store.write(move |tx| {
            Box::pin(async move { tx.delete_idempotency_before(cutoff, PIECE).await })
        });
        if deleted.await? < u64::from(PIECE) {
            return Ok(());
        }
    }
}
