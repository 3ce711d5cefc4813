//! One owner per instance: a lease row with a fencing epoch.

use super::live::Live;
use crate::app::App;
use crate::error::Error;
use omni_domain::ids::InstanceId;
use omni_domain::tenant::TenantStatus;
use std::sync::Arc;

pub(crate) fn lease_name(id: InstanceId) -> String {
    format!("instance:{id}")
}

/// The result of acquiring a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acquired {
    /// This process owns the instance, with this epoch.
    Owned(i64),
    /// Another node owns it.
    OwnedElsewhere,
    /// Its tenant is suspended: no node may own it.
    Suspended,
}

/// Acquires the lease, and with it the jobs that an earlier owner left unfinished.
pub(super) async fn acquire(app: &App, live: &Live) -> Result<Acquired, Error> {
    let (id, owner, now, ttl) =
        (live.id, app.node.clone(), app.env.now(), app.config.sessions.lease);
    let tenant = live.meta().tenant_id;
    let acquired = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let tenant = tx.find_tenant(tenant).await?;
                if tenant.is_none_or(|tenant| tenant.status != TenantStatus::Active) {
                    return Ok(Acquired::Suspended);
                }
                match tx.acquire_lease(&lease_name(id), &owner, now, ttl).await? {
                    None => Ok(Acquired::OwnedElsewhere),
                    Some(epoch) => {
                        // Only an instance's owner runs its jobs: those that run now are left over.
                        tx.requeue_instance_jobs(id).await?;
                        Ok::<_, Error>(Acquired::Owned(epoch))
                    }
                }
            })
        })
        .await?;
    if let Acquired::Owned(epoch) = acquired {
        live.set_epoch(epoch);
    }
    Ok(acquired)
}

/// Whether no node, this one included, holds the lease of an instance.
pub(crate) async fn is_unowned(app: &App, id: InstanceId) -> Result<bool, Error> {
    let (name, owner, now) = (lease_name(id), app.node.clone(), app.env.now());
    let ttl = app.config.sessions.lease;
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let Some(epoch) = tx.acquire_lease(&name, &owner, now, ttl).await? else {
                    return Ok(false);
                };
                Ok(tx.release_lease(&name, &owner, epoch).await?)
            })
        })
        .await
}

/// Releases the lease, so that another node need not wait for it to expire.
pub(super) async fn release(app: &App, live: &Arc<Live>) {
    let (name, owner, epoch) = (lease_name(live.id), app.node.clone(), live.epoch());
    if epoch == 0 {
        return;
    }
    let released = app
        .store
        .write(move |tx| {
            Box::pin(async move { tx.release_lease(&name, &owner, epoch).await.map(|_| ()) })
        })
        .await;
    if let Err(error) = released {
        tracing::warn!(instance.id = %live.id, %error, "could not release the lease");
    }
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
        let held: Vec<Arc<Live>> =
            app.sessions.all().into_iter().filter(|live| live.epoch() != 0).collect();
        if held.is_empty() {
            continue;
        }
        let names: Vec<(String, i64)> =
            held.iter().map(|live| (lease_name(live.id), live.epoch())).collect();
        let (owner, now, ttl) = (app.node.clone(), app.env.now(), app.config.sessions.lease);
        let renewed = app
            .store
            .write(move |tx| {
                Box::pin(async move { tx.renew_leases(&names, &owner, now, ttl).await })
            })
            .await;
        match renewed {
            Ok(kept) => {
                for live in held {
                    if !kept.contains(&lease_name(live.id)) {
                        tracing::warn!(instance.id = %live.id, "another node owns this instance now");
                        live.set_epoch(0);
                        live.restart();
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "leases could not be renewed"),
        }
    }
}
