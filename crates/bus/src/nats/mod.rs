//! The bus between nodes.
//!
//! Two tasks send, each from a queue of its own so that errors of one do not delay the other:
//! [`node`] forwards to other nodes over core NATS, [`writer`] publishes to `JetStream`. Publishers
//! never wait for either.

mod config;
mod connection;
mod health;
mod link;
mod node;
mod stream;
mod supervisor;
mod writer;

pub use config::NatsConfig;
pub use stream::EventStream;

use crate::error::BusError;
use crate::health::BusHealth;
use crate::hub::Hub;
use crate::topic::Topic;
use link::Link;
use omni_domain::event::Event;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// How long the start waits for the first answer.
const START_WAIT: Duration = Duration::from_secs(3);
/// How long closing waits for queued events.
const CLOSE_WAIT: Duration = Duration::from_secs(5);

/// The NATS side of a bus.
#[derive(Debug)]
pub(crate) struct Nats {
    link: Arc<Link>,
    to_nodes: mpsc::Sender<Arc<Event>>,
    to_streams: mpsc::Sender<Arc<Event>>,
    /// Publish what is queued, then end.
    closing: CancellationToken,
    tasks: TaskTracker,
    /// End at once; also when the last clone of a bus is dropped without a close.
    abort: CancellationToken,
    _abort_on_drop: DropGuard,
}

impl Nats {
    pub(crate) async fn start(config: NatsConfig, hub: Arc<Hub>) -> Result<Self, BusError> {
        let config = Arc::new(config.checked()?);
        let (to_nodes, node_queue) = mpsc::channel(config.queue);
        let (to_streams, stream_queue) = mpsc::channel(config.queue);
        let link = Arc::new(Link::new(config, hub));
        let closing = CancellationToken::new();
        let abort = CancellationToken::new();
        let tasks = TaskTracker::new();
        let queues = supervisor::Queues::new(node_queue, stream_queue);
        let run = supervisor::run(Arc::clone(&link), queues, closing.clone());
        tasks.spawn(abort.clone().run_until_cancelled_owned(run));
        tasks.close();

        let _ = tokio::time::timeout(START_WAIT, link.tried.cancelled()).await;
        let abort_on_drop = abort.clone().drop_guard();
        let nats = Self {
            link,
            to_nodes,
            to_streams,
            closing,
            tasks,
            abort,
            _abort_on_drop: abort_on_drop,
        };
        Ok(nats)
    }

    pub(crate) fn publish(&self, event: &Arc<Event>) {
        if self.to_nodes.try_send(Arc::clone(event)).is_err() {
            self.link.missed_by_nodes.fetch_add(1, Ordering::Relaxed);
        }
        if self.to_streams.try_send(Arc::clone(event)).is_err() {
            self.link.dropped(1, "the queue is full");
        }
    }

    pub(crate) fn wake(&self, topic: Topic) {
        self.link.wake(topic);
    }

    pub(crate) async fn health(&self) -> BusHealth {
        let queued = self.to_streams.max_capacity() - self.to_streams.capacity();
        health::query(&self.link, queued).await
    }

    /// Opens the connection again. The supervisor then resynchronises.
    pub(crate) async fn restart(&self) {
        let Some(client) = self.link.client() else { return };
        if let Err(error) = client.force_reconnect().await {
            tracing::warn!(%error, "the connection to NATS could not be reopened");
        }
    }

    pub(crate) async fn close(&self) {
        self.closing.cancel();
        if tokio::time::timeout(CLOSE_WAIT, self.tasks.wait()).await.is_err() {
            tracing::warn!("closed the bus with unpublished events");
        }
        self.abort.cancel();
        self.tasks.wait().await;
    }
}
