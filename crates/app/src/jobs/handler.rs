//! The declaration of a kind of job, beside the code that runs it.

use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use omni_domain::job::{Job, JobPayload};
use std::future::Future;
use std::time::Duration;

/// A kind of job. Its payload is the type itself.
pub(super) trait JobHandler: JobPayload {
    /// Where it may run.
    const PLACEMENT: Placement;
    /// Concurrent jobs of this kind in one process, unless configured otherwise.
    const LANE_WIDTH: usize;
    /// The delays between attempts.
    const BACKOFF: Backoff = Backoff::STANDARD;
    /// How the reservation of an attempt that runs is kept.
    const RENEWAL: Renewal = Renewal::UntilLost;
    /// The longest time that one attempt may take; then it is ended in the middle. Far above what
    /// its own time limits allow: it is for what they miss. [`AppConfig::jobs`] may bound it further.
    const LONGEST: Duration;

    /// Attempts before it is given up. Written with each job.
    fn max_attempts(config: &AppConfig) -> i32;

    /// One attempt. An error is a failure of this server: the job is retried, or given up.
    fn run(self, app: &App, job: &Job) -> impl Future<Output = Result<(), Error>> + Send;

    /// After the last attempt that failed: by default a dead letter.
    fn give_up(
        self,
        app: &App,
        job: &Job,
        failure: &AttemptFailure,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        super::bury(app, job, super::clip(failure.text()))
    }

    /// The payload cannot be read, which no attempt can change. By default a dead letter; what waits
    /// for the job and is known by the rest of its row must not wait for ever.
    fn unreadable(
        app: &App,
        job: &Job,
        error: String,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        super::bury(app, job, error)
    }
}

/// How an attempt failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptFailure {
    /// It ended by itself, with this error.
    Ended(String),
    /// It was ended in the middle, so that its effect is unknown: the reason.
    CutShort(String),
}

impl AttemptFailure {
    /// For people.
    pub fn text(&self) -> &str {
        match self {
            Self::Ended(text) | Self::CutShort(text) => text,
        }
    }
}

impl From<Error> for AttemptFailure {
    fn from(error: Error) -> Self {
        Self::Ended(error.to_string())
    }
}

/// Where a job may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// On any node.
    AnyNode,
    /// On the node that owns the job's instance.
    Owner,
    /// On the node that owns the job's instance, while the instance is connected: until then it
    /// waits in the queue without using up its attempts.
    ConnectedOwner,
}

/// How the reservation of an attempt that runs is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// The lane renews it. An attempt whose job another worker has is ended in the middle.
    UntilLost,
    /// The lane renews it. The attempt comes to its end in any case: what the network was given
    /// must be recorded.
    UntilEnd,
    /// The attempt renews it itself, for a time of its own.
    ByAttempt,
}

/// The delays between the attempts of a job: doubled each time, bounded, jittered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Backoff {
    first: Duration,
    longest: Duration,
}

impl Backoff {
    /// From half a second to five minutes.
    pub(super) const STANDARD: Self =
        Self { first: Duration::from_millis(500), longest: Duration::from_mins(5) };

    /// How long to wait after this many attempts.
    pub(super) fn pause(self, attempts: i32) -> Duration {
        let doublings = u32::try_from(attempts.max(1) - 1).unwrap_or(0).min(16);
        let whole = self.first.saturating_mul(1 << doublings).min(self.longest);
        whole.mul_f64(rand::random_range(0.5..=1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Backoff;
    use std::time::Duration;

    #[test]
    fn pauses_double_up_to_the_longest() {
        for (attempts, whole) in [(0, 500), (1, 500), (2, 1000), (5, 8000), (11, 300_000)] {
            let whole = Duration::from_millis(whole);
            let pause = Backoff::STANDARD.pause(attempts);
            assert!(pause >= whole / 2 && pause <= whole, "{attempts} tries: {pause:?}");
        }
        assert!(Backoff::STANDARD.pause(i32::MAX) <= Duration::from_mins(5));
    }
}
