//! State shared by the tasks of the Postgres side.

use crate::hub::Hub;
use crate::seal::Seal;
use crate::topic::Topic;
use sqlx::postgres::PgConnectOptions;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

/// One channel for all messages of the database's nodes.
pub(super) const CHANNEL: &str = "omni_bus";

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LAST_DELAY: Duration = Duration::from_secs(5);

/// A jittered delay that grows with each failure.
pub(super) fn delay(failures: u32) -> Duration {
    let doubled = FIRST_DELAY.saturating_mul(1 << failures.saturating_sub(1).min(10));
    doubled.min(LAST_DELAY).mul_f64(rand::random_range(0.5..1.0))
}

/// One of the two connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Listener = 0,
    Sender = 1,
}

/// State of the link to the other nodes.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) connect: PgConnectOptions,
    pub(super) seal: Arc<dyn Seal>,
    pub(super) hub: Arc<Hub>,
    /// Identifies this process in its messages, to skip their echo.
    pub(super) node: String,
    /// The first attempt to listen has ended, with or without success.
    pub(super) tried: CancellationToken,
    errors: Mutex<[Option<String>; 2]>,
    /// Events that were neither sent to other nodes nor reported as missed.
    missed: AtomicU64,
    pending_wakes: [AtomicBool; Topic::COUNT],
    /// There is something to send besides events.
    pub(super) woken: Notify,
    /// Changes when both connections are to be opened again.
    reopened: watch::Sender<u64>,
    /// When the last probe was sent, and how long the last one took.
    probe: Mutex<(Option<Instant>, Option<Duration>)>,
}

impl Link {
    pub(super) fn new(connect: PgConnectOptions, seal: Arc<dyn Seal>, hub: Arc<Hub>) -> Self {
        Self {
            connect,
            seal,
            hub,
            node: format!("{:016x}", rand::random::<u64>()),
            tried: CancellationToken::new(),
            errors: Mutex::default(),
            missed: AtomicU64::new(0),
            pending_wakes: std::array::from_fn(|_| AtomicBool::new(false)),
            woken: Notify::new(),
            reopened: watch::Sender::new(0),
            probe: Mutex::default(),
        }
    }

    pub(super) fn wake(&self, topic: Topic) {
        self.pending_wakes[topic.index()].store(true, Ordering::Release);
        self.woken.notify_one();
    }

    /// The topics to wake other nodes for; each is returned once per burst.
    pub(super) fn take_wakes(&self) -> impl Iterator<Item = Topic> {
        Topic::all().filter(|topic| self.pending_wakes[topic.index()].swap(false, Ordering::AcqRel))
    }

    /// An event was not queued: other nodes read it from the log.
    pub(super) fn missed(&self) {
        self.missed.fetch_add(1, Ordering::Relaxed);
        self.woken.notify_one();
    }

    pub(super) fn take_missed(&self) -> u64 {
        self.missed.swap(0, Ordering::Relaxed)
    }

    /// Other nodes, or this one, may have missed messages while it was not connected.
    pub(super) fn resync(&self, side: Side) {
        if side == Side::Listener {
            self.hub.gap(0);
            for topic in Topic::all() {
                self.hub.wake(topic);
            }
            return;
        }
        self.missed();
        for topic in Topic::all() {
            self.wake(topic);
        }
    }

    pub(super) fn set_error(&self, side: Side, error: Option<String>) {
        self.errors.lock().unwrap_or_else(PoisonError::into_inner)[side as usize] = error;
    }

    pub(super) fn error(&self) -> Option<String> {
        let errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        errors.iter().flatten().next().cloned()
    }

    pub(super) fn reopen(&self) {
        self.reopened.send_modify(|count| *count += 1);
    }

    pub(super) fn reopenings(&self) -> watch::Receiver<u64> {
        self.reopened.subscribe()
    }

    pub(super) fn probe_sent(&self) {
        self.probe.lock().unwrap_or_else(PoisonError::into_inner).0 = Some(Instant::now());
    }

    pub(super) fn probe_received(&self) {
        let mut probe = self.probe.lock().unwrap_or_else(PoisonError::into_inner);
        probe.1 = probe.0.map(|sent| sent.elapsed());
    }

    pub(super) fn latency(&self) -> Option<Duration> {
        self.probe.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}
