//! One owner per instance: a lease row with a fencing epoch.

use super::live::Live;
use crate::app::App;
use crate::error::Error;
use omni_domain::ids::InstanceId;
use std::sync::Arc;

pub(crate) fn lease_name(id: InstanceId) -> String {
    format!("instance:{id}")
}

/// Takes the lease, and with it the jobs that an earlier owner left half done.
/// `false`: another node holds it.
pub(super) async fn acquire(app: &App, live: &Live) -> Result<bool, Error> {
    let (id, owner, now, ttl) =
        (live.id, app.node.clone(), app.env.now(), app.config.sessions.lease);
    let epoch = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let epoch = tx.acquire_lease(&lease_name(id), &owner, now, ttl).await?;
                if epoch.is_some() {
                    // Only an instance's owner runs its jobs, so whatever runs now ran before us.
                    tx.requeue_instance_jobs(id).await?;
                }
                Ok::<_, Error>(epoch)
            })
        })
        .await?;
    if let Some(epoch) = epoch {
        live.set_epoch(epoch);
    }
    Ok(epoch.is_some())
}

/// Gives the lease back, so that another node need not wait for it to run out.
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
        tracing::warn!(instance.id = %live.id, %error, "could not give the lease back");
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
