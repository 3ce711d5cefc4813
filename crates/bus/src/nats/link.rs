//! State shared by the tasks of the NATS side.

use super::config::NatsConfig;
use crate::hub::Hub;
use crate::topic::Topic;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// State of the link to NATS.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) config: Arc<NatsConfig>,
    pub(crate) hub: Arc<Hub>,
    /// Identifies this process in its messages, to skip their echo.
    pub(crate) node: String,
    /// The first attempt to connect has ended, with or without success.
    pub(crate) tried: CancellationToken,
    /// The client in use.
    client: Mutex<Option<async_nats::Client>>,
    last_error: Mutex<Option<String>>,
    /// Events that were neither sent to other nodes nor reported as missed.
    pub(crate) missed_by_nodes: AtomicU64,
    dropped: AtomicU64,
    pending_wakes: [AtomicBool; Topic::COUNT],
    /// A flag of `pending_wakes` was set.
    pub(crate) woken: Notify,
    /// Messages may have been missed while this node was not subscribed.
    pub(crate) missed_messages: Notify,
}

impl Link {
    pub(crate) fn new(config: Arc<NatsConfig>, hub: Arc<Hub>) -> Self {
        Self {
            config,
            hub,
            node: format!("{:032x}", rand::random::<u128>()),
            tried: CancellationToken::new(),
            client: Mutex::new(None),
            last_error: Mutex::new(None),
            missed_by_nodes: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            pending_wakes: std::array::from_fn(|_| AtomicBool::new(false)),
            woken: Notify::new(),
            missed_messages: Notify::new(),
        }
    }

    pub(crate) fn wake(&self, topic: Topic) {
        self.pending_wakes[topic.index()].store(true, Ordering::Release);
        self.woken.notify_one();
    }

    /// The topics to wake other nodes for; each is returned once per burst.
    pub(crate) fn take_wakes(&self) -> impl Iterator<Item = Topic> {
        Topic::all().filter(|topic| self.pending_wakes[topic.index()].swap(false, Ordering::AcqRel))
    }

    /// Counts events that are not published to `JetStream`; logs the first and then every
    /// thousandth, since a full queue would otherwise flood the log.
    pub(crate) fn dropped(&self, count: u64, why: &str) {
        let before = self.dropped.fetch_add(count, Ordering::Relaxed);
        if before == 0 || before / 1000 != (before + count) / 1000 {
            tracing::warn!(bus.dropped = before + count, why, "events not published to JetStream");
        }
    }

    pub(crate) fn dropped_count(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    pub(crate) fn set_client(&self, client: Option<async_nats::Client>) {
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = client;
    }

    pub(crate) fn client(&self) -> Option<async_nats::Client> {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_error(&self, error: Option<String>) {
        *self.last_error.lock().unwrap_or_else(PoisonError::into_inner) = error;
    }

    pub(crate) fn error(&self) -> Option<String> {
        self.last_error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
