//! Rows that are deleted by their age alone.

use crate::app::App;
use crate::error::Error;
use crate::pace;
use futures::future::BoxFuture;
use omni_domain::Timestamp;
use omni_domain::ids::TenantId;
use omni_storage::{StorageError, Tx};
use tokio_util::sync::CancellationToken;

/// Deletes the rows of one tenant after the other, in pieces of at most the given number of rows.
async fn of_each_tenant<F>(app: &App, stop: &CancellationToken, piece: F) -> Result<u64, Error>
where
    F: for<'t> FnOnce(&'t mut Tx, TenantId, u32) -> BoxFuture<'t, Result<u64, StorageError>>
        + Copy
        + Send
        + 'static,
{
    let mut removed = 0;
    for tenant in app.store.tenant_ids().await? {
        removed += pace::delete(app, stop, move |tx, rows| piece(tx, tenant, rows)).await?;
    }
    Ok(removed)
}

pub(super) async fn events(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    of_each_tenant(app, stop, move |tx, tenant, rows| {
        Box::pin(async move { tx.delete_events_before(tenant, cutoff, None, rows).await })
    })
    .await
}

pub(super) async fn executions(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    of_each_tenant(app, stop, move |tx, tenant, rows| {
        Box::pin(async move { tx.delete_executions_before(tenant, cutoff, rows).await })
    })
    .await
}

pub(super) async fn turns(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    pace::delete(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_turns_before(cutoff, rows).await })
    })
    .await
}

pub(super) async fn dead_letters(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    of_each_tenant(app, stop, move |tx, tenant, rows| {
        Box::pin(async move { tx.delete_dead_before(tenant, cutoff, rows).await })
    })
    .await
}

pub(super) async fn figures(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    of_each_tenant(app, stop, move |tx, tenant, rows| {
        Box::pin(async move { tx.delete_figures_before(tenant, cutoff, rows).await })
    })
    .await
}

/// Pins whose time is over: no one sees them any more.
pub(super) async fn pins(app: &App, stop: &CancellationToken) -> Result<u64, Error> {
    let now = app.env.now();
    pace::delete(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_pins_over(now, rows).await })
    })
    .await
}

/// Scheduled messages that no longer wait.
pub(super) async fn scheduled(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    pace::delete(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_scheduled_messages_before(cutoff, rows).await })
    })
    .await
}

/// Of settings and of persons.
pub(super) async fn histories(
    app: &App,
    stop: &CancellationToken,
    cutoff: Timestamp,
) -> Result<u64, Error> {
    let settings = pace::delete(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_setting_changes_before(cutoff, rows).await })
    })
    .await?;
    let persons = pace::delete(app, stop, move |tx, rows| {
        Box::pin(async move { tx.delete_person_changes_before(cutoff, rows).await })
    })
    .await?;
    Ok(settings + persons)
}
