//! The life cycle of one instance's session: own it, connect, and reconnect when it is lost.

mod report;

pub(super) use report::report;

use super::account_limits;
use super::adapters::{self, InstanceState};
use super::backoff::Backoff;
use super::lease::{self, Acquired};
use super::live::Live;
use super::{is_shared, mirror, proxy};
use crate::app::App;
use crate::error::Error;
use omni_channel::{Closed, Pulse, Session, StateStore, StatusUpdate};
use omni_domain::event::FailureReason;
use omni_domain::instance::ConnectionState;
use omni_domain::pacing::Ban;
use omni_storage::Fence;
use report::show;
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
            // What the database has of it was written by its owner.
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
    account_limits::refresh(app, live, &instance);
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
    let report_state = |state: ConnectionState, message: &str| {
        report(app, live, StatusUpdate::state(state).because(message));
    };
    if is_shared(app) && !live.is_held() {
        // Paused, or cut off from the database: the next owner's connection has replaced this one, and
        // what the network reports of this one is not true of that one.
        report_state(
            ConnectionState::Reconnecting,
            "another node owns this instance now and connects it",
        );
        live.unclaim();
        return Next::WaitForClaim;
    }
    match closed {
        Closed::Stopped if live.wants_another_run() => Next::After(Duration::ZERO),
        // By itself.
        Closed::Stopped => Next::After(backoff.next()),
        Closed::Restart => Next::After(Duration::ZERO),
        Closed::Lost { reason } => {
            report_state(ConnectionState::Reconnecting, &reason);
            Next::After(backoff.next())
        }
        Closed::Throttled { seconds } => {
            report_state(
                ConnectionState::Reconnecting,
                "the network asks to wait before reconnecting",
            );
            Next::After(backoff.next().max(Duration::from_secs(seconds)))
        }
        Closed::PairingTimedOut => {
            // The session may have reported more. The next attempt has the settings as they are then.
            let reported = live.status().message;
            live.set_session(None);
            let usual = "the QR was not scanned; connect again for a new one";
            report_state(ConnectionState::Disconnected, reported.as_deref().unwrap_or(usual));
            Next::WaitForPerson
        }
        Closed::LoggedOut { reason } => {
            report_state(ConnectionState::LoggedOut, reason.explanation());
            account_limits::logged_out(app, live, reason);
            Next::PairAnew
        }
        Closed::Banned { code, until, message } => {
            let ban = Ban { since: app.env.now(), until, code, message };
            account_limits::ban(app, live, ban.clone());
            wait_for_ban(app, live, &ban)
        }
        Closed::Replaced => {
            let message = "another client took this session over; stop it, then connect again";
            report_state(ConnectionState::Error, message);
            account_limits::failed(app, live, FailureReason::SessionReplaced, message);
            Next::WaitForPerson
        }
        Closed::Fatal { reason } => {
            report_state(ConnectionState::Error, &reason);
            account_limits::failed(app, live, FailureReason::ActionNeeded, &reason);
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
