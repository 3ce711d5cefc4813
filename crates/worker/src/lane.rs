//! One kind of work: reserve what is due, run it, come back when there is room or news.

use omni_app::App;
use omni_app::jobs::{self, JobEntry};
use omni_bus::{Topic, Wakeups};
use omni_domain::Timestamp;
use omni_domain::job::Job;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
    entry: &'static JobEntry,
    room: Arc<Semaphore>,
    /// More may be due than there was room for.
    crowded: Arc<AtomicBool>,
    /// A place became free while it was crowded.
    freed: Arc<Notify>,
    running: TaskTracker,
    stop: CancellationToken,
}

impl Lane {
    pub(crate) fn new(
        app: App,
        entry: &'static JobEntry,
        width: usize,
        stop: CancellationToken,
    ) -> Self {
        Self {
            app,
            entry,
            room: Arc::new(Semaphore::new(width.max(1))),
            crowded: Arc::default(),
            freed: Arc::default(),
            running: TaskTracker::new(),
            stop,
        }
    }

    pub(crate) async fn run(self) {
        let mut news = self.app.bus.wakeups(Topic::Jobs(self.entry.kind));
        while !self.stop.is_cancelled() {
            let looked = self.app.env.now();
            let more_may_be_due = match self.reserve().await {
                Ok(jobs) => {
                    let full = jobs.len() >= RESERVE_AT_ONCE;
                    for job in jobs {
                        self.start(job).await;
                    }
                    full
                }
                Err(error) => {
                    tracing::warn!(job.kind = %self.entry.kind, %error, "no jobs could be reserved");
                    tokio::time::sleep(AFTER_ERROR).await;
                    false
                }
            };
            if !more_may_be_due && self.wait(&mut news, looked).await.is_break() {
                break;
            }
        }
        self.running.close();
        self.running.wait().await;
    }

    /// Until there may be something to do. Whatever brings a job's turn wakes its kind: a job that
    /// is written, tried again, or whose predecessor is done.
    async fn wait(&self, news: &mut Wakeups, looked: Timestamp) -> ControlFlow<()> {
        tokio::select! {
            () = self.stop.cancelled() => return ControlFlow::Break(()),
            _ = news.next() => {}
            () = self.freed.notified() => {}
            () = self.until_next(looked) => {}
        }
        ControlFlow::Continue(())
    }

    /// Jobs that this process may run, as many as there is room for.
    async fn reserve(&self) -> Result<Vec<Job>, omni_app::Error> {
        // Before the look at the room: a place that becomes free from here on is told of.
        self.crowded.store(true, Ordering::SeqCst);
        let room = self.room.available_permits().min(RESERVE_AT_ONCE);
        if room == 0 {
            return Ok(Vec::new());
        }
        let jobs = jobs::reserve(&self.app, self.entry, room).await?;
        self.crowded.store(jobs.len() == room, Ordering::SeqCst);
        Ok(jobs)
    }

    async fn start(&self, job: Job) {
        let permit = Arc::clone(&self.room).acquire_owned().await;
        let Ok(permit) = permit else { return };
        let (app, crowded) = (self.app.clone(), Arc::clone(&self.crowded));
        let freed = Arc::clone(&self.freed);
        self.running.spawn(async move {
            run_one(&app, &job).await;
            drop(permit);
            if crowded.load(Ordering::SeqCst) {
                freed.notify_one();
            }
        });
    }

    /// Returns when the next job is due, and after a while in any case. What was due at the last
    /// look and was not taken is not for this process now: whatever changes that wakes the lane.
    async fn until_next(&self, looked: Timestamp) {
        let mut pause = POLL;
        if self.room.available_permits() > 0
            && let Ok(Some(at)) = self.app.store.next_due(self.entry.kind).await
            && at > looked
        {
            pause = at.since(self.app.env.now()).min(POLL);
        }
        tokio::time::sleep(pause).await;
    }
}

/// One try of one job. A panic is this job's failure, not the lane's.
async fn run_one(app: &App, job: &Job) {
    let attempt = tokio::spawn({
        let (app, job) = (app.clone(), job.clone());
        async move { jobs::run(&app, &job).await }
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
