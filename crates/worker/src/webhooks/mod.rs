//! Delivers webhooks, on one node at a time: the log is distributed to the endpoints as it is
//! written, and each endpoint with deliveries has a task of its own, so that none delays another.

mod distributor;
mod endpoint;
mod lanes;
mod line;

use omni_app::App;
use omni_app::webhooks::ownership::{self, Lease};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// After the database refused the lease.
const AFTER_ERROR: Duration = Duration::from_millis(500);

pub(crate) async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match ownership::acquire(&app, None).await {
            Ok(Some(lease)) => own(&app, lease, &stop).await,
            Ok(None) => pause(&stop, ownership::renewal(&app)).await,
            Err(error) => {
                tracing::warn!(%error, "the lease of webhooks could not be acquired");
                pause(&stop, AFTER_ERROR).await;
            }
        }
    }
}

async fn pause(stop: &CancellationToken, time: Duration) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(time) => {}
    }
}

/// Delivers until the lease is lost or the worker stops.
async fn own(app: &App, lease: Lease, stop: &CancellationToken) {
    let owned = stop.child_token();
    let tasks = TaskTracker::new();
    tasks.spawn(distributor::run(app.clone(), tasks.clone(), owned.clone()));
    let last = keep(app, lease, stop).await;
    owned.cancel();
    tasks.close();
    tasks.wait().await;
    if let Some(lease) = last {
        ownership::release(app, lease).await;
    }
}

/// Renews the lease until it is lost, which is `None`, or the worker stops.
async fn keep(app: &App, mut lease: Lease, stop: &CancellationToken) -> Option<Lease> {
    loop {
        pause(stop, ownership::renewal(app)).await;
        if stop.is_cancelled() {
            return Some(lease);
        }
        match ownership::acquire(app, Some(lease)).await {
            Ok(Some(renewed)) => lease = renewed,
            Ok(None) => return None,
            Err(error) => tracing::warn!(%error, "the lease of webhooks could not be renewed"),
        }
        if lease.valid_until.is_some_and(|until| Instant::now() >= until) {
            return None;
        }
    }
}
