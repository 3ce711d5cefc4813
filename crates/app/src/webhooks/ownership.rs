//! One node at a time distributes and sends: the owner of a lease. Correctness does not depend on it
//! (deliveries are unique, the cursor's row is locked), order and the number of repeats do.

use crate::app::App;
use crate::error::Error;
use crate::sessions;
use std::time::{Duration, Instant};

const NAME: &str = "webhooks";

/// The lease of this node.
#[derive(Debug, Clone, Copy)]
pub struct Lease {
    epoch: i64,
    /// Until when it certainly holds; `None` where no other node can take it.
    pub valid_until: Option<Instant>,
}

/// How often the lease is renewed.
pub fn renewal(app: &App) -> Duration {
    app.config.sessions.lease / 3
}

/// Acquires the lease, or renews the one that is `held`; `None` while another node has it.
pub async fn acquire(app: &App, held: Option<Lease>) -> Result<Option<Lease>, Error> {
    if !sessions::is_shared(app) {
        // One process writes to a SQLite file.
        return Ok(Some(Lease { epoch: 0, valid_until: None }));
    }
    let (owner, ttl) = (app.node.clone(), app.config.sessions.lease);
    let held = held.map(|lease| lease.epoch);
    let asked = Instant::now();
    let limit = (ttl / 2).max(Duration::from_secs(1));
    let acquired = app.store.write_aside(limit, move |tx| {
        Box::pin(async move { tx.acquire_lease(NAME, &owner, held, None, ttl).await })
    });
    let epoch = acquired.await?;
    Ok(epoch.map(|epoch| Lease { epoch, valid_until: Some(asked + ttl) }))
}

/// Releases the lease, so that another node need not wait for it to expire.
pub async fn release(app: &App, lease: Lease) {
    if !sessions::is_shared(app) {
        return;
    }
    let owner = app.node.clone();
    let limit = Duration::from_secs(1);
    let released = app.store.write_aside(limit, move |tx| {
        Box::pin(async move { tx.release_lease(NAME, &owner, lease.epoch).await.map(drop) })
    });
    if let Err(error) = released.await {
        tracing::warn!(%error, "the lease of webhooks could not be released; it expires");
    }
}
