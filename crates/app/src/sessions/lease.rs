//! One owner per instance: a lease row with a fencing epoch.

use super::live::Live;
use crate::app::App;
use crate::error::Error;
use omni_domain::ids::InstanceId;
use omni_domain::tenant::TenantStatus;
use omni_storage::Fence;
use std::sync::Arc;

pub(super) fn lease_name(id: InstanceId) -> String {
    format!("instance:{id}")
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
}

/// Acquires the lease, and with it the jobs that an earlier owner left unfinished.
pub(super) async fn acquire(app: &App, live: &Live) -> Result<Acquired, Error> {
    let (id, owner, now, ttl) =
        (live.id, app.node.clone(), app.env.now(), app.config.sessions.lease);
    let tenant = live.meta().tenant_id;
    let granted = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let tenant = tx.find_tenant(tenant).await?;
                if tenant.is_none_or(|tenant| tenant.status != TenantStatus::Active) {
                    return Ok(Granted::Suspended);
                }
                let Some(epoch) = tx.acquire_lease(&lease_name(id), &owner, now, ttl).await? else {
                    return Ok(Granted::Elsewhere);
                };
                // Only an instance's owner runs its jobs: those that run now are left over.
                tx.requeue_instance_jobs(id).await?;
                Ok::<_, Error>(Granted::Epoch(epoch))
            })
        })
        .await?;
    Ok(match granted {
        Granted::Epoch(epoch) => Acquired::Owned(live.own(&lease_name(id), epoch)),
        Granted::Elsewhere => {
            if let Some(fence) = live.disown() {
                fence.lose();
            }
            Acquired::OwnedElsewhere
        }
        Granted::Suspended => Acquired::Suspended,
    })
}

/// The database's answer.
enum Granted {
    Epoch(i64),
    Elsewhere,
    Suspended,
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
        if held.is_empty() {
            continue;
        }
        let names: Vec<(String, i64)> =
            held.iter().map(|(_, fence)| (fence.lease().to_owned(), fence.epoch())).collect();
        let (owner, now, ttl) = (app.node.clone(), app.env.now(), app.config.sessions.lease);
        let renewed = app
            .store
            .write(move |tx| {
                Box::pin(async move { tx.renew_leases(&names, &owner, now, ttl).await })
            })
            .await;
        match renewed {
            Ok(kept) => {
                for (live, fence) in held {
                    if kept.iter().any(|name| name == fence.lease()) {
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
            }
            Err(error) => tracing::warn!(%error, "leases could not be renewed"),
        }
    }
}
