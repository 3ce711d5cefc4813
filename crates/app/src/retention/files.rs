//! Files whose messages stay: their bytes are removed.

use super::{another, delete_bytes};
use crate::app::App;
use crate::error::Error;
use crate::pace::Pace;
use omni_domain::Timestamp;
use omni_domain::ids::MediaId;
use tokio_util::sync::CancellationToken;

pub(super) async fn remove(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let (mut pace, mut removed) = (Pace::default(), 0);
    loop {
        let files = app.store.files_before(cutoff, pace.rows()).await?;
        if files.is_empty() {
            return Ok(removed);
        }
        let ids: Vec<MediaId> = files.iter().map(|file| file.id).collect();
        // The rows first: bytes without a row are found by the sweep, a row without bytes is not.
        let expire =
            pace.write(app, move |tx, _| Box::pin(async move { tx.expire_files(&ids).await }));
        let expired = expire.await?;
        removed += expired.done;
        for file in files {
            delete_bytes(app, &file.blob_key).await;
        }
        if !another(stop, expired.pause).await {
            return Ok(removed);
        }
    }
}
