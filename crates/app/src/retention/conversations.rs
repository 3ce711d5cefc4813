//! Conversations of entry points without messages for long: nothing else ends one.

use super::delete_bytes;
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
    for instance in app.store.instances_with_conversations().await? {
        while let Some(old) = app.store.old_conversation(instance, cutoff).await? {
            let delete = pace.write(app, move |tx, rows| {
                Box::pin(async move { tx.delete_conversation_piece(&old, cutoff, rows).await })
            });
            let piece = delete.await?;
            removed += u64::from(piece.done.removed);
            for key in piece.done.blob_keys {
                delete_bytes(app, &key).await;
            }
            tokio::select! {
                () = stop.cancelled() => return Ok(removed),
                () = tokio::time::sleep(piece.pause) => {}
            }
        }
    }
    Ok(removed)
}
