//! Every kind of job.

use super::clip;
use super::handler::{AttemptFailure, Backoff, JobHandler, Placement, Renewal};
use crate::app::App;
use crate::config::AppConfig;
use crate::error::Error;
use crate::queue::Attempts;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use omni_domain::job::payloads::{
    ActionPayload, BatchPayload, FetchPayload, ReadingPayload, SchedulePayload, SendPayload,
    SyncPayload, TurnPayload,
};
use omni_domain::job::{Job, JobKind};
use std::time::Duration;

/// A kind of job, without the type of its payload.
#[derive(Debug)]
pub struct JobEntry {
    /// The kind.
    pub kind: JobKind,
    /// Where it may run.
    pub placement: Placement,
    /// Concurrent jobs of this kind in one process, unless configured otherwise.
    pub lane_width: usize,
    /// How the reservation of an attempt that runs is kept.
    pub renewal: Renewal,
    /// The longest time that one attempt may take.
    pub longest: Duration,
    pub(super) backoff: Backoff,
    max_attempts: fn(&AppConfig) -> i32,
    pub(super) run: for<'a> fn(&'a App, &'a Job) -> Ended<'a>,
    pub(super) give_up: for<'a> fn(&'a App, &'a Job, &'a AttemptFailure) -> Ended<'a>,
}

type Ended<'a> = BoxFuture<'a, Result<(), Error>>;

/// In the order of [`JobKind::ALL`].
const ALL: [JobEntry; JobKind::ALL.len()] = [
    entry::<SendPayload>(),
    entry::<ActionPayload>(),
    entry::<TurnPayload>(),
    entry::<ReadingPayload>(),
    entry::<FetchPayload>(),
    entry::<BatchPayload>(),
    entry::<SyncPayload>(),
    entry::<SchedulePayload>(),
];

/// Each kind has its entry where [`find`] looks for it.
const _: () = {
    let mut at = 0;
    while at < ALL.len() {
        assert!(ALL[at].kind as usize == at && JobKind::ALL[at] as usize == at);
        at += 1;
    }
};

static TABLE: [JobEntry; JobKind::ALL.len()] = ALL;

/// Every kind of job.
pub fn all() -> impl Iterator<Item = &'static JobEntry> {
    TABLE.iter()
}

/// The entry of a kind.
pub(super) const fn find(kind: JobKind) -> &'static JobEntry {
    &TABLE[kind as usize]
}

/// How often a job of each kind is tried.
pub(crate) fn attempts(config: &AppConfig) -> Attempts {
    let mut attempts = [0; JobKind::ALL.len()];
    for (attempts, entry) in attempts.iter_mut().zip(all()) {
        *attempts = (entry.max_attempts)(config);
    }
    attempts
}

const fn entry<H: JobHandler>() -> JobEntry {
    JobEntry {
        kind: H::KIND,
        placement: H::PLACEMENT,
        lane_width: H::LANE_WIDTH,
        renewal: H::RENEWAL,
        longest: H::LONGEST,
        backoff: H::BACKOFF,
        max_attempts: H::max_attempts,
        run: run::<H>,
        give_up: give_up::<H>,
    }
}

fn run<'a, H: JobHandler>(app: &'a App, job: &'a Job) -> Ended<'a> {
    async move {
        match read::<H>(job) {
            Ok(payload) => payload.run(app, job).await,
            Err(error) => H::unreadable(app, job, error).await,
        }
    }
    .boxed()
}

fn give_up<'a, H: JobHandler>(
    app: &'a App,
    job: &'a Job,
    failure: &'a AttemptFailure,
) -> Ended<'a> {
    async move {
        match read::<H>(job) {
            Ok(payload) => payload.give_up(app, job, failure).await,
            Err(error) => H::unreadable(app, job, error).await,
        }
    }
    .boxed()
}

/// The payload; or why the row cannot be read, which no further attempt can change.
fn read<H: JobHandler>(job: &Job) -> Result<H, String> {
    serde_json::from_value(job.payload.clone())
        .map_err(|error| clip(&format!("its payload cannot be read: {error}")))
}
