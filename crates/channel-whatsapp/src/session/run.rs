//! One connection, from dialling to the reason of its end.

use crate::account;
use crate::jid::address_of;
use crate::session::close_reason::lost;
use crate::session::milestones::Step;
use crate::session::{Core, Inbox, WhatsAppSession, background, build, watch};
use futures::channel::oneshot;
use omni_channel::Closed;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use wacore_binary::OwnedNodeRef;
use whatsapp_rust::{Client, NodeFilter};

/// For the first login after a connection that logged in.
const RESUME_LIMIT: Duration = Duration::from_secs(5);

/// As long as a pairing code is valid, after the last QR.
const CODE_GRACE: Duration = Duration::from_mins(3);

pub(super) async fn run(session: &WhatsAppSession, stop: CancellationToken) -> Closed {
    let core = &session.core;
    let mut inbox = session.inbox.lock().await;
    core.close_reason.reset();
    core.milestones.reset();
    core.vitals.attempt();
    core.status.connecting();
    let client = tokio::select! {
        () = stop.cancelled() => return ended(core, Closed::Stopped),
        client = ready(session) => match client {
            Ok(client) => client,
            Err(closed) => return ended(core, closed),
        },
    };
    let closed = connection(core, &client, &mut inbox, &stop).await;
    core.acks.abandon();
    core.background.reset();
    core.presences.reset();
    // The client is kept only where the next attempt continues with the same state. One that began
    // to link with a passkey accepts no other challenge.
    let is_linking = core.status.began_passkey() && client.pn().is_none();
    if is_linking && !matches!(closed, Closed::Stopped) {
        core.status.passkey_abandoned();
    }
    let continues = !is_linking
        && matches!(closed, Closed::Lost { .. } | Closed::Restart | Closed::Throttled { .. });
    if continues && !client.shutdown_signal().is_fired() {
        let flushed = client.persistence_manager().flush().await;
        if flushed.is_err() {
            tracing::warn!(instance.id = %core.context.instance, "a WhatsApp session's counters could not be saved");
        }
    } else {
        session.set_client(None);
    }
    if matches!(closed, Closed::Fatal { .. }) {
        // It may have been too old.
        core.network.version.forget().await;
    }
    ended(core, closed)
}

fn ended(core: &Core, closed: Closed) -> Closed {
    core.vitals.ended();
    core.status.closed(&closed, core.qr_codes.count());
    // The attempt to link goes on over a lost connection.
    if !matches!(closed, Closed::Restart | Closed::Lost { .. } | Closed::Throttled { .. }) {
        core.qr_codes.reset();
    }
    closed
}

async fn ready(session: &WhatsAppSession) -> Result<Arc<Client>, Closed> {
    if let Some(client) = session.client() {
        return Ok(client);
    }
    let client = build::client(&session.core).await?;
    session.set_client(Some(Arc::clone(&client)));
    Ok(client)
}

/// Stops the client's tasks if this future is dropped before it finishes.
struct StopOnDrop(Arc<Client>, bool);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        if self.1 {
            self.0.signal_shutdown_sync();
        }
    }
}

async fn connection(
    core: &Arc<Core>,
    client: &Arc<Client>,
    inbox: &mut Inbox,
    stop: &CancellationToken,
) -> Closed {
    let mut stop_on_drop = StopOnDrop(Arc::clone(client), true);
    let mut stream_error = client.wait_for_node(NodeFilter::tag("stream:error"));
    let mut client_task = spawn_client(core, client);
    let Inbox { pump, tasks } = &mut *inbox;
    let ended = CancellationToken::new();
    // Not dropped in the middle of a write: what it has taken from the queue is not sent again.
    let pumping = pump.run(core, client, &ended);
    tokio::pin!(pumping);
    let stopped = {
        let inbox_tasks = async {
            tokio::join!(
                background::run(tasks, core, client),
                account::watch(core, client),
                account::watch_collections(core, client),
            );
        };
        tokio::pin!(inbox_tasks);
        tokio::select! {
            () = stop.cancelled() => true,
            _ = &mut client_task => false,
            () = core.close_reason.close_requested() => false,
            () = steps(core, client) => false,
            () = stream_error_received(core, &mut stream_error) => false,
            () = &mut inbox_tasks => false,
            () = &mut pumping => false,
        }
    };
    // From here on nothing waits for a QR or an acknowledgement of this connection.
    let limit = core.options.stop_timeout;
    if stopped {
        core.close_reason.record(Closed::Stopped);
        let _ = timeout(limit, client.disconnect()).await;
    } else if !client_task.is_finished() {
        // With automatic reconnection off this flushes, closes and stays closed.
        let _ = timeout(limit, client.reconnect_immediately()).await;
    }
    if !client_task.is_finished() && timeout(limit, &mut client_task).await.is_err() {
        client_task.abort();
    }
    ended.cancel();
    let _ = timeout(limit, &mut pumping).await;
    if let Some(code) = code_of(&mut stream_error) {
        core.close_reason.record(code);
    }
    // A task that had to be aborted leaves others of the client behind.
    stop_on_drop.1 = !client_task.is_finished();
    if stopped {
        Closed::Stopped
    } else {
        core.close_reason.get().unwrap_or_else(|| unexplained(core))
    }
}

