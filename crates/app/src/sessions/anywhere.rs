//! What is done with an instance on whichever node owns it.

use super::account_limits;
use super::lease;
use super::live::Live;
use super::mirror::Reported;
use super::remote::{RemoteSession, Request, Unanswered, ask};
use super::status_wait::{self, Enough};
use super::{ensure, is_shared, stop};
use crate::app::App;
use crate::error::Error;
use omni_bus::Topic;
use omni_channel::Session;
use omni_domain::ids::InstanceId;
use omni_domain::instance::Instance;
use omni_storage::Lease;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long the owner may take to end a session.
const END_WAIT: Duration = Duration::from_secs(12);
/// The lease is looked at this often, if no wake-up reports its release.
const END_POLL: Duration = Duration::from_millis(250);

/// The lease of the instance, if another node holds it.
async fn elsewhere(app: &App, id: InstanceId) -> Result<Option<Lease>, Error> {
    if !is_shared(app) || app.sessions.get(id).is_some_and(|live| live.is_held()) {
        return Ok(None);
    }
    Ok(lease::of(app, id).await?.filter(|lease| lease.owner != app.node))
}

/// Connects an instance that is wanted, on the node that owns it or is going to, and waits (bounded)
/// until its status shows `enough`.
pub(crate) async fn bring_up(
    app: &App,
    instance: &Instance,
    enough: Enough,
) -> Result<Arc<Live>, Error> {
    let live = ensure(app, instance);
    if let Some(owner) = elsewhere(app, instance.id).await? {
        match ask::<Reported>(app, instance.id, &Request::BringUp { enough }).await {
            Ok(report) => {
                report.show(app, &live, &owner);
                return Ok(live);
            }
            Err(Unanswered::NotOwned | Unanswered::Late) => {}
            Err(why) => return Err(why.into()),
        }
    }
    status_wait::wait(app, &live, enough).await;
    Ok(live)
}

/// Closes the connection and opens it again, with the settings as they are now.
pub(crate) async fn restart(app: &App, instance: &Instance) -> Result<Arc<Live>, Error> {
    if let Some(owner) = elsewhere(app, instance.id).await? {
        let live = ensure(app, instance);
        match ask::<Reported>(app, instance.id, &Request::Restart).await {
            Ok(report) => {
                report.show(app, &live, &owner);
                return Ok(live);
            }
            Err(Unanswered::NotOwned) => {}
            Err(why) => return Err(why.into()),
        }
    }
    let instance = stop_for_another(app, instance).await;
    bring_up(app, &instance, Enough::Shown).await
}

/// Ends the session of an instance for another one, and returns the instance as the former session has left
/// it: an account that it linked a moment ago is in no row that was read before.
pub(super) async fn stop_for_another(app: &App, instance: &Instance) -> Instance {
    if let Some(live) = app.sessions.get(instance.id) {
        live.replace();
    }
    stop(app, instance.id).await;
    let left = app.store.instance_by_id(instance.id).await.unwrap_or_else(|error| {
        tracing::warn!(instance.id = %instance.id, %error, "the instance cannot be read again");
        None
    });
    left.unwrap_or_else(|| instance.clone())
}

/// Ends the session on the network's side, if the instance is connected. Best effort of the node that
/// owns it.
///
/// # Errors
///
/// [`Error::ChannelUnavailable`] if that node does not confirm in time: the account may be linked still.
pub(crate) async fn unlink(app: &App, id: InstanceId) -> Result<(), Error> {
    if elsewhere(app, id).await?.is_none() {
        if let Some(live) = app.sessions.get(id) {
            live.unlink().await;
        }
        return Ok(());
    }
    match ask::<()>(app, id, &Request::Unlink).await {
        Ok(()) => Ok(()),
        Err(why @ (Unanswered::NotOwned | Unanswered::Channel(_))) => {
            tracing::warn!(instance.id = %id, ?why, "the owner did not unlink the account");
            Ok(())
        }
        Err(why) => Err(why.into()),
    }
}

/// Ends the session of an instance that is not wanted any more, and waits (bounded) until the node
/// that owns it has done so.
///
/// # Errors
///
/// [`Error::ChannelUnavailable`] if that node does not end it in time.
pub(crate) async fn end(app: &App, id: InstanceId) -> Result<(), Error> {
    let mut released = app.bus.wakeups(Topic::Sessions);
    stop(app, id).await;
    let until = Instant::now() + END_WAIT;
    while elsewhere(app, id).await?.is_some() {
        if Instant::now() >= until {
            return Err(Error::channel_unavailable(
                "the node that owns the instance has not ended its connection yet; it does so as \
                 soon as it can: try again in a few seconds",
            ));
        }
        let _ = tokio::time::timeout(END_POLL, released.next()).await;
    }
    Ok(())
}

/// Applies changed settings on the node that owns the instance.
///
/// # Errors
///
/// [`Error::ChannelUnavailable`] if that node does not confirm in time.
pub(crate) async fn refresh(app: &App, instance: &Instance) -> Result<(), Error> {
    if let Some(live) = app.sessions.get(instance.id) {
        account_limits::refresh(app, &live, instance);
    }
    if !instance.wanted || elsewhere(app, instance.id).await?.is_none() {
        return Ok(());
    }
    match ask::<()>(app, instance.id, &Request::Refresh).await {
        // The next owner reads the settings as they are now.
        Ok(()) | Err(Unanswered::NotOwned) => Ok(()),
        Err(why) => {
            tracing::warn!(instance.id = %instance.id, ?why, "the owner did not confirm a change");
            Err(Error::channel_unavailable(
                "the change is stored, and the node that owns the instance has not confirmed it yet; \
                 it applies it as soon as it can",
            ))
        }
    }
}

/// The session of an instance, here or on the node that owns it.
pub(crate) fn reach(app: &App, live: &Live) -> Option<Arc<dyn Session>> {
    if let Some(session) = live.session() {
        return Some(session);
    }
    live.owner_elsewhere()?;
    Some(Arc::new(RemoteSession::new(app, live.id)))
}
