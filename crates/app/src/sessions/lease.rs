//! One owner per instance: a lease row with a fencing epoch.

use super::live::Live;
use super::{is_shared, nodes};
use crate::app::App;
use crate::caches;
use crate::error::Error;
use omni_bus::Topic;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::tenant::TenantStatus;
use omni_storage::{Fence, Lease, Peers, StorageError};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(super) fn lease_name(id: InstanceId) -> String {
    omni_storage::instance_lease(id)
}

/// The result of acquiring a lease.
#[derive(Debug, Clone)]
pub(super) enum Acquired {
    /// This process owns the instance, with this token.
    Owned(Arc<Fence>),
    /// Another node owns it.
    OwnedElsewhere,
    /// Its tenant is suspended: no node may own it.
    Suspended,
    /// It is to be disconnected, or is deleted: no node may own it.
    Unwanted,
}

/// The time by which leases are compared: where nodes share a database, that of its clock.
pub(super) fn lease_time(app: &App) -> Option<Timestamp> {
    (!is_shared(app)).then(|| app.env.now())
}

/// Until when a lease that was requested at `asked` is certainly valid.
fn valid_until(app: &App, asked: Instant) -> Option<Instant> {
    is_shared(app).then(|| asked + app.config.sessions.lease)
}

/// Acquires the lease, and with it the jobs that an earlier owner left unfinished. One that this process
/// holds is kept as it is: its jobs run on over a reconnect, and its row is not locked for it.
pub(super) async fn acquire(app: &App, live: &Live) -> Result<Acquired, Error> {
    let (id, owner, now, ttl) =
        (live.id, app.node.clone(), lease_time(app), app.config.sessions.lease);
    let tenant = live.meta().tenant_id;
    let held = live.fence().filter(|fence| !fence.is_lost()).map(|fence| fence.epoch());
    let is_held = live.is_held();
    let asked = Instant::now();
    let granted = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let tenant = tx.find_tenant(tenant).await?;
                if tenant.is_none_or(|tenant| tenant.status != TenantStatus::Active) {
                    return Ok(Granted::Suspended);
                }
                if tx.instance_by_id(id).await?.is_none_or(|instance| !instance.wanted) {
                    return Ok(Granted::Unwanted);
                }
                if is_held {
                    return Ok(Granted::Kept);
                }
                let name = lease_name(id);
                let Some(epoch) = tx.acquire_lease(&name, &owner, held, now, ttl).await? else {
                    return Ok(Granted::Elsewhere);
                };
                // Only an instance's owner runs its jobs: those that run now are left over.
                if held != Some(epoch) {
                    tx.requeue_instance_jobs(id).await?;
                }
                Ok::<_, Error>(Granted::Epoch(epoch))
            })
        })
        .await?;
    Ok(match granted {
        Granted::Epoch(epoch) => {
            live.set_elsewhere(None);
            Acquired::Owned(live.own(&lease_name(id), epoch, valid_until(app, asked)))
        }
        // Lost meanwhile if it has no token: then another node may hold it.
        Granted::Kept => live.fence().map_or(Acquired::OwnedElsewhere, Acquired::Owned),
        Granted::Elsewhere => {
            if let Some(fence) = live.disown() {
                fence.lose();
            }
            Acquired::OwnedElsewhere
        }
        Granted::Suspended => Acquired::Suspended,
        Granted::Unwanted => Acquired::Unwanted,
    })
}

/// The database's answer.
enum Granted {
    Kept,
    Epoch(i64),
    Elsewhere,
    Suspended,
    Unwanted,
}

/// The lease of an instance, if a node holds it at present.
pub(super) async fn of(app: &App, id: InstanceId) -> Result<Option<Lease>, Error> {
    let (name, now) = (lease_name(id), lease_time(app));
    let found = app.store.write_aside(limit(app), move |tx| {
        Box::pin(async move { tx.valid_lease(&name, now).await })
    });
    Ok(found.await?)
}

/// Whether no other node holds the lease of an instance.
pub(crate) async fn is_unowned(app: &App, id: InstanceId) -> Result<bool, Error> {
    Ok(of(app, id).await?.is_none_or(|lease| lease.owner == app.node))
}

/// How long the database may take to answer about leases.
pub(super) fn limit(app: &App) -> Duration {
    (app.config.sessions.lease / 2).max(Duration::from_secs(1))
}

/// Releases the lease, so that another node need not wait for it to expire.
pub(super) async fn release(app: &App, live: &Arc<Live>) {
    let Some(held) = live.disown() else { return };
    let (owner, fence) = (app.node.clone(), Arc::clone(&held));
    let released = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.release_lease(fence.lease(), &owner, fence.epoch()).await.map(drop)
            })
        })
        .await;
    // Now, not before: the last state of the session may wait in the same queue. What a session that
    // did not stop in time still writes is refused from here on.
    held.lose();
    if let Err(error) = released {
        tracing::warn!(instance.id = %live.id, %error, "could not release the lease");
    }
    app.bus.wake(Topic::Sessions);
}

/// Renews every held lease three times per lease time; a session whose lease is lost restarts,
/// and waits until it owns the instance again.
pub(super) async fn keep_renewed(app: App) {
    let mut ticks = tokio::time::interval(app.config.sessions.lease / 3);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.sessions.stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        let all = app.sessions.all().into_iter();
        let held: Vec<(Arc<Live>, Arc<Fence>)> =
            all.filter_map(|live| live.fence().map(|fence| (live, fence))).collect();
        if held.is_empty() && !is_shared(&app) {
            continue;
        }
        let asked = Instant::now();
        let renewed = renew(&app, &held).await;
        match renewed {
            Ok((kept, peers)) => {
                for (live, fence) in held {
                    if kept.contains(fence.lease()) {
                        live.prolong(&fence, valid_until(&app, asked));
                        continue;
                    }
                    fence.lose();
                    // Not if it was released, or acquired again, while the leases were renewed.
                    if live.fence().is_some_and(|now| Arc::ptr_eq(&now, &fence)) {
                        tracing::warn!(instance.id = %live.id, "another node owns this instance now");
                        live.disown();
                        live.restart();
                    }
                }
                if let Some(peers) = peers {
                    caches::renewed(&app, asked, peers).await;
                }
            }
            Err(StorageError::Fenced) => tracing::error!(
                node = %app.node,
                "another process has this node's id, from a copy of its data folder; it owns nothing \
                 any more: start it again for an id of its own"
            ),
            Err(error) => tracing::warn!(%error, "leases could not be renewed"),
        }
    }
}

/// Reports that this node is alive, and renews the leases; those that are still held, and what the
/// other nodes ask.
async fn renew(
    app: &App,
    held: &[(Arc<Live>, Arc<Fence>)],
) -> Result<(HashSet<String>, Option<Peers>), StorageError> {
    let names: Vec<(String, i64)> =
        held.iter().map(|(_, fence)| (fence.lease().to_owned(), fence.epoch())).collect();
    let (owner, now, ttl) = (app.node.clone(), lease_time(app), app.config.sessions.lease);
    let node = nodes::own(app);
    let renewed = app.store.write_aside(limit(app), move |tx| {
        Box::pin(async move {
            let mut peers = None;
            if let Some(node) = node {
                if !tx.beat(&node, now, ttl).await? {
                    // Its leases end: the other one may have acquired them.
                    return Err(StorageError::Fenced);
                }
                peers = tx.peers(&node.id, now).await?;
            }
            Ok((tx.renew_leases(&names, &owner, now, ttl).await?, peers))
        })
    });
    let (kept, peers) = renewed.await?;
    Ok((kept.into_iter().collect(), peers))
}
