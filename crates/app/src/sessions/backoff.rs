//! Delays between reconnects: doubling, bounded, jittered so that sessions do not return as one.

use std::time::Duration;

#[derive(Debug, Clone)]
pub(super) struct Backoff {
    min: Duration,
    max: Duration,
    failures: u32,
}

impl Backoff {
    pub(super) const fn new(min: Duration, max: Duration) -> Self {
        Self { min, max, failures: 0 }
    }

    /// The next delay: between half of and the whole of `min · 2^failures`, at most `max`.
    pub(super) fn next(&mut self) -> Duration {
        let whole = self.min.saturating_mul(1 << self.failures.min(16)).min(self.max);
        self.failures = self.failures.saturating_add(1);
        whole.mul_f64(rand::random_range(0.5..=1.0))
    }

    pub(super) const fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::Backoff;
    use std::time::Duration;

    #[test]
    fn pauses_grow_to_the_bound_and_start_over() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_mins(1));
        for failures in 0..40 {
            let whole = Duration::from_secs(1 << failures.min(6)).min(Duration::from_mins(1));
            let pause = backoff.next();
            assert!(pause >= whole / 2 && pause <= whole, "{failures}: {pause:?}");
        }
        backoff.reset();
        assert!(backoff.next() <= Duration::from_secs(1));
    }
}
