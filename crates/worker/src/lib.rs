//! Reserves jobs and runs them: one lane per kind of job, each with its own bound, so that a
//! slow kind (a request to an agent that takes a minute) never delays a quick one (a send).

mod deletions;
mod indexing;
mod lane;
mod merges;
mod renewal;
mod repeats;
mod retention;
mod service;
mod unfinished;
mod upkeep;
mod webhooks;

use lane::Lane;
use omni_app::App;
use omni_app::jobs::{self, JobEntry};
use omni_domain::Timestamp;
use omni_domain::job::JobKind;
use service::WorkerService;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use unfinished::Unfinished;

/// How long jobs that are ended may take to end.
const ABANDON_WAIT: Duration = Duration::from_millis(500);

/// Concurrent jobs of each kind in this process.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// By kind; kinds that are not named have the width that they declare.
    pub lane_widths: HashMap<JobKind, usize>,
    /// How long a stop waits for running jobs before they are left to their lease.
    pub stop_wait: Duration,
}

impl WorkerConfig {
    /// Concurrent jobs of this kind.
    pub fn width(&self, entry: &JobEntry) -> usize {
        self.lane_widths.get(&entry.kind).copied().unwrap_or(entry.lane_width)
    }
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self { lane_widths: HashMap::new(), stop_wait: Duration::from_secs(3) }
    }
}

/// The worker of this process: the service `worker`, which can be stopped and started.
#[derive(Debug)]
pub struct Worker {
    service: Arc<WorkerService>,
}

impl Worker {
    /// Starts a lane for each kind of job, and the upkeep.
    pub fn start(app: &App, config: WorkerConfig) -> Self {
        let lanes = Lanes::start(app, &config);
        let service = Arc::new(WorkerService::new(config, lanes));
        app.services.register("worker", Arc::<WorkerService>::clone(&service));
        Self { service }
    }

    /// Reserves no more jobs, and waits for those that run. What does not finish in time is
    /// reserved again when its lease expires or its instance gets a new owner.
    pub async fn stop(&self) {
        self.service.stop_lanes().await;
    }

    /// As [`Worker::stop`], at the end of the process: jobs that do not finish within this time are
    /// aborted and released, so that another node, or the next start, runs them at once. Returns how
    /// many were released.
    pub async fn finish(&self, app: &App, wait: Duration) -> u64 {
        self.service.lanes().finish(app, wait).await
    }
}

/// The running lanes.
#[derive(Debug)]
struct Lanes {
    since: Timestamp,
    stop: CancellationToken,
    tasks: TaskTracker,
    unfinished: Arc<Unfinished>,
    stop_wait: Duration,
}

impl Lanes {
    fn start(app: &App, config: &WorkerConfig) -> Self {
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        let unfinished = Arc::<Unfinished>::default();
        for entry in jobs::all() {
            let width = config.width(entry);
            let lane = Lane::new(app.clone(), entry, width, Arc::clone(&unfinished), stop.clone());
            tasks.spawn(lane.run());
        }
        tasks.spawn(upkeep::run(app.clone(), Arc::clone(&unfinished), stop.clone()));
        tasks.spawn(deletions::run(app.clone(), stop.clone()));
        tasks.spawn(merges::run(app.clone(), stop.clone()));
        tasks.spawn(indexing::run(app.clone(), stop.clone()));
        tasks.spawn(repeats::run(app.clone(), stop.clone()));
        tasks.spawn(retention::run(app.clone(), stop.clone()));
        tasks.spawn(webhooks::run(app.clone(), stop.clone()));
        tasks.close();
        Self { since: app.env.now(), stop, tasks, unfinished, stop_wait: config.stop_wait }
    }

    async fn stop(&self) {
        self.stop.cancel();
        if tokio::time::timeout(self.stop_wait, self.tasks.wait()).await.is_err() {
            tracing::warn!(
                "some jobs did not finish within {:?}; they will run again",
                self.stop_wait
            );
        }
    }

    async fn finish(&self, app: &App, wait: Duration) -> u64 {
        self.stop.cancel();
        if tokio::time::timeout(wait, self.tasks.wait()).await.is_ok() {
            return 0;
        }
        self.unfinished.abandon();
        let _ = tokio::time::timeout(ABANDON_WAIT, self.tasks.wait()).await;
        let (attempts, kinds) = self.unfinished.take();
        match jobs::release_attempts(app, attempts).await {
            Ok(count) => {
                tracing::warn!(
                    jobs = count,
                    kinds,
                    "jobs did not finish within {wait:?} and were released: another node, or the \
                     next start, runs them"
                );
                count
            }
            Err(error) => {
                tracing::warn!(%error, kinds, "jobs could not be released; their leases expire");
                0
            }
        }
    }
}
