//! Publishing.

use super::link::{CHANNEL, Link, Side, delay};
use super::message::Message;
use super::parts::{PART_BYTES, split};
use omni_domain::event::Event;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Events of one statement.
const BATCH: usize = 64;
const LIMIT: Duration = Duration::from_secs(5);
/// Sent when nothing else is, so that both ends of a dead connection notice.
const PROBE_EVERY: Duration = Duration::from_secs(8);
const NOTIFY: &str = "SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message";

/// Publishes until `closing`, and then what is queued.
pub(super) async fn run(
    link: Arc<Link>,
    mut queue: mpsc::Receiver<Arc<Event>>,
    closing: CancellationToken,
) {
    let mut failures = 0;
    while !closing.is_cancelled() {
        match open(&link).await {
            Ok(mut conn) => {
                link.set_error(Side::Sender, None);
                if failures > 0 {
                    // The last messages of the connection before may be lost.
                    link.resync(Side::Sender);
                }
                failures = 0;
                match send(&link, &mut conn, &mut queue, &closing).await {
                    Ok(()) => {
                        let _ = tokio::time::timeout(LIMIT, conn.close()).await;
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the bus cannot publish over Postgres; trying again");
                        link.set_error(Side::Sender, Some(error));
                    }
                }
            }
            Err(error) => link.set_error(Side::Sender, Some(error)),
        }
        failures += 1;
        let _ = closing.run_until_cancelled(tokio::time::sleep(delay(failures))).await;
    }
}

async fn open(link: &Link) -> Result<PgConnection, String> {
    match tokio::time::timeout(LIMIT, link.connect.connect()).await {
        Ok(opened) => opened.map_err(|error| error.to_string()),
        Err(_) => Err("Postgres does not answer".to_owned()),
    }
}

/// Publishes until closing, or until the connection is to be opened again.
async fn send(
    link: &Link,
    conn: &mut PgConnection,
    queue: &mut mpsc::Receiver<Arc<Event>>,
    closing: &CancellationToken,
) -> Result<(), String> {
    let mut reopened = link.reopenings();
    let mut events = Vec::with_capacity(BATCH);
    link.probe_sent();
    notify(conn, vec![Message::Probe.write(&link.node)]).await?;
    loop {
        let mut is_idle = false;
        tokio::select! {
            // Wake-ups first: workers wait for them.
            biased;
            () = link.woken.notified() => {}
            taken = queue.recv_many(&mut events, BATCH) => if taken == 0 { return Ok(()) },
            () = closing.cancelled() => return Ok(()),
            _ = reopened.changed() => return Err("it is opened again on request".to_owned()),
            () = tokio::time::sleep(PROBE_EVERY) => is_idle = true,
        }
        // With wake-ups all the time, too, events are sent.
        while events.len() < BATCH
            && let Ok(event) = queue.try_recv()
        {
            events.push(event);
        }
        let mut messages: Vec<String> =
            link.take_wakes().map(|topic| Message::Wake(topic).write(&link.node)).collect();
        for event in events.drain(..) {
            write_event(link, &event, &mut messages);
        }
        let missed = link.take_missed();
        if missed > 0 {
            messages.push(Message::Gap(missed).write(&link.node));
        }
        if is_idle {
            link.probe_sent();
            messages.push(Message::Probe.write(&link.node));
        }
        if !messages.is_empty() {
            notify(conn, messages).await?;
        }
    }
}

fn write_event(link: &Link, event: &Event, messages: &mut Vec<String>) {
    let Ok(json) = serde_json::to_string(event) else {
        return link.missed();
    };
    let sealed = link.seal.seal(&json);
    if sealed.len() <= PART_BYTES {
        messages.push(Message::Event(&sealed).write(&link.node));
        return;
    }
    let parts = split(rand::random(), &sealed);
    if parts.is_empty() {
        // Too large: the others read it from the log.
        link.missed();
    }
    messages.extend(parts.into_iter().map(|part| Message::Part(part).write(&link.node)));
}

async fn notify(conn: &mut PgConnection, messages: Vec<String>) -> Result<(), String> {
    let sent = sqlx::query(NOTIFY).bind(CHANNEL).bind(messages).execute(conn);
    match tokio::time::timeout(LIMIT, sent).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("Postgres does not answer".to_owned()),
    }
}
