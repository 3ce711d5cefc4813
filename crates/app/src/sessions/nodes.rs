//! The processes that share the database, this one among them.

use super::{is_shared, lease};
use crate::app::App;
use crate::caches;
use crate::error::Error;
use omni_bus::Topic;
use omni_domain::Env;
use omni_domain::instance::ChannelType;
use omni_storage::Node;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// The networks whose instances this process may own.
pub(super) fn channels(app: &App) -> Vec<ChannelType> {
    let mut kinds: Vec<ChannelType> =
        app.channels.keys().copied().filter(|kind| !app.sessions.is_stopped(*kind)).collect();
    kinds.sort_unstable_by_key(|kind| kind.as_str());
    kinds
}

/// This process, where others may share the database and as long as it does not stop.
pub(super) fn own(app: &App) -> Option<Node> {
    if !is_shared(app) || app.sessions.leaves.load(Ordering::Acquire) {
        return None;
    }
    let now = app.env.now();
    Some(Node {
        id: app.node.clone(),
        name: app.node_name().to_owned(),
        version: app.version.to_owned(),
        channels: channels(app),
        clock: Env::system().now(),
        started_at: app.started_at,
        seen_at: now,
        home: app.home.clone(),
    })
}

/// Lets the other nodes count this one.
pub(super) async fn join(app: &App) -> Result<(), Error> {
    let Some(node) = own(app) else { return Ok(()) };
    let ttl = app.config.sessions.lease;
    let began = Instant::now();
    let beat = app.store.write_aside(lease::limit(app), move |tx| {
        Box::pin(async move {
            if !tx.beat(&node, None, ttl).await? {
                return Ok(None);
            }
            // Of two that join at the same time, at least one counts the other.
            tx.peers(&node.id, None).await
        })
    });
    let Some(peers) = beat.await? else {
        return Err(Error::internal("another process has this node's id"));
    };
    caches::renewed(app, began, peers).await;
    app.bus.wake(Topic::Sessions);
    Ok(())
}

/// The other nodes do not count this one any more: they acquire its instances as it releases them.
pub(super) async fn leave(app: &App) {
    if !is_shared(app) {
        return;
    }
    app.caches.leave();
    let id = app.node.clone();
    let removed = app.store.write_aside(lease::limit(app), move |tx| {
        Box::pin(async move { tx.remove_node(&id).await })
    });
    if let Err(error) = removed.await {
        tracing::warn!(%error, "the stop is not reported to the other nodes");
    }
}
