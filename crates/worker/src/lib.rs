//! Reserves jobs and runs them: one lane per kind of work, each with its own bound, so that a
//! slow kind (an agent that thinks for a minute) never holds back a quick one (a send).

mod lane;
mod service;
mod upkeep;

use lane::Lane;
use omni_app::App;
use omni_domain::Timestamp;
use omni_domain::job::JobKind;
use service::WorkerService;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How many jobs of each kind run side by side in this process.
#[derive(Debug, Clone, Copy)]
pub struct WorkerConfig {
    /// `message.send`: one at a time per chat in any case.
    pub sends: usize,
    /// `chat.action`.
    pub actions: usize,
    /// `turn.run`: one at a time per chat in any case.
    pub turns: usize,
    /// `media.fetch`.
    pub media: usize,
    /// `media.read`: files that a conversation waits for.
    pub readings: usize,
    /// `batch.run`: pieces of batch jobs.
    pub batches: usize,
    /// `sync.run`: one at a time per instance in any case.
    pub syncs: usize,
    /// How long a stop waits for running jobs before they are left to their lease.
    pub stop_wait: Duration,
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self {
            sends: 128,
            actions: 32,
            turns: 1024,
            media: 16,
            readings: 16,
            batches: 2,
            syncs: 16,
            stop_wait: Duration::from_secs(20),
        }
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
        let service = Arc::new(WorkerService::new(config, Lanes::start(app, config)));
        app.services.register("worker", Arc::<WorkerService>::clone(&service));
        Self { service }
    }

    /// Takes no more work, and waits for what runs. What does not finish in time is found again
    /// when its lease runs out or its instance gets a new owner.
    pub async fn stop(&self) {
        self.service.stop_lanes().await;
    }
}

/// The running lanes.
#[derive(Debug)]
struct Lanes {
    since: Timestamp,
    stop: CancellationToken,
    tasks: TaskTracker,
    stop_wait: Duration,
}

impl Lanes {
    fn start(app: &App, config: WorkerConfig) -> Self {
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        let lanes = [
            (JobKind::MessageSend, config.sends),
            (JobKind::ChatAction, config.actions),
            (JobKind::TurnRun, config.turns),
            (JobKind::MediaFetch, config.media),
            (JobKind::MediaRead, config.readings),
            (JobKind::BatchRun, config.batches),
            (JobKind::SyncRun, config.syncs),
        ];
        for (kind, width) in lanes {
            let lane = Lane::new(app.clone(), kind, width, stop.clone());
            tasks.spawn(lane.run());
        }
        tasks.spawn(upkeep::run(app.clone(), stop.clone()));
        tasks.close();
        Self { since: app.env.now(), stop, tasks, stop_wait: config.stop_wait }
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
}
