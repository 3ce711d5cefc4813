//! The life cycle of one instance's session: own it, connect, and reconnect when it is lost.

use super::account_limits;
use super::adapters::{self, InstanceState};
use super::backoff::Backoff;
use super::duplicates;
use super::lease::{self, Acquired};
use super::live::{Live, LiveStatus};
use super::{is_shared, mirror, proxy};
use crate::app::App;
use crate::error::Error;
use crate::events::publish;
use omni_channel::{Closed, Pulse, Session, StateStore, StatusUpdate};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::event::{
    Event, EventBody, InstanceConnected, InstanceDisconnected, InstanceQrOffered, InstanceStatus,
    OfferedQr,
};
use omni_domain::instance::ConnectionState;
use omni_domain::job::JobKind;
use omni_domain::pacing::Ban;
use omni_storage::{Fence, StateChange, StorageError, Tx};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// While another node owns the instance, try this often.
const OWNER_POLL: Duration = Duration::from_secs(5);
/// A lease that could not be acquired, because the database was away, is tried for again after this.
const ACQUIRE_AGAIN: Duration = Duration::from_secs(2);
/// A dial permit is released after this long even if the network has not answered.
const DIAL_LIMIT: Duration = Duration::from_secs(10);
/// How often a session is asked whether its connection works.
const WATCH_EVERY: Duration = Duration::from_secs(10);
/// A connection that lasted this long ended for a new reason: the back-off starts over.
const STABLE_AFTER: Duration = Duration::from_secs(30);

/// What to do after a run.
enum Next {
    /// Run again after this pause; `connect` cuts it short.
    After(Duration),
    /// Run again only when a person requests it.
    WaitForPerson,
    /// The phone removed this device: delete the account and offer a new QR.
    PairAnew,
    /// Run again when this process should own the instance.
    WaitForClaim,
    /// Ended for good.
    End,
}

pub(super) async fn supervise(app: App, live: Arc<Live>) {
    let mut backoff =
        Backoff::new(app.config.sessions.reconnect_min, app.config.sessions.reconnect_max);
    let mut is_asked = false;
    while !live.stop.is_cancelled() {
        let asked = std::mem::take(&mut is_asked);
        let next = match one_run(&app, &live, &mut backoff, asked).await {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(instance.id = %live.id, %error, "the session could not be started");
                report(
                    &app,
                    &live,
                    StatusUpdate::state(ConnectionState::Reconnecting).because(error.to_string()),
                );
                let pause = backoff.next();
                let is_owned = live.is_held() || !is_shared(&app);
                Next::After(if is_owned { pause } else { pause.min(ACQUIRE_AGAIN) })
            }
        };
        match next {
            Next::End => break,
            Next::After(pause) => is_asked = pause_or_wake(&live, pause).await,
            Next::WaitForClaim => {
                tokio::select! {
                    () = live.stop.cancelled() => {}
                    () = live.claim_changed() => {}
                }
            }
            Next::WaitForPerson => {
                tokio::select! {
                    () = live.stop.cancelled() => {}
                    () = live.woken() => {}
                }
            }
            Next::PairAnew => clear_pairing(&app, &live).await,
        }
    }
    live.set_session(None);
    report(&app, &live, closed(&app, &live));
    lease::release(&app, &live).await;
    live.ended.cancel();
}

/// The state of an instance whose session was closed on request. What is sent to one that is opened again,
/// here or on another node, waits.
pub(super) fn closed(app: &App, live: &Live) -> StatusUpdate {
    if is_shared(app) && app.sessions.stop.is_cancelled() {
        return StatusUpdate::state(ConnectionState::Reconnecting)
            .because("the node that owned this instance has stopped; the next one connects it");
    }
    if live.returns() {
        return StatusUpdate::state(ConnectionState::Reconnecting)
            .because("the connection was closed, and is opened again");
    }
    StatusUpdate::state(ConnectionState::Disconnected)
}

/// Returns whether a person cut the pause short.
async fn pause_or_wake(live: &Live, pause: Duration) -> bool {
    tokio::select! {
        () = live.stop.cancelled() => false,
        () = live.woken() => true,
        () = tokio::time::sleep(pause) => false,
    }
}