fn spawn_client(core: &Core, client: &Arc<Client>) -> AbortOnDropHandle<()> {
    let client = Arc::clone(client);
    let task = core.quiescence.track(async move { client.run().await });
    AbortOnDropHandle::new(tokio::spawn(task))
}

fn unexplained(core: &Core) -> Closed {
    match core.vitals.dial_error() {
        Some(error) => lost(format!("WhatsApp cannot be reached: {error}")),
        None => lost("the connection ended"),
    }
}

/// Follows the login and the connection after it; returns when the login took too long.
async fn steps(core: &Arc<Core>, client: &Arc<Client>) {
    // After a connection that worked, a login takes well under a second: a longer wait means a lost
    // stanza, which a new attempt repeats. If the network is slow, the next attempt gets its full
    // time.
    let limit = if core.vitals.resumes() {
        RESUME_LIMIT.min(core.options.login_timeout)
    } else {
        core.options.login_timeout
    };
    let mut until = Some(Instant::now() + limit);
    let mut connected = false;
    loop {
        let watching = async {
            if connected { watch::watch(core, client).await } else { std::future::pending().await }
        };
        let step = tokio::select! {
            step = core.milestones.next() => step,
            () = deadline(until) => {
                let code_expired = until.is_none();
                core.close_reason.record(if code_expired || core.status.is_offering() {
                    Closed::PairingTimedOut
                } else {
                    lost("the login did not finish in time")
                });
                return;
            }
            () = watching => return,
        };
        match step {
            // No limit while a person scans; the QRs themselves expire.
            Step::Offered => until = None,
            Step::CodesOnly => until = Some(Instant::now() + CODE_GRACE),
            Step::Paired => save(core, client).await,
            Step::Connected => {
                until = None;
                connected = true;
                core.vitals.logged_in();
                core.calls.connected();
                core.qr_codes.reset();
                save(core, client).await;
                report(core, client);
                account::catch_up(core, client);
            }
            Step::Renamed if connected => report(core, client),
            Step::Renamed => {}
        }
    }
}

async fn deadline(until: Option<Instant>) {
    match until {
        Some(until) => sleep_until(until).await,
        None => std::future::pending().await,
    }
}

/// Credentials must survive a crash right after pairing; the library saves them only
/// periodically.
async fn save(core: &Core, client: &Client) {
    if client.persistence_manager().flush().await.is_err() {
        core.close_reason.close(lost("the session's credentials could not be stored"));
    }
}

fn report(core: &Core, client: &Client) {
    let owner = address_of(client.pn().as_ref(), client.lid().as_ref());
    core.status.connected(owner, client.push_name());
}

/// Waits for a stream error that the library does not report as an event.
async fn stream_error_received(core: &Core, error: &mut oneshot::Receiver<Arc<OwnedNodeRef>>) {
    match error.await {
        Ok(node) => match closed_by(&node) {
            // 429 and 503 leave the connection open and useless.
            Some(closed @ Closed::Throttled { .. }) => core.close_reason.record(closed),
            Some(closed) => {
                core.close_reason.record(closed);
                std::future::pending::<()>().await;
            }
            None => std::future::pending().await,
        },
        Err(_) => std::future::pending().await,
    }
}

fn code_of(error: &mut oneshot::Receiver<Arc<OwnedNodeRef>>) -> Option<Closed> {
    let node = error.try_recv().ok().flatten()?;
    closed_by(&node)
}

fn closed_by(node: &OwnedNodeRef) -> Option<Closed> {
    let code = node.get().get_attr("code")?;
    match code.as_str().as_ref() {
        "515" => Some(Closed::Restart),
        "429" => Some(Closed::Throttled { seconds: 60 }),
        "503" => Some(Closed::Throttled { seconds: 5 }),
        _ => None,
    }
}
