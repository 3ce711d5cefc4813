//! The event log as one client follows it: over a socket that is opened on another node when its own is
//! gone, and resumed by the last sequence number.

use super::super::harness::KEY;
use anyhow::{Context, Result, bail, ensure};
use futures::{SinkExt, StreamExt};
use omni_domain::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Message;
use tokio_util::task::AbortOnDropHandle;

/// Longest wait for what must be in the log.
const LIMIT: Duration = Duration::from_secs(90);
/// A node that says nothing for so long, although there is traffic, is left for another.
const SILENCE: Duration = Duration::from_secs(2);
const AGAIN: Duration = Duration::from_millis(100);

/// What an accepted message became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) is_sent: bool,
    pub(super) external_id: Option<String>,
}

/// What the log has said.
#[derive(Debug, Default)]
struct Seen {
    last: i64,
    /// When each received message was stored, by the network's id.
    stored: HashMap<String, Timestamp>,
    /// The outcomes of sends, by message.
    outcomes: HashMap<String, Vec<Outcome>>,
    /// What must not be.
    faults: Vec<String>,
}

impl Seen {
    fn take(&mut self, event: &Value) -> Result<()> {
        let Some(seq) = event["seq"].as_i64() else { return Ok(()) };
        if seq != self.last + 1 {
            self.faults.push(format!("{seq} follows {}", self.last));
        }
        self.last = seq;
        let external_id = event["externalId"].as_str().map(str::to_owned);
        let kind = event["type"].as_str().context("a type")?;
        match kind {
            "message.received" => {
                let id = external_id.context("an id")?;
                let at = event["timestamp"].as_str().context("a time")?.parse()?;
                if self.stored.insert(id.clone(), at).is_some() {
                    self.faults.push(format!("{id} is stored twice"));
                }
            }
            "message.sent" | "message.failed" => {
                let id = event["messageId"].as_str().context("an id")?.to_owned();
                let outcome = Outcome { is_sent: kind == "message.sent", external_id };
                let all = self.outcomes.entry(id).or_default();
                all.push(outcome);
                if all.iter().any(|one| !one.is_sent) && all.len() > 1 {
                    self.faults.push(format!("after or before a failure: {event}"));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The log so far, and the task that follows it.
pub(super) struct Log {
    seen: Arc<watch::Sender<Seen>>,
    _following: AbortOnDropHandle<()>,
}

impl Log {
    /// Follows it over these nodes from its beginning.
    pub(super) fn follow(urls: Vec<String>) -> Self {
        let seen = Arc::new(watch::Sender::new(Seen::default()));
        let following = tokio::spawn(follow(urls, Arc::clone(&seen)));
        Self { seen, _following: AbortOnDropHandle::new(following) }
    }

    /// Waits until a received message is stored; when it was.
    pub(super) async fn stored(&self, id: &str) -> Result<Timestamp> {
        let has = |seen: &Seen| seen.stored.get(id).copied();
        self.wait(has).await.with_context(|| format!("{id} is not stored"))
    }

    /// Waits until a send has an outcome.
    pub(super) async fn outcome(&self, id: &str) -> Result<Outcome> {
        let has = |seen: &Seen| seen.outcomes.get(id)?.first().cloned();
        self.wait(has).await.with_context(|| format!("{id} is still queued"))
    }

    /// Fails if something is in the log that must not be.
    pub(super) fn check(&self) -> Result<()> {
        let seen = self.seen.borrow();
        ensure!(seen.faults.is_empty(), "{:?}", seen.faults);
        Ok(())
    }

    async fn wait<T>(&self, look: impl Fn(&Seen) -> Option<T>) -> Result<T> {
        let mut seen = self.seen.subscribe();
        let found = seen.wait_for(|seen| look(seen).is_some());
        let seen = tokio::time::timeout(LIMIT, found).await.context("too late")??;
        look(&seen).context("found")
    }
}

async fn follow(urls: Vec<String>, seen: Arc<watch::Sender<Seen>>) {
    for url in urls.iter().cycle() {
        // A node that is away: the next one has the same log.
        let _ = read(url, &seen).await;
        tokio::time::sleep(AGAIN).await;
    }
}

/// Reads until the node is gone.
async fn read(url: &str, seen: &watch::Sender<Seen>) -> Result<()> {
    let address = format!("{}/api/v2/ws/events?api_key={KEY}", url.replace("http", "ws"));
    let opening = tokio_tungstenite::connect_async(address);
    let (mut socket, _) = tokio::time::timeout(SILENCE, opening).await??;
    let subscribe = json!({ "type": "subscribe", "since": seen.borrow().last });
    socket.send(Message::text(subscribe.to_string())).await?;
    loop {
        let next = tokio::time::timeout(SILENCE, socket.next()).await?;
        let text = match next.context("it ended")?? {
            Message::Text(text) => text,
            Message::Close(_) => bail!("it was closed"),
            _ => continue,
        };
        let message: Value = serde_json::from_str(&text)?;
        ensure!(message["type"] != "error", "{message}");
        if message["type"] != "event" {
            continue;
        }
        seen.send_modify(|seen| {
            if let Err(error) = seen.take(&message["event"]) {
                seen.faults.push(format!("{error:#}: {message}"));
            }
        });
    }
}
