//! What is counted for statistics, and how durations are kept for percentiles.

use crate::text_enum::text_enum;
use std::collections::BTreeMap;

text_enum! {
    /// What a count is of.
    pub enum FigureKind {
        /// Messages that were received.
        Received = "received",
        /// Messages that the network accepted.
        Sent = "sent",
        /// Messages that the network did not accept.
        SendFailed = "send_failed",
        /// Turns whose answer is queued whole.
        Answered = "answered",
        /// Turns in which the agent chose not to answer.
        Silent = "silent",
        /// Turns that ended without the agent's answer although one was due.
        AnswerFailed = "answer_failed",
    }
}

text_enum! {
    /// What a period is divided into.
    pub enum Division {
        /// Hours of a time zone.
        Hour = "hour",
        /// Days of a time zone.
        Day = "day",
    }
}

text_enum! {
    /// What figures are grouped by.
    pub enum Grouping {
        /// Nothing.
        None = "none",
        /// The instance.
        Instance = "instance",
        /// The network of the instance.
        Channel = "channel",
        /// The agent that was asked. Messages have none.
        Agent = "agent",
    }
}

/// Buckets of each doubling of a duration.
const PARTS: i64 = 16;
/// The power of two that [`PARTS`] is.
const PARTS_BITS: i64 = 4;
/// Longest duration that has a bucket of its own, milliseconds: 24 days.
const LONGEST_MS: i64 = (1 << 31) - 1;
/// The bucket of the longest duration.
const LAST: i64 = bucket_of(LONGEST_MS);

const fn bucket_of(ms: i64) -> i64 {
    if ms < PARTS {
        return ms;
    }
    let doublings = ms.ilog2() as i64;
    (doublings - PARTS_BITS + 1) * PARTS + (ms >> (doublings - PARTS_BITS)) - PARTS
}

/// The bucket of a histogram that a duration falls into. Below 32 ms each millisecond has its own;
/// above, each doubling has sixteen, so that the middle of a bucket differs by at most 1/32 (3.2 %)
/// from any duration in it. Durations above 24 days count as that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LatencyBucket(i64);

impl LatencyBucket {
    /// That of a duration in milliseconds.
    pub fn of(ms: i64) -> Self {
        Self(bucket_of(ms.clamp(0, LONGEST_MS)))
    }

    /// The bucket of this number, if there is one.
    pub const fn from_index(index: i64) -> Option<Self> {
        if index >= 0 && index <= LAST { Some(Self(index)) } else { None }
    }

    /// Its number, from 0 for the shortest.
    pub const fn index(self) -> i64 {
        self.0
    }

    /// The middle of its durations, milliseconds.
    pub const fn middle_ms(self) -> i64 {
        if self.0 < 2 * PARTS {
            return self.0;
        }
        let width_bits = self.0 / PARTS - 1;
        let first = (self.0 % PARTS + PARTS) << width_bits;
        first + (1 << width_bits) / 2
    }
}

/// How many durations fell into each bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LatencyHistogram {
    counts: BTreeMap<LatencyBucket, i64>,
    total: i64,
}

impl LatencyHistogram {
    /// Adds durations of one bucket.
    pub fn add(&mut self, bucket: LatencyBucket, count: i64) {
        *self.counts.entry(bucket).or_default() += count;
        self.total += count;
    }

    /// The duration, milliseconds, that this percentage of all does not exceed (the nearest rank),
    /// as precise as a [`LatencyBucket`]; `None` without durations.
    pub fn percentile(&self, percent: u8) -> Option<i64> {
        let rank = (self.total * i64::from(percent)).div_euclid(100)
            + i64::from(self.total * i64::from(percent) % 100 > 0);
        let rank = rank.max(1);
        let mut counted = 0;
        for (bucket, count) in &self.counts {
            counted += count;
            if counted >= rank {
                return Some(bucket.middle_ms());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{LAST, LONGEST_MS, LatencyBucket, LatencyHistogram};

    #[test]
    fn buckets_follow_each_other_without_gaps() {
        let mut last = -1;
        for ms in 0..100_000 {
            let bucket = LatencyBucket::of(ms).index();
            assert!(bucket == last || bucket == last + 1, "{ms} ms: {last}, then {bucket}");
            last = bucket;
        }
        assert_eq!(LatencyBucket::of(i64::MAX).index(), LAST);
        assert_eq!(LatencyBucket::of(-1).index(), 0);
        assert_eq!(LatencyBucket::from_index(LAST + 1), None);
        assert_eq!(LatencyBucket::from_index(-1), None);
    }

    #[test]
    fn the_middle_of_a_bucket_is_in_it_and_near_all_of_its_durations() {
        for ms in (0..2_000_000).step_by(37).chain([LONGEST_MS]) {
            let bucket = LatencyBucket::of(ms);
            let middle = bucket.middle_ms();
            assert_eq!(LatencyBucket::of(middle), bucket, "{ms} ms");
            assert!((middle - ms).abs() * 32 <= ms, "{ms} ms is not {middle} ms");
        }
    }

    #[test]
    fn a_percentile_is_that_of_the_nearest_rank() {
        let mut all = LatencyHistogram::default();
        assert_eq!(all.percentile(50), None);
        for ms in [10, 20, 30, 31] {
            all.add(LatencyBucket::of(ms), 1);
        }
        assert_eq!(all.percentile(0), Some(10));
        assert_eq!(all.percentile(50), Some(20));
        assert_eq!(all.percentile(51), Some(30));
        assert_eq!(all.percentile(99), Some(31));
    }
}
