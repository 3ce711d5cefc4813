//! Histograms of durations, without locks.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// Upper bounds, milliseconds.
const BOUNDS: [u64; 14] =
    [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000];

/// The number of durations below each bound.
#[derive(Debug, Default)]
pub(super) struct Histogram {
    buckets: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    sum_ms: AtomicU64,
}

impl Histogram {
    pub(super) fn observe(&self, millis: u64) {
        if let Some(at) = BOUNDS.iter().position(|bound| millis <= *bound) {
            self.buckets[at].fetch_add(1, Ordering::Relaxed);
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.sum_ms.fetch_add(millis, Ordering::Relaxed);
    }

    pub(super) fn observe_some(&self, millis: Option<u64>) {
        if let Some(millis) = millis {
            self.observe(millis);
        }
    }

    /// Its lines, in seconds as Prometheus expects them.
    pub(super) fn write(&self, text: &mut String, name: &str, help: &str) {
        let count = self.count.load(Ordering::Relaxed);
        let mut lines = || {
            writeln!(text, "# HELP {name} {help}\n# TYPE {name} histogram")?;
            let mut below = 0;
            for (bound, bucket) in BOUNDS.iter().zip(&self.buckets) {
                below += bucket.load(Ordering::Relaxed);
                writeln!(text, "{name}_bucket{{le=\"{}\"}} {below}", seconds(*bound))?;
            }
            writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {count}")?;
            writeln!(text, "{name}_sum {}", seconds(self.sum_ms.load(Ordering::Relaxed)))?;
            writeln!(text, "{name}_count {count}")
        };
        lines().expect("writing to a String cannot fail");
    }
}

/// Milliseconds as seconds, without rounding.
fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

#[cfg(test)]
mod tests {
    use super::Histogram;

    #[test]
    fn buckets_hold_everything_below_their_bound() {
        let times = Histogram::default();
        for millis in [3, 5, 6, 1_000_000] {
            times.observe(millis);
        }
        let mut text = String::new();
        times.write(&mut text, "t", "Times.");
        assert!(text.contains("t_bucket{le=\"0.005\"} 2\n"), "{text}");
        assert!(text.contains("t_bucket{le=\"0.010\"} 3\n"), "{text}");
        assert!(text.contains("t_bucket{le=\"300.000\"} 3\n"), "{text}");
        assert!(text.contains("t_bucket{le=\"+Inf\"} 4\n"), "{text}");
        assert!(text.contains("t_sum 1000.014\nt_count 4\n"), "{text}");
    }
}
