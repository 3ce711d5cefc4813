//! A minimum rate for bytes that cross a socket.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};

/// How slow a client may send or receive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinRate {
    /// Bytes per second, averaged over the grace.
    pub bytes_per_s: u64,
    /// How long a client may be slower, or send nothing at all.
    pub grace: Duration,
}

impl MinRate {
    /// Bytes that have to cross in a time as long as the grace.
    fn bytes(self) -> u64 {
        let millis = u64::try_from(self.grace.as_millis()).unwrap_or(u64::MAX);
        (self.bytes_per_s.saturating_mul(millis) / 1000).max(1)
    }
}

/// Enforces a [`MinRate`] on one direction of a transfer. Only the time spent waiting for the
/// client counts, so that a slow handler does not count as a slow client; and it counts in
/// intervals as long as the grace, so that a fast client gains no credit for stopping later.
pub(crate) struct RateGuard {
    min: MinRate,
    /// In this interval.
    bytes: u64,
    /// In this interval, without the current wait.
    waited: Duration,
    /// When the current wait started.
    since: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl fmt::Debug for RateGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateGuard").field("min", &self.min).finish_non_exhaustive()
    }
}

impl RateGuard {
    pub(crate) const fn new(min: MinRate) -> Self {
        Self { min, bytes: 0, waited: Duration::ZERO, since: None, timer: None }
    }

    /// After bytes have crossed.
    pub(crate) fn passed(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes as u64);
        if let Some(since) = self.since.take() {
            self.waited = self.waited.saturating_add(since.elapsed());
        }
        if self.waited >= self.min.grace && self.bytes >= self.min.bytes() {
            self.start_interval();
        }
    }

    /// While none can cross: ready once the client is too slow.
    pub(crate) fn poll_too_slow(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            let since = *self.since.get_or_insert_with(Instant::now);
            let deadline = since + self.min.grace.saturating_sub(self.waited);
            let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
            if timer.deadline() != deadline {
                timer.as_mut().reset(deadline);
            }
            ready!(timer.as_mut().poll(cx));
            if self.bytes < self.min.bytes() {
                return Poll::Ready(());
            }
            self.start_interval();
        }
    }

    const fn start_interval(&mut self) {
        self.bytes = 0;
        self.waited = Duration::ZERO;
        self.since = None;
    }
}

#[cfg(test)]
mod tests {
    use super::{MinRate, RateGuard};
    use std::future::poll_fn;
    use std::time::Duration;
    use tokio::time::{Instant, timeout};

    const SECOND: Duration = Duration::from_secs(1);

    fn guard() -> RateGuard {
        RateGuard::new(MinRate { bytes_per_s: 100, grace: 10 * SECOND })
    }

    /// Waits for bytes that come after `wait`; whether that was too slow.
    async fn is_too_slow(rate: &mut RateGuard, wait: Duration) -> bool {
        timeout(wait, poll_fn(|cx| rate.poll_too_slow(cx))).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_with_the_grace() {
        let (mut rate, started) = (guard(), Instant::now());
        assert!(is_too_slow(&mut rate, 60 * SECOND).await);
        assert_eq!(started.elapsed().as_secs(), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn a_transfer_above_the_rate_continues_and_below_it_ends() {
        let mut fast = guard();
        for _ in 0..600 {
            assert!(!is_too_slow(&mut fast, SECOND).await);
            fast.passed(120);
        }
        let (mut slow, started) = (guard(), Instant::now());
        while !is_too_slow(&mut slow, SECOND).await {
            slow.passed(99);
        }
        assert_eq!(started.elapsed().as_secs(), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn earlier_fast_bytes_are_no_credit_for_a_later_stop() {
        let (mut rate, started) = (guard(), Instant::now());
        rate.passed(60_000_000);
        assert!(is_too_slow(&mut rate, 600 * SECOND).await);
        assert_eq!(started.elapsed().as_secs(), 20, "one piece with bytes, and one without");
    }

    #[tokio::test(start_paused = true)]
    async fn the_servers_time_does_not_count() {
        let mut rate = guard();
        for _ in 0..100 {
            assert!(!is_too_slow(&mut rate, SECOND / 100).await);
            rate.passed(1);
            tokio::time::advance(60 * SECOND).await;
        }
    }
}
