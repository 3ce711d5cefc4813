//! Messages with their files. Their events stay until it is their turn.

use super::{PIECE, another, delete_bytes};
use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use tokio_util::sync::CancellationToken;

pub(super) async fn remove(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let mut removed = 0;
    loop {
        let messages = app.store.messages_before(cutoff, PIECE).await?;
        if messages.is_empty() {
            return Ok(removed);
        }
        removed += messages.len() as u64;
        let delete =
            app.store.write(move |tx| Box::pin(async move { tx.delete_messages(&messages).await }));
        for key in delete.await? {
            delete_bytes(app, &key).await;
        }
        if !another(stop).await {
            return Ok(removed);
        }
    }
}
