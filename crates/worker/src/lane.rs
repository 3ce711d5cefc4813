//! One kind of work: reserve what is due, run it, come back when there is room or news.

use omni_app::{App, jobs};
use omni_bus::Topic;
use omni_domain::job::{Job, JobKind};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Most jobs reserved by one statement.
const RESERVE_AT_ONCE: usize = 64;
/// Looks for due jobs at least this often: a wake-up may be lost, a job may not.
const POLL: Duration = Duration::from_secs(1);
/// Pause after the database refused a reservation.
const AFTER_ERROR: Duration = Duration::from_millis(500);

pub(crate) struct Lane {
    app: App,
    kind: JobKind,
    room: Arc<Semaphore>,
    finished: Arc<Notify>,
    running: TaskTracker,
    stop: CancellationToken,
}

impl Lane {
    pub(crate) fn new(app: App, kind: JobKind, width: usize, stop: CancellationToken) -> Self {
        Self {
            app,
            kind,
            room: Arc::new(Semaphore::new(width.max(1))),
            finished: Arc::new(Notify::new()),
            running: TaskTracker::new(),
            stop,
        }
    }

    pub(crate) async fn run(self) {
        let mut news = self.app.bus.wakeups(Topic::Jobs);
        while !self.stop.is_cancelled() {
            let reserved = self.reserve().await;
            let more_may_be_due = match reserved {
                Ok(jobs) => {
                    let full = jobs.len() >= RESERVE_AT_ONCE;
                    for job in jobs {
                        self.start(job).await;
                    }
                    full
                }
                Err(error) => {
                    tracing::warn!(job.kind = %self.kind, %error, "no jobs could be reserved");
                    tokio::time::sleep(AFTER_ERROR).await;
                    false
                }
            };
            if more_may_be_due {
                continue;
            }
            tokio::select! {
                () = self.stop.cancelled() => break,
                _ = news.next() => {}
                // A finished job may have been in front of another of its order key.
                () = self.finished.notified() => {}
                () = tokio::time::sleep(self.until_next().await) => {}
            }
        }
        self.running.close();
        self.running.wait().await;
    }

    /// Jobs of the instances this process owns. A send waits for its connection here, in the
    /// queue, without using up its tries.
    async fn reserve(&self) -> Result<Vec<Job>, omni_app::Error> {
        let room = self.room.available_permits().min(RESERVE_AT_ONCE);
        if room == 0 {
            return Ok(Vec::new());
        }
        let instances = match self.kind {
            JobKind::TurnRun => self.app.sessions.owned(),
            JobKind::MessageSend | JobKind::ChatAction | JobKind::MediaFetch => {
                self.app.sessions.ready()
            }
        };
        if instances.is_empty() {
            return Ok(Vec::new());
        }
        jobs::reserve(&self.app, self.kind, instances, room).await
    }

    async fn start(&self, job: Job) {
        let permit = Arc::clone(&self.room).acquire_owned().await;
        let Ok(permit) = permit else { return };
        let (app, finished) = (self.app.clone(), Arc::clone(&self.finished));
        self.running.spawn(async move {
            run_one(&app, &job).await;
            drop(permit);
            finished.notify_one();
        });
    }

    async fn until_next(&self) -> Duration {
        if self.room.available_permits() == 0 {
            return POLL;
        }
        match self.app.store.next_due().await {
            Ok(Some(at)) => at.since(self.app.env.now()).clamp(Duration::from_millis(5), POLL),
            _ => POLL,
        }
    }
}

/// One try of one job. A panic is this job's failure, not the lane's.
async fn run_one(app: &App, job: &Job) {
    let attempt = tokio::spawn({
        let (app, job) = (app.clone(), job.clone());
        async move {
            match job.kind {
                JobKind::MessageSend => jobs::run_send(&app, &job).await,
                JobKind::ChatAction => jobs::run_action(&app, &job).await,
                JobKind::TurnRun => jobs::run_turn(&app, &job).await,
                JobKind::MediaFetch => jobs::run_media(&app, &job).await,
            }
        }
    });
    let error = match attempt.await {
        Ok(Ok(())) => return,
        Ok(Err(error)) => error.to_string(),
        Err(panic) => format!("the job stopped in the middle: {panic}"),
    };
    tracing::error!(job.id = %job.id, job.kind = %job.kind, error, "a job failed");
    if let Err(error) = jobs::fail_attempt(app, job, &error).await {
        // Its lease runs out, and it is tried again.
        tracing::error!(job.id = %job.id, %error, "the job's failure could not be recorded");
    }
}
