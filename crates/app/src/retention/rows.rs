//! Rows that are deleted by their age alone.

use super::{PIECE, another};
use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_storage::StorageError;
use tokio_util::sync::CancellationToken;

pub(super) async fn events(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let mut removed = 0;
    for tenant in app.store.tenant_ids().await? {
        let piece = || {
            app.store.write(move |tx| {
                Box::pin(async move { tx.delete_events_before(tenant, cutoff, None, PIECE).await })
            })
        };
        removed += in_pieces(stop, piece).await?;
    }
    Ok(removed)
}

pub(super) async fn turns(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let piece = || {
        app.store
            .write(move |tx| Box::pin(async move { tx.delete_turns_before(cutoff, PIECE).await }))
    };
    in_pieces(stop, piece).await
}

pub(super) async fn dead_letters(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let mut removed = 0;
    for tenant in app.store.tenant_ids().await? {
        let piece = || {
            app.store.write(move |tx| {
                Box::pin(async move { tx.delete_dead_before(tenant, cutoff, PIECE).await })
            })
        };
        removed += in_pieces(stop, piece).await?;
    }
    Ok(removed)
}

/// Of settings and of persons.
pub(super) async fn histories(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let settings = || {
        app.store.write(move |tx| {
            Box::pin(async move { tx.delete_setting_changes_before(cutoff, PIECE).await })
        })
    };
    let persons = || {
        app.store.write(move |tx| {
            Box::pin(async move { tx.delete_person_changes_before(cutoff, PIECE).await })
        })
    };
    Ok(in_pieces(stop, settings).await? + in_pieces(stop, persons).await?)
}

/// Deletes pieces until one is not full or the server stops. Returns the number of deleted rows.
async fn in_pieces<F>(stop: &CancellationToken, piece: impl Fn() -> F + Send) -> Result<u64, Error>
where
    F: Future<Output = Result<u64, StorageError>> + Send,
{
    let mut removed = 0;
    while !stop.is_cancelled() {
        let deleted = piece().await?;
        removed += deleted;
        if deleted < u64::from(PIECE) || !another(stop).await {
            break;
        }
    }
    Ok(removed)
}
