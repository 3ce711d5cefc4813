//! Receiving.

use super::link::{CHANNEL, Link, Side, delay};
use super::message::Message;
use super::parts::Joiner;
use omni_domain::event::Event;
use sqlx::postgres::{PgListener, PgPoolOptions};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// The sender's probes arrive more often than this, or the connection is dead.
const SILENCE_LIMIT: Duration = Duration::from_secs(25);

/// Listens until `closing`, over a new connection whenever one is lost.
pub(super) async fn run(link: Arc<Link>, closing: CancellationToken) {
    let mut failures = 0;
    while !closing.is_cancelled() {
        match open(&link).await {
            Ok(listener) => {
                failures = 0;
                link.set_error(Side::Listener, None);
                link.tried.cancel();
                // Messages may have been missed before.
                link.resync(Side::Listener);
                let ended = closing.run_until_cancelled(listen(&link, listener)).await;
                if let Some(why) = ended {
                    tracing::warn!(why, "lost the bus's connection to Postgres");
                    link.set_error(Side::Listener, Some("the connection was lost".to_owned()));
                }
            }
            Err(error) => {
                if failures == 0 {
                    tracing::warn!(%error, "the bus cannot listen on Postgres; trying again");
                }
                link.set_error(Side::Listener, Some(error));
            }
        }
        link.tried.cancel();
        failures += 1;
        let _ = closing.run_until_cancelled(tokio::time::sleep(delay(failures))).await;
    }
}

async fn open(link: &Link) -> Result<PgListener, String> {
    let opening = async {
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .acquire_timeout(CONNECT_LIMIT)
            .connect_with(link.connect.clone())
            .await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok::<_, sqlx::Error>(listener)
    };
    match tokio::time::timeout(CONNECT_LIMIT, opening).await {
        Ok(opened) => opened.map_err(|error| error.to_string()),
        Err(_) => Err("Postgres does not answer".to_owned()),
    }
}

/// Receives until the connection is lost; why it ended.
async fn listen(link: &Link, mut listener: PgListener) -> String {
    let mut reopened = link.reopenings();
    let mut joiner = Joiner::default();
    let mut received_at = Instant::now();
    loop {
        let received = tokio::select! {
            received = listener.try_recv() => received,
            _ = reopened.changed() => return "it is opened again on request".to_owned(),
            () = tokio::time::sleep_until(received_at + SILENCE_LIMIT) => {
                return "nothing was received for too long".to_owned();
            }
        };
        received_at = Instant::now();
        match received {
            Ok(Some(notification)) => receive(link, &mut joiner, notification.payload()),
            Ok(None) => return "it was closed".to_owned(),
            Err(error) => return error.to_string(),
        }
    }
}

fn receive(link: &Link, joiner: &mut Joiner, text: &str) {
    let Some((node, message)) = Message::read(text) else { return };
    if node == link.node {
        if message == Message::Probe {
            link.probe_received();
        }
        return;
    }
    match message {
        Message::Event(sealed) => publish(link, sealed),
        Message::Part(part) => {
            if let Some(sealed) = joiner.add(node, part) {
                publish(link, &sealed);
            }
        }
        Message::Gap(missed) => {
            joiner.clear();
            link.hub.gap(missed);
        }
        Message::Wake(topic) => link.hub.wake(topic),
        Message::Probe => {}
    }
}

fn publish(link: &Link, sealed: &str) {
    let Some(json) = link.seal.open(sealed) else {
        // Another key, or not from a node of this server.
        tracing::warn!("an event on the bus cannot be opened: all nodes need the same secret key");
        return link.hub.gap(0);
    };
    match serde_json::from_str::<Event>(&json) {
        Ok(event) => link.hub.publish(&Arc::new(event)),
        // During an upgrade, a newer node may have more event types than this one.
        Err(error) => tracing::debug!(%error, "another node's event cannot be decoded"),
    }
}
