//! Files whose messages stay: their bytes are removed.

use super::{PIECE, another, delete_bytes};
use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::ids::MediaId;
use tokio_util::sync::CancellationToken;

pub(super) async fn remove(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let mut removed = 0;
    loop {
        let files = app.store.files_before(cutoff, PIECE).await?;
        if files.is_empty() {
            return Ok(removed);
        }
        let ids: Vec<MediaId> = files.iter().map(|file| file.id).collect();
        // The rows first: bytes without a row are found by the sweep, a row without bytes is not.
        let expire =
            app.store.write(move |tx| Box::pin(async move { tx.expire_files(&ids).await }));
        removed += expire.await?;
        for file in files {
            delete_bytes(app, &file.blob_key).await;
        }
        if !another(stop).await {
            return Ok(removed);
        }
    }
}
