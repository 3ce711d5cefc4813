//! Rows that are deleted by their age alone.

use crate::app::App;
use crate::error::Error;
use crate::pace::Pace;
use futures::future::BoxFuture;
use omni_domain::Timestamp;
use omni_storage::{StorageError, Tx};
use tokio_util::sync::CancellationToken;

pub(super) async fn events(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let mut removed = 0;
    for tenant in app.store.tenant_ids().await? {
        removed += in_pieces(app, stop, move |tx, rows| {
            Box::pin(async move { tx.delete_events_before(tenant, cutoff, None, rows).await })
        })
        .await?;
    }
    Ok(removed)
}

pub(super) async fn turns(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    in_pieces(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_turns_before(cutoff, rows).await })
    })
    .await
}

pub(super) async fn dead_letters(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let mut removed = 0;
    for tenant in app.store.tenant_ids().await? {
        removed += in_pieces(app, stop, move |tx, rows| {
            Box::pin(async move { tx.delete_dead_before(tenant, cutoff, rows).await })
        })
        .await?;
    }
    Ok(removed)
}

/// Of settings and of persons.
pub(super) async fn histories(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let settings = in_pieces(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_setting_changes_before(cutoff, rows).await })
    })
    .await?;
    let persons = in_pieces(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_person_changes_before(cutoff, rows).await })
    })
    .await?;
    Ok(settings + persons)
}

/// Deletes pieces until one is not full or the server stops. Returns the number of deleted rows.
async fn in_pieces<F>(app: &App, stop: &CancellationToken, delete: F) -> Result<u64, Error>
where
    F: for<'t> Fn(&'t mut Tx, u32) -> BoxFuture<'t, Result<u64, StorageError>>
        + Copy
        + Send
        + 'static,
{
    let (mut pace, mut removed) = (Pace::default(), 0);
    while !stop.is_cancelled() {
        let piece = pace.write(app, delete).await?;
        removed += piece.done;
        if piece.done < u64::from(piece.rows) {
            break;
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(piece.pause) => {}
        }
    }
    Ok(removed)
}
