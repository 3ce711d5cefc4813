use crate::app::App;
use crate::error::Error;

/// Deliveries of one write: other writes run in between.
const PIECE: u32 = 500;

/// Deletes deliveries older than `idempotency_keep`, in pieces: a repeat after that is a new one.
/// Returns how many.
pub async fn delete_old_deliveries(app: &App) -> Result<u64, Error> {
    let cutoff = app.env.now().minus(app.config.sends.idempotency_keep);
    let mut total = 0;
    loop {
        let deleted = app.store.write(move |tx| {
            Box::pin(async move { tx.delete_hook_deliveries_before(cutoff, PIECE).await })
        });
        let deleted = deleted.await?;
        total += deleted;
        if deleted < u64::from(PIECE) {
            return Ok(total);
        }
    }
}
