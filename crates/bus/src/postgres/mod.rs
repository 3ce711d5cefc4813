//! The bus between nodes that share a Postgres database: `NOTIFY` and `LISTEN`.
//!
//! Two tasks with a connection each: [`sender`] publishes from a bounded queue, [`listener`] receives.
//! Publishers never wait for either. Messages are at most 8 kB, so that larger events are sent in
//! [`parts`].

mod config;
mod link;
mod listener;
mod message;
mod parts;
mod sender;

pub use config::PostgresBusConfig;

use crate::error::BusError;
use crate::health::BusHealth;
use crate::hub::Hub;
use crate::nats::EventStream;
use crate::seal::Seal;
use crate::topic::Topic;
use link::Link;
use omni_domain::event::Event;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// How long the start waits until it listens.
const START_WAIT: Duration = Duration::from_secs(3);
/// How long closing waits for queued events.
const CLOSE_WAIT: Duration = Duration::from_secs(2);

/// The Postgres side of a bus.
#[derive(Debug)]
pub(crate) struct PostgresBus {
    link: Arc<Link>,
    queue: mpsc::Sender<Arc<Event>>,
    /// Publish what is queued, then end.
    closing: CancellationToken,
    tasks: TaskTracker,
    /// End at once; also when the last clone of a bus is dropped without a close.
    abort: CancellationToken,
    _abort_on_drop: DropGuard,
}

impl PostgresBus {
    pub(crate) async fn start(
        config: PostgresBusConfig,
        seal: Arc<dyn Seal>,
        hub: Arc<Hub>,
    ) -> Result<Self, BusError> {
        let connect = config.checked()?;
        let (queue, queued) = mpsc::channel(config.queue);
        let link = Arc::new(Link::new(connect, seal, hub));
        let (closing, abort, tasks) =
            (CancellationToken::new(), CancellationToken::new(), TaskTracker::new());
        let listening = listener::run(Arc::clone(&link), closing.clone());
        tasks.spawn(abort.clone().run_until_cancelled_owned(listening));
        let sending = sender::run(Arc::clone(&link), queued, closing.clone());
        tasks.spawn(abort.clone().run_until_cancelled_owned(sending));
        tasks.close();
        let _ = tokio::time::timeout(START_WAIT, link.tried.cancelled()).await;
        let abort_on_drop = abort.clone().drop_guard();
        Ok(Self { link, queue, closing, tasks, abort, _abort_on_drop: abort_on_drop })
    }

    pub(crate) fn publish(&self, event: &Arc<Event>) {
        if self.queue.try_send(Arc::clone(event)).is_err() {
            self.link.missed();
        }
    }

    pub(crate) fn wake(&self, topic: Topic) {
        self.link.wake(topic);
    }

    pub(crate) fn health(&self) -> BusHealth {
        let detail = self.link.error();
        BusHealth {
            kind: "postgres",
            ok: detail.is_none(),
            streams: EventStream::ALL.len(),
            latency: self.link.latency(),
            queued: self.queue.max_capacity() - self.queue.capacity(),
            dropped: 0,
            detail,
        }
    }

    /// Opens both connections again.
    pub(crate) fn restart(&self) {
        self.link.reopen();
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
