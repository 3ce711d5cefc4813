//! Messages with their files. Their events stay until it is their turn.

use super::{another, delete_bytes};
use crate::app::App;
use crate::error::Error;
use crate::pace::Pace;
use omni_domain::Timestamp;
use tokio_util::sync::CancellationToken;

pub(super) async fn remove(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let (mut pace, mut removed) = (Pace::default(), 0);
    loop {
        let messages = app.store.messages_before(cutoff, pace.rows()).await?;
        if messages.is_empty() {
            return Ok(removed);
        }
        removed += messages.len() as u64;
        let delete = pace
            .write(app, move |tx, _| Box::pin(async move { tx.delete_messages(&messages).await }));
        let deleted = delete.await?;
        for key in deleted.done {
            delete_bytes(app, &key).await;
        }
        if !another(stop, deleted.pause).await {
            return Ok(removed);
        }
    }
}
