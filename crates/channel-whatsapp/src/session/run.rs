//! One connection, from dialling to why it ended.

use crate::jid::address_of;
use crate::session::milestones::Step;
use crate::session::verdict::lost;
use crate::session::{Core, Inbox, WhatsAppSession, build, chores, watch};
use futures::channel::oneshot;
use omni_channel::Closed;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use wacore_binary::OwnedNodeRef;
use whatsapp_rust::{Client, NodeFilter};

/// For the first login after a connection that worked.
const RESUME_LIMIT: Duration = Duration::from_secs(5);

/// As long as a pairing code is valid, after the last QR.
const CODE_GRACE: Duration = Duration::from_mins(3);

pub(super) async fn run(session: &WhatsAppSession, stop: CancellationToken) -> Closed {
    let core = &session.core;
    let mut inbox = session.inbox.lock().await;
    core.verdict.reset();
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
    core.chores.forget();
    // The client is worth keeping only where the next attempt continues with the same state.
    let continues =
        matches!(closed, Closed::Lost { .. } | Closed::Restart | Closed::Throttled { .. });
    if continues && !client.shutdown_signal().is_fired() {
        let flushed = client.persistence_manager().flush().await;
        if flushed.is_err() {
            tracing::warn!(instance = %core.context.instance, "a WhatsApp session's counters could not be saved");
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
    core.status.closed(&closed);
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

/// Silences the client's tasks if this future is dropped rather than finished.
struct Silence(Arc<Client>, bool);

impl Drop for Silence {
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
    let mut silence = Silence(Arc::clone(client), true);
    let mut stream_error = client.wait_for_node(NodeFilter::tag("stream:error"));
    let mut wire = spawn_wire(core, client);
    let stopped = {
        let Inbox { pump, chores: list } = &mut *inbox;
        let side = async {
            tokio::join!(pump.run(core, client), chores::run(list, core, client));
        };
        tokio::pin!(side);
        tokio::select! {
            () = stop.cancelled() => true,
            _ = &mut wire => false,
            () = core.verdict.demanded() => false,
            () = steps(core, client) => false,
            () = server_says(core, &mut stream_error) => false,
            () = &mut side => false,
        }
    };
    // From here on nobody waits for a QR or an acknowledgement of this connection.
    let limit = core.options.stop_timeout;
    if stopped {
        core.verdict.note(Closed::Stopped);
        let _ = timeout(limit, client.disconnect()).await;
    } else if !wire.is_finished() {
        // With automatic reconnection off this closes, flushing what is to be flushed, and stays
        // closed.
        let _ = timeout(limit, client.reconnect_immediately()).await;
    }
    if !wire.is_finished() && timeout(limit, &mut wire).await.is_err() {
        wire.abort();
    }
    let _ = timeout(limit, inbox.pump.drain(core, client)).await;
    if let Some(code) = code_of(&mut stream_error) {
        core.verdict.note(code);
    }
    // A task that had to be aborted leaves others of the client behind.
    silence.1 = !wire.is_finished();
    if stopped {
        Closed::Stopped
    } else {
        core.verdict.reason().unwrap_or_else(|| unexplained(core))
    }
}

fn spawn_wire(core: &Core, client: &Arc<Client>) -> AbortOnDropHandle<()> {
    let client = Arc::clone(client);
    let task = core.turns.count(async move { client.run().await });
    AbortOnDropHandle::new(tokio::spawn(task))
}

fn unexplained(core: &Core) -> Closed {
    match core.vitals.dial_error() {
        Some(error) => lost(format!("WhatsApp cannot be reached: {error}")),
        None => lost("the connection ended"),
    }
}

/// Follows the login and what comes after it; returns when it took too long.
async fn steps(core: &Arc<Core>, client: &Arc<Client>) {
    // Where it has just worked, a login takes a blink: a longer wait is a lost stanza, and asking
    // anew is the remedy. Should the network really be slow, the next attempt gets its full time.
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
                core.verdict.note(if code_expired || core.status.is_offering() {
                    Closed::PairingTimedOut
                } else {
                    lost("the login did not finish in time")
                });
                return;
            }
            () = watching => return,
        };
        match step {
            // A person takes their time; the QRs themselves run out.
            Step::Offered => until = None,
            Step::CodesOnly => until = Some(Instant::now() + CODE_GRACE),
            Step::Paired => save(core, client).await,
            Step::Connected => {
                until = None;
                connected = true;
                core.vitals.logged_in();
                save(core, client).await;
                report(core, client);
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

/// Credentials must survive a crash right after pairing; the library saves them only now and
/// then.
async fn save(core: &Core, client: &Client) {
    if client.persistence_manager().flush().await.is_err() {
        core.verdict.demand(lost("the session's credentials could not be stored"));
    }
}

fn report(core: &Core, client: &Client) {
    let owner = address_of(client.pn().as_ref(), client.lid().as_ref());
    core.status.connected(owner, client.push_name());
}

/// Waits for a stream error that the library does not report as an event.
async fn server_says(core: &Core, error: &mut oneshot::Receiver<Arc<OwnedNodeRef>>) {
    match error.await {
        Ok(node) => match meaning(&node) {
            // 429 and 503 leave the connection open and useless.
            Some(closed @ Closed::Throttled { .. }) => core.verdict.note(closed),
            Some(closed) => {
                core.verdict.note(closed);
                std::future::pending::<()>().await;
            }
            None => std::future::pending().await,
        },
        Err(_) => std::future::pending().await,
    }
}

fn code_of(error: &mut oneshot::Receiver<Arc<OwnedNodeRef>>) -> Option<Closed> {
    let node = error.try_recv().ok().flatten()?;
    meaning(&node)
}

fn meaning(node: &OwnedNodeRef) -> Option<Closed> {
    let code = node.get().get_attr("code")?;
    match code.as_str().as_ref() {
        "515" => Some(Closed::Restart),
        "429" => Some(Closed::Throttled { seconds: 60 }),
        "503" => Some(Closed::Throttled { seconds: 5 }),
        _ => None,
    }
}
