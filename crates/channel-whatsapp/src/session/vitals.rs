//! The evidence that a connection is alive, recorded as it arrives.

use omni_channel::{Evidence, Liveness, Pulse};
use omni_domain::{Clock, Timestamp};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The evidence of one session's connection. Written by the socket and the event handlers, read by
/// anyone.
#[derive(Debug)]
pub(crate) struct Vitals {
    clock: Arc<dyn Clock>,
    started: Instant,
    /// Times in milliseconds since the Unix epoch; 0 is never.
    socket_since: AtomicI64,
    last_frame: AtomicI64,
    last_pong: AtomicI64,
    last_receipt: AtomicI64,
    failed_attempts: AtomicU32,
    /// A connection attempt or its connection is active.
    active: AtomicBool,
    /// A connection of this process has logged in.
    has_logged_in: AtomicBool,
    /// Milliseconds since `started`, plus one; the wall clock may jump.
    last_activity: AtomicU64,
    /// Why the last attempt to open a socket failed.
    dial_error: Mutex<Option<String>>,
}

impl Vitals {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            started: Instant::now(),
            socket_since: AtomicI64::new(0),
            last_frame: AtomicI64::new(0),
            last_pong: AtomicI64::new(0),
            last_receipt: AtomicI64::new(0),
            failed_attempts: AtomicU32::new(0),
            active: AtomicBool::new(false),
            has_logged_in: AtomicBool::new(false),
            last_activity: AtomicU64::new(0),
            dial_error: Mutex::new(None),
        }
    }

    fn stamp(&self, time: &AtomicI64) {
        time.store(self.clock.now().millis(), Ordering::Relaxed);
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX - 1) + 1
    }

    fn since(&self, time: &AtomicU64) -> Option<Duration> {
        match time.load(Ordering::Relaxed) {
            0 => None,
            at => Some(Duration::from_millis(self.elapsed().saturating_sub(at))),
        }
    }

    /// A connection attempt begins; it counts as failed until it succeeds.
    pub(crate) fn attempt(&self) {
        self.active.store(true, Ordering::Relaxed);
        self.failed_attempts.fetch_add(1, Ordering::Relaxed);
        *self.dial_error.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether this is the first attempt since a connection that logged in.
    pub(crate) fn resumes(&self) -> bool {
        self.has_logged_in.load(Ordering::Relaxed)
            && self.failed_attempts.load(Ordering::Relaxed) <= 1
    }

    pub(crate) fn logged_in(&self) {
        self.has_logged_in.store(true, Ordering::Relaxed);
        self.failed_attempts.store(0, Ordering::Relaxed);
        self.activity();
    }

    /// The connection ended.
    pub(crate) fn ended(&self) {
        self.active.store(false, Ordering::Relaxed);
        self.socket_closed();
    }

    pub(crate) fn socket_opened(&self) {
        self.stamp(&self.socket_since);
    }

    pub(crate) fn socket_closed(&self) {
        self.socket_since.store(0, Ordering::Relaxed);
    }

    pub(crate) fn dial_failed(&self, error: &anyhow::Error) {
        *self.dial_error.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
    }

    pub(crate) fn dial_error(&self) -> Option<String> {
        self.dial_error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Bytes arrived. They may still be garbage.
    pub(crate) fn frame(&self) {
        self.stamp(&self.last_frame);
    }

    /// A readable stanza arrived.
    pub(crate) fn activity(&self) {
        self.last_activity.store(self.elapsed(), Ordering::Relaxed);
    }

    pub(crate) fn pong(&self) {
        self.stamp(&self.last_pong);
        self.activity();
    }

    /// A sent message was acknowledged, delivered or read.
    pub(crate) fn receipt(&self) {
        self.stamp(&self.last_receipt);
        self.activity();
    }

    /// How long no readable stanza arrived.
    pub(crate) fn idle_for(&self) -> Duration {
        self.since(&self.last_activity).unwrap_or(Duration::MAX)
    }

    /// Whether the connection works: it is active, and something arrives at least once per
    /// keepalive interval.
    pub(crate) fn liveness(&self, silence_limit: Duration) -> Liveness {
        let evidence = self.evidence();
        if !self.active.load(Ordering::Relaxed) {
            return Liveness { pulse: Pulse::Quiet, evidence };
        }
        Liveness::of_frames(evidence, self.clock.now(), silence_limit)
    }

    pub(crate) fn evidence(&self) -> Evidence {
        let read = |time: &AtomicI64| {
            Some(time.load(Ordering::Relaxed)).filter(|at| *at != 0).map(Timestamp)
        };
        Evidence {
            socket_since: read(&self.socket_since),
            last_frame: read(&self.last_frame),
            last_pong: read(&self.last_pong),
            last_receipt: read(&self.last_receipt),
            failed_attempts: self.failed_attempts.load(Ordering::Relaxed),
        }
    }
}
