//! Bytes in the blob store that no row refers to: a crash between the two leaves them, or a deletion
//! that could not reach the store.

use super::{PAUSE, PIECE, another, delete_bytes};
use crate::app::App;
use crate::blob_keys;
use crate::error::Error;
use futures::TryStreamExt as _;
use omni_blobs::Listed;
use omni_domain::ids::{InstanceId, MediaId, TenantId};
use omni_domain::page::PageRequest;
use omni_storage::InstanceFilter;
use tokio_util::sync::CancellationToken;

/// Instances read at once.
const PAGE: u32 = 100;

/// Removes bytes without a row that are older than `retention.orphans_hours`; how many. Only those of
/// instances that this database has: the store may hold another server's files, too.
pub async fn remove_orphans(app: &App, stop: &CancellationToken) -> Result<u64, Error> {
    let mut removed = 0;
    if app.config.retention.orphans.is_none() {
        return Ok(removed);
    }
    for tenant in app.store.tenant_ids().await? {
        for instance in instances(app, tenant).await? {
            removed += of_instance(app, stop, instance).await?;
            if stop.is_cancelled() {
                return Ok(removed);
            }
        }
    }
    if removed > 0 {
        tracing::info!(removed, "removed files that no row referred to");
    }
    Ok(removed)
}

async fn instances(app: &App, tenant: TenantId) -> Result<Vec<InstanceId>, Error> {
    let filter = InstanceFilter::default();
    let mut ids = Vec::new();
    let mut request = PageRequest::first(PAGE);
    loop {
        let page = app.store.list_instances(tenant, &filter, request).await?;
        ids.extend(page.items.iter().map(|instance| instance.id));
        match page.next {
            Some(next) => request = PageRequest { after: Some(next), ..PageRequest::first(PAGE) },
            None => return Ok(ids),
        }
    }
}

async fn of_instance(
    app: &App,
    stop: &CancellationToken,
    instance: InstanceId,
) -> Result<u64, Error> {
    let listed = app.blobs.list(&instance.to_string()).map_err(Error::internal)?;
    let mut pieces = listed.try_chunks(PIECE as usize);
    let mut removed = 0;
    while let Some(piece) = pieces.try_next().await.map_err(Error::internal)? {
        removed += piece_of(app, instance, piece).await?;
        if !another(stop, PAUSE).await {
            break;
        }
    }
    Ok(removed)
}

async fn piece_of(app: &App, instance: InstanceId, piece: Vec<Listed>) -> Result<u64, Error> {
    let Some(keep) = app.config.retention.orphans else { return Ok(0) };
    let cutoff = app.env.now().minus(keep);
    // A younger one may be on its way: its row is written last.
    let old = piece.into_iter().filter(|blob| blob.written_at_ms < cutoff.millis());
    let files: Vec<MediaId> = old.filter_map(|blob| blob_keys::file(instance, &blob.key)).collect();
    let stored = app.store.stored_among(&files).await?;
    let mut removed = 0;
    for file in files.into_iter().filter(|file| !stored.contains(file)) {
        delete_bytes(app, &blob_keys::media(instance, file)).await;
        removed += 1;
    }
    Ok(removed)
}