async fn one_run(
    app: &App,
    live: &Arc<Live>,
    backoff: &mut Backoff,
    is_asked: bool,
) -> Result<Next, Error> {
    if !live.is_claimed() {
        lease::release(app, live).await;
        return Ok(Next::WaitForClaim);
    }
    let fence = match lease::acquire(app, live).await? {
        Acquired::Owned(fence) => fence,
        Acquired::OwnedElsewhere if is_shared(app) => {
            live.unclaim();
            return Ok(Next::WaitForClaim);
        }
        Acquired::OwnedElsewhere => {
            let owned = StatusUpdate::state(ConnectionState::Reconnecting)
                .because("another node owns this instance at present");
            // What the database says of it is its owner's.
            show(app, live, owned);
            return Ok(Next::After(OWNER_POLL));
        }
        Acquired::Suspended => {
            let suspended = StatusUpdate::state(ConnectionState::Disconnected)
                .because("the tenant of this instance is suspended");
            report(app, live, suspended);
            return Ok(refused(app, live));
        }
        Acquired::Unwanted => return Ok(refused(app, live)),
    };
    if live.session().is_none() && is_shared(app) {
        // What is shown until now is the former owner's.
        if live.status().state == ConnectionState::Connected {
            let acquired = StatusUpdate::state(ConnectionState::Reconnecting)
                .because("this node owns the instance now and connects it");
            report(app, live, acquired);
        }
        // The owner in between may have changed what is cached of its chats.
        app.ingest.drop_addresses(live.id).await;
    }
    if live.session().is_none()
        && let Some(ban) = account_limits::load(app, live).await?
        && !is_asked
    {
        return Ok(wait_for_ban(app, live, &ban));
    }
    let session = open(app, live, &fence).await?;
    let permit = tokio::select! {
        () = live.stop.cancelled() => return Ok(Next::End),
        permit = Arc::clone(&app.sessions.dial).acquire_owned() => {
            permit.map_err(Error::internal)?
        }
    };
    let began = app.env.now();
    let closed = run(app, live, &session, permit).await;
    if live.stop.is_cancelled() {
        return Ok(Next::End);
    }
    if app.env.now().since(began) > STABLE_AFTER {
        backoff.reset();
    }
    tracing::info!(instance.id = %live.id, closed = ?closed, "the session's connection ended");
    Ok(after(app, live, closed, backoff))
}

/// A suspended account connects again when it is not suspended any more: each attempt before is one more
/// reason to suspend it. A person may try earlier.
fn wait_for_ban(app: &App, live: &Arc<Live>, ban: &Ban) -> Next {
    let message = format!("{}; it connects again after {}", ban.message, ban.until);
    // Who asked to connect while it was connected asks for no attempt now.
    live.forget_wake();
    report(app, live, StatusUpdate::state(ConnectionState::Error).because(message));
    let jitter = Duration::from_millis(rand::random_range(0..5000));
    Next::After(ban.until.since(app.env.now()) + jitter)
}

/// What follows when no node may own the instance: where nodes share, whichever is to own it later
/// claims it anew.
fn refused(app: &App, live: &Live) -> Next {
    if !is_shared(app) {
        return Next::WaitForPerson;
    }
    live.unclaim();
    Next::WaitForClaim
}

/// The session object is kept over reconnects: what it has cached need not be read again.
async fn open(app: &App, live: &Arc<Live>, fence: &Arc<Fence>) -> Result<Arc<dyn Session>, Error> {
    if let Some(session) = live.session() {
        return Ok(session);
    }
    let instance = app
        .store
        .instance_by_id(live.id)
        .await?
        .ok_or_else(|| Error::not_found("instance", live.id))?;
    live.refresh(&instance);
    let channel = app.channel(instance.channel)?;
    let proxy = proxy::open(app, &instance)?;
    let settings = instance.config.channel_config;
    let session = channel.open(adapters::context(app, live, fence, settings, proxy)).await?;
    live.set_session(Some(Arc::clone(&session)));
    Ok(session)
}

async fn run(
    app: &App,
    live: &Arc<Live>,
    session: &Arc<dyn Session>,
    permit: OwnedSemaphorePermit,
) -> Closed {
    let stop = live.begin_run();
    let state = match live.status().connected_at {
        None if live.status().owner.is_none() => ConnectionState::Connecting,
        _ => ConnectionState::Reconnecting,
    };
    let message = live.status().message;
    report(app, live, StatusUpdate { message, ..StatusUpdate::state(state) });
    let mut permit = Some(permit);
    let mut status = live.watch();
    status.mark_unchanged();
    let dial_limit = tokio::time::sleep(DIAL_LIMIT);
    tokio::pin!(dial_limit);
    let running = session.run(stop.clone());
    tokio::pin!(running);
    let mut watch = tokio::time::interval(WATCH_EVERY);
    let mut silent = false;
    loop {
        tokio::select! {
            closed = &mut running => {
                return match closed {
                    Closed::Stopped if silent => {
                        Closed::Lost { reason: "the network was silent".to_owned() }
                    }
                    closed => closed,
                };
            }
            () = &mut dial_limit, if permit.is_some() => permit = None,
            Ok(()) = status.changed(), if permit.is_some() => {
                let dialling = matches!(
                    status.borrow_and_update().state,
                    ConnectionState::Connecting | ConnectionState::Reconnecting
                );
                if !dialling {
                    permit = None;
                }
            }
            _ = watch.tick() => {
                if live.is_ready() && session.liveness().pulse == Pulse::Dead {
                    silent = true;
                    stop.cancel();
                }
                account_limits::end_if_over(app, live);
                mirror::report_state(app, live);
            }
        }
    }
}

