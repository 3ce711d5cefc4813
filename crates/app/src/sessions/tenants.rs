//! Sessions of tenants that are suspended and resumed.

use super::{ensure, stop};
use crate::app::App;
use crate::error::Error;
use futures::StreamExt as _;
use omni_bus::Topic;
use omni_domain::ids::TenantId;
use std::collections::HashSet;
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// A node without messages from the others checks this often.
const POLL: Duration = Duration::from_secs(5);
/// Sessions that are ended at the same time.
const STOP_AT_ONCE: usize = 32;

/// The tenants that are not active, as this process has last applied them; `None` in a process
/// that runs no sessions.
pub(super) type Inactive = tokio::sync::Mutex<Option<HashSet<TenantId>>>;

/// Reads which tenants are not active, before any session is started.
pub(super) async fn begin(app: &App) -> Result<(), Error> {
    *app.sessions.inactive.lock().await = Some(read(app).await?);
    Ok(())
}

/// Applies changes of tenants, also those made by other nodes, until the server stops.
pub(super) async fn keep_following(app: App) {
    let mut changed = app.bus.wakeups(Topic::Keys);
    let mut ticks = tokio::time::interval(POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.sessions.stop.cancelled() => return,
            change = changed.next() => if change.is_none() { return },
            _ = ticks.tick() => {}
        }
        if let Err(error) = follow_tenants(&app).await {
            tracing::warn!(%error, "the status of tenants could not be read; trying again");
        }
    }
}

/// Ends the sessions of tenants that are not active, and starts those of tenants that are again.
pub(crate) async fn follow_tenants(app: &App) -> Result<(), Error> {
    // Held while sessions end, so that a change is applied after the one before it.
    let mut known = app.sessions.inactive.lock().await;
    let Some(before) = known.take() else { return Ok(()) };
    let inactive = match read(app).await {
        Ok(inactive) => inactive,
        Err(error) => {
            *known = Some(before);
            return Err(error);
        }
    };
    let inactive = known.insert(inactive);
    let to_stop = app.sessions.all().into_iter();
    let to_stop = to_stop.filter(|live| inactive.contains(&live.meta().tenant_id));
    futures::stream::iter(to_stop)
        .for_each_concurrent(STOP_AT_ONCE, |live| async move { stop(app, live.id).await })
        .await;
    if before.is_subset(inactive) {
        return Ok(());
    }
    for instance in app.store.wanted_instances().await? {
        if before.contains(&instance.tenant_id) {
            ensure(app, &instance);
        }
    }
    Ok(())
}

async fn read(app: &App) -> Result<HashSet<TenantId>, Error> {
    Ok(app.store.inactive_tenants().await?.into_iter().collect())
}
