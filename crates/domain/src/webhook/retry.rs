//! When an attempt is repeated.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The delays between the attempts of a delivery; there is one attempt more than delays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RetryPolicy {
    /// Seconds before each repeat, in order.
    pub delays: Vec<u32>,
}

impl RetryPolicy {
    /// The delays that Standard Webhooks recommends.
    pub const STANDARD: &'static [u32] =
        &[5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

    /// The schedule that Standard Webhooks recommends.
    pub fn standard() -> Self {
        Self { delays: Self::STANDARD.to_vec() }
    }

    /// The delay after this many attempts; `None` gives up.
    pub fn delay_after(&self, attempts: u32) -> Option<Duration> {
        let index = usize::try_from(attempts.checked_sub(1)?).ok()?;
        self.delays.get(index).map(|seconds| Duration::from_secs(u64::from(*seconds)))
    }
}

/// What the answer to an attempt means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It has the event.
    Delivered,
    /// A repeat may succeed.
    Retry,
    /// A repeat would not succeed.
    GiveUp,
    /// It does not exist any more: it gets no more deliveries.
    Gone,
}

impl Verdict {
    /// Of an HTTP status; `None` is no response.
    ///
    /// Retried are those that are temporary by their meaning (408, 425, 429), and 410 is final; a redirect,
    /// which is never followed, may be a page of maintenance.
    pub const fn of(status: Option<u16>) -> Self {
        match status {
            Some(200..=299) => Self::Delivered,
            Some(408 | 425 | 429) => Self::Retry,
            Some(410) => Self::Gone,
            Some(400..=499) => Self::GiveUp,
            _ => Self::Retry,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{RetryPolicy, Verdict};
    use std::time::Duration;

    #[test]
    fn there_is_one_attempt_more_than_delays() {
        let policy = RetryPolicy { delays: vec![10, 30, 90] };
        let after = |attempts| policy.delay_after(attempts).map(|delay| delay.as_secs());
        assert_eq!([1, 2, 3, 4].map(after), [Some(10), Some(30), Some(90), None]);
        let none = RetryPolicy { delays: Vec::new() };
        assert_eq!(none.delay_after(1), None::<Duration>);
    }

    #[test]
    fn each_class_of_status_means_one_thing() {
        for (status, expected) in [
            (Some(204), Verdict::Delivered),
            (Some(301), Verdict::Retry),
            (Some(400), Verdict::GiveUp),
            (Some(408), Verdict::Retry),
            (Some(410), Verdict::Gone),
            (Some(425), Verdict::Retry),
            (Some(429), Verdict::Retry),
            (Some(503), Verdict::Retry),
            (None, Verdict::Retry),
        ] {
            assert_eq!(Verdict::of(status), expected, "{status:?}");
        }
    }
}