fn after(app: &App, live: &Arc<Live>, closed: Closed, backoff: &mut Backoff) -> Next {
    let say = |state: ConnectionState, message: &str| {
        report(app, live, StatusUpdate::state(state).because(message));
    };
    if is_shared(app) && !live.is_held() {
        // Paused, or cut off from the database: the next owner's connection has replaced this one, and
        // what the network says of this one is not true of that one.
        say(ConnectionState::Reconnecting, "another node owns this instance now and connects it");
        live.unclaim();
        return Next::WaitForClaim;
    }
    match closed {
        Closed::Stopped if live.wants_another_run() => Next::After(Duration::ZERO),
        // By itself.
        Closed::Stopped => Next::After(backoff.next()),
        Closed::Restart => Next::After(Duration::ZERO),
        Closed::Lost { reason } => {
            say(ConnectionState::Reconnecting, &reason);
            Next::After(backoff.next())
        }
        Closed::Throttled { seconds } => {
            say(ConnectionState::Reconnecting, "the network asks to wait before reconnecting");
            Next::After(backoff.next().max(Duration::from_secs(seconds)))
        }
        Closed::PairingTimedOut => {
            // The session may have said more. The next attempt has the settings as they are then.
            let said = live.status().message;
            live.set_session(None);
            let usual = "the QR was not scanned; connect again for a new one";
            say(ConnectionState::Disconnected, said.as_deref().unwrap_or(usual));
            Next::WaitForPerson
        }
        Closed::LoggedOut { reason } => {
            say(ConnectionState::LoggedOut, reason.explanation());
            account_limits::logged_out(app, live, reason);
            Next::PairAnew
        }
        Closed::Banned { code, until, message } => {
            let ban = Ban { since: app.env.now(), until, code, message };
            account_limits::ban(app, live, ban.clone());
            wait_for_ban(app, live, &ban)
        }
        Closed::Replaced => {
            say(
                ConnectionState::Error,
                "another client took this session over; stop it, then connect again",
            );
            Next::WaitForPerson
        }
        Closed::Fatal { reason } => {
            say(ConnectionState::Error, &reason);
            Next::WaitForPerson
        }
    }
}

async fn clear_pairing(app: &App, live: &Arc<Live>) {
    live.set_session(None);
    live.clear_owner();
    let Some(fence) = live.fence() else { return };
    if let Err(error) = InstanceState::new(app, live.id, fence).clear().await {
        // The next run would log in with the void session and be rejected again.
        tracing::error!(instance.id = %live.id, %error, "the void session could not be cleared");
        let _ = pause_or_wake(live, Duration::from_secs(1)).await;
    }
}

/// Publishes what a session reports: to waiting callers and subscribers now, and to the database.
pub(super) fn report(app: &App, live: &Arc<Live>, update: StatusUpdate) {
    // What is published and recorded of an instance is its owner's to say.
    if is_shared(app) && live.fence().is_none() {
        live.apply(update, app.env.now());
        app.sessions.changed();
        return;
    }
    let Some((before, after)) = show(app, live, update) else { return };
    mirror::report_state(app, live);
    if let Some(qr) = after.qr.as_ref().filter(|qr| before.qr.as_ref() != Some(*qr)) {
        offer(app, live, qr.expires_at);
    }
    if before.state == after.state
        && before.owner == after.owner
        && before.profile_name == after.profile_name
    {
        return;
    }
    record(app, live, &before, &after);
    if after.state == ConnectionState::Connected {
        for kind in JobKind::ALL {
            app.bus.wake(omni_bus::Topic::Jobs(*kind));
        }
    }
}

