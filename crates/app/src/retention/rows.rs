//! Rows that are deleted by their age alone.

use super::{PIECE, another};
use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use tokio_util::sync::CancellationToken;

pub(super) async fn events(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let mut removed = 0;
    for tenant in app.store.tenant_ids().await? {
        loop {
            let piece = app.store.write(move |tx| {
                Box::pin(async move { tx.delete_events_before(tenant, cutoff, None, PIECE).await })
            });
            let gone = piece.await?;
            removed += gone;
            if !another(stop).await {
                return Ok(removed);
            }
            if gone < u64::from(PIECE) {
                break;
            }
        }
    }
    Ok(removed)
}

pub(super) async fn turns(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let mut removed = 0;
    loop {
        let piece = app
            .store
            .write(move |tx| Box::pin(async move { tx.delete_turns_before(cutoff, PIECE).await }));
        let gone = piece.await?;
        removed += gone;
        if gone < u64::from(PIECE) || !another(stop).await {
            return Ok(removed);
        }
    }
}

pub(super) async fn dead_letters(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let mut removed = 0;
    for tenant in app.store.tenant_ids().await? {
        loop {
            let piece = app.store.write(move |tx| {
                Box::pin(async move { tx.delete_dead_before(tenant, cutoff, PIECE).await })
            });
            let gone = piece.await?;
            removed += gone;
            if !another(stop).await {
                return Ok(removed);
            }
            if gone < u64::from(PIECE) {
                break;
            }
        }
    }
    Ok(removed)
}
