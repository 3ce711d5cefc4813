//! Node to node, over core NATS: events, wake-ups, and gaps where an event could not be sent.
//!
//! The subjects are not part of the streams: this traffic is not stored.

use super::link::Link;
use crate::topic::Topic;
use async_nats::client::PublishErrorKind;
use async_nats::{Client, HeaderMap, Message, SubscribeError, Subscriber};
use bytes::Bytes;
use futures::StreamExt as _;
use omni_domain::event::Event;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const NODE: &str = "Omni-Node";
const EVENT: &str = "event";
const GAP: &str = "gap";
const WAKE: &str = "wake.";
const ROUND_TRIP: Duration = Duration::from_secs(2);

fn subject(link: &Link, what: &str) -> String {
    format!("{}.node.{what}", link.config.prefix)
}

/// Subscribes to the other nodes' messages.
pub(crate) async fn subscribe(link: &Link, client: &Client) -> Result<Subscriber, SubscribeError> {
    let subscriber = client.subscribe(subject(link, ">")).await?;
    round_trip(link, client).await;
    Ok(subscriber)
}

/// Makes subscribers read the log and workers look for jobs: on this node because it may have
/// missed messages of the others, and on the others because its last messages may be lost.
pub(crate) async fn resync(link: &Link, client: &Client, closing: &CancellationToken) {
    while closing.run_until_cancelled(link.missed_messages.notified()).await.is_some() {
        // Reading before the server has the subscription again would leave a gap.
        round_trip(link, client).await;
        link.hub.gap(0);
        let _ = send(link, client, GAP, Bytes::from_static(b"0")).await;
        for topic in Topic::all() {
            link.hub.wake(topic);
            link.wake(topic);
        }
    }
}

/// Returns once the server has processed everything sent so far. The client's `flush` only empties
/// its own buffer; the server answers a request without responders at once.
async fn round_trip(link: &Link, client: &Client) {
    let request = client.request(format!("{}.sync", link.config.prefix), Bytes::new());
    // Without an answer the connection will be detected as dead, and this runs again.
    let _ = tokio::time::timeout(ROUND_TRIP, request).await;
}

/// Forwards the other nodes' messages to the hub.
pub(crate) async fn listen(link: &Link, mut subscriber: Subscriber, closing: &CancellationToken) {
    while let Some(Some(message)) = closing.run_until_cancelled(subscriber.next()).await {
        receive(link, &message);
    }
}

fn receive(link: &Link, message: &Message) {
    let sender = message.headers.as_ref().and_then(|headers| headers.get(NODE));
    if sender.is_none_or(|sender| sender.as_str() == link.node) {
        return;
    }
    let start = link.config.prefix.len() + ".node.".len();
    let what = message.subject.get(start..).unwrap_or_default();
    match what {
        EVENT => match serde_json::from_slice::<Event>(&message.payload) {
            Ok(event) => link.hub.publish(&Arc::new(event)),
            // During an upgrade, a newer node may have more event types than this one.
            Err(error) => tracing::debug!(error = %error, "another node's event cannot be decoded"),
        },
        GAP => {
            let count = std::str::from_utf8(&message.payload).ok().and_then(|n| n.parse().ok());
            link.hub.gap(count.unwrap_or(0));
        }
        other => {
            if let Some(topic) = other.strip_prefix(WAKE).and_then(Topic::parse) {
                link.hub.wake(topic);
            }
        }
    }
}

/// Forwards to other nodes. When closing, forwards what is queued first.
pub(crate) async fn forward(
    link: &Link,
    client: &Client,
    queue: &mut mpsc::Receiver<Arc<Event>>,
    closing: &CancellationToken,
) {
    loop {
        let event = tokio::select! {
            // Wake-ups first: they are few, and workers wait for them.
            biased;
            () = link.woken.notified() => None,
            event = queue.recv() => match event {
                Some(event) => Some(event),
                None => return,
            },
            () = closing.cancelled() => return,
        };
        for topic in link.take_wakes() {
            let _ = send(link, client, &format!("{WAKE}{}", topic.name()), Bytes::new()).await;
        }
        if let Some(event) = event {
            forward_event(link, client, &event).await;
        }
        // A full queue is not empty, so this is reached after every loss.
        let missed = link.missed_by_nodes.swap(0, Ordering::Relaxed);
        if missed > 0 {
            let _ = send(link, client, GAP, Bytes::from(missed.to_string())).await;
        }
    }
}

async fn forward_event(link: &Link, client: &Client, event: &Event) {
    let sent = match serde_json::to_vec(event) {
        Ok(bytes) => send(link, client, EVENT, Bytes::from(bytes)).await.is_ok(),
        Err(_) => false,
    };
    if !sent {
        // Too large for NATS: the others read it from the log.
        link.missed_by_nodes.fetch_add(1, Ordering::Relaxed);
    }
}

async fn send(
    link: &Link,
    client: &Client,
    what: &str,
    bytes: Bytes,
) -> Result<(), PublishErrorKind> {
    let mut headers = HeaderMap::new();
    headers.insert(NODE, link.node.as_str());
    let sent = client.publish_with_headers(subject(link, what), headers, bytes).await;
    sent.map_err(|error| error.kind())
}