/// Puts into the log that a QR can be scanned, and not the QR.
fn offer(app: &App, live: &Live, expires_at: Timestamp) {
    let channel = live.meta().channel;
    let event = about(app, live, InstanceQrOffered { instance_id: live.id, channel, expires_at });
    let fence = live.fence();
    app.store.write_later(move |tx| {
        Box::pin(async move {
            if let Some(fence) = &fence {
                tx.check_fences(std::slice::from_ref(fence)).await?;
                if fence.is_lost() {
                    return Ok(());
                }
            }
            tx.append_event(event);
            Ok::<_, omni_storage::StorageError>(())
        })
    });
}

/// Publishes a status to waiting callers and subscribers; the one before and it.
fn show(app: &App, live: &Live, update: StatusUpdate) -> Option<(LiveStatus, LiveStatus)> {
    let (before, after) = live.apply(update, app.env.now())?;
    app.sessions.changed();
    publish::ephemeral(app, status_event(app, live, &after));
    Some((before, after))
}

fn status_event(app: &App, live: &Live, status: &LiveStatus) -> Event {
    let qr = status.qr.as_ref();
    let body = InstanceStatus {
        instance_id: live.id,
        channel: live.meta().channel,
        state: status.state,
        message: status.message.clone(),
        qr: qr.map(|qr| OfferedQr { code: Some(qr.code.clone()), expires_at: qr.expires_at }),
    };
    about(app, live, body)
}

fn about(app: &App, live: &Live, body: impl Into<EventBody>) -> Event {
    let meta = live.meta();
    let mut event = Event::new(app.env.id(), meta.tenant_id, body, app.env.now());
    event.instance_id = Some(live.id);
    event.channel = Some(meta.channel);
    event
}

fn record(app: &App, live: &Arc<Live>, before: &LiveStatus, after: &LiveStatus) {
    let mut change = StateChange {
        state: after.state,
        message: after.message.clone(),
        since: after.since,
        owner_id: after.owner.as_ref().map(|owner| owner.id.clone()),
        owner_alt: after.owner.as_ref().and_then(|owner| owner.alt.clone()),
        profile_name: after.profile_name.clone(),
        connected_at: after.connected_at,
    };
    let event = connection_event(app, live, before, after);
    let id = live.id;
    let (inner, live) = (app.clone(), Arc::clone(live));
    let newly = after.state == ConnectionState::Connected && before.state != after.state;
    let owner = after.owner.clone().filter(|_| newly);
    let fence = live.fence();
    app.store.write_later(move |tx| {
        Box::pin(async move {
            if let Some(fence) = &fence {
                tx.check_fences(std::slice::from_ref(fence)).await?;
                if fence.is_lost() {
                    return Ok(());
                }
            }
            if let Some(owner) = owner {
                tx.link_account(id, &owner.id, inner.env.now()).await?;
                tx.end_ban(id).await?;
                let warning = warn_of_duplicate(&inner, tx, &live, &owner).await?;
                change.message = warning.or(change.message);
            }
            tx.record_instance_state(id, &change).await?;
            if change.state == ConnectionState::LoggedOut {
                tx.clear_instance_owner(id).await?;
            }
            if let Some(event) = event {
                tx.append_event(event);
            }
            Ok::<_, omni_storage::StorageError>(())
        })
    });
}

/// Warns if the account is linked to another instance as well; the text for the status.
async fn warn_of_duplicate(
    app: &App,
    tx: &mut Tx,
    live: &Live,
    owner: &Address,
) -> Result<Option<String>, StorageError> {
    let meta = live.meta();
    let ids = (meta.tenant_id, meta.id);
    let Some(text) = duplicates::warning(tx, ids, meta.channel, owner).await? else {
        return Ok(None);
    };
    tracing::warn!(instance.id = %meta.id, "the account of this instance is linked to another one");
    if let Some(status) = live.warn(&text) {
        tx.append_event(status_event(app, live, &status));
        app.sessions.changed();
    }
    Ok(Some(text))
}

fn connection_event(
    app: &App,
    live: &Live,
    before: &LiveStatus,
    after: &LiveStatus,
) -> Option<Event> {
    let was = before.state == ConnectionState::Connected;
    let is = after.state == ConnectionState::Connected;
    let channel = live.meta().channel;
    let body: EventBody = match (was, is) {
        (false, true) => InstanceConnected {
            instance_id: live.id,
            channel,
            profile_name: after.profile_name.clone(),
            owner: after.owner.as_ref().map(|owner| owner.id.clone()),
        }
        .into(),
        (was, false) if was || after.state == ConnectionState::LoggedOut => InstanceDisconnected {
            instance_id: live.id,
            channel,
            reason: after.message.clone(),
            will_reconnect: after.state == ConnectionState::Reconnecting,
        }
        .into(),
        _ => return None,
    };
    Some(about(app, live, body))
}
