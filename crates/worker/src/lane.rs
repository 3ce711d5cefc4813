//! One kind of job: reserve what is due, run it, repeat when there is a permit or a wake-up. What the
//! write that adds it has reserved is run at once.

use crate::renewal;
use crate::unfinished::Unfinished;
use omni_app::App;
use omni_app::jobs::{self, AttemptFailure, JobEntry, Renewal, Taken};
use omni_bus::{Topic, Wakeups};
use omni_domain::Timestamp;
use omni_domain::job::Job;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

/// Most jobs reserved by one statement.
const RESERVE_AT_ONCE: usize = 64;
/// Checks for due jobs at least this often: a wake-up may be lost, a job may not.
const POLL: Duration = Duration::from_secs(1);
/// Delay after the database refused a reservation.
const AFTER_ERROR: Duration = Duration::from_millis(500);

pub(crate) struct Lane {
    app: App,
    entry: &'static JobEntry,
    permits: Arc<Semaphore>,
    /// More jobs may be due than there were permits.
    full: Arc<AtomicBool>,
    /// A permit was released while it was full.
    released: Arc<Notify>,
    running: TaskTracker,
    unfinished: Arc<Unfinished>,
    stop: CancellationToken,
}

impl Lane {
    pub(crate) fn new(
        app: App,
        entry: &'static JobEntry,
        width: usize,
        unfinished: Arc<Unfinished>,
        stop: CancellationToken,
    ) -> Self {
        Self {
            app,
            entry,
            permits: Arc::new(Semaphore::new(width.max(1))),
            full: Arc::default(),
            released: Arc::default(),
            running: TaskTracker::new(),
            unfinished,
            stop,
        }
    }

    pub(crate) async fn run(self) {
        // Until the last job has ended, which may be long after the lane was stopped.
        let renewing = renewal::run(self.app.clone(), self.entry, Arc::clone(&self.unfinished));
        let _renewing = AbortOnDropHandle::new(tokio::spawn(renewing));
        let taken = self.app.lanes.open(self.entry.kind, &self.permits);
        tokio::join!(self.reserve_due(), self.start_taken(taken));
        self.running.close();
        self.running.wait().await;
    }

    /// Starts the jobs that are due, until the lane is stopped.
    async fn reserve_due(&self) {
        let mut wakeups = self.app.bus.wakeups(Topic::Jobs(self.entry.kind));
        while !self.stop.is_cancelled() {
            let checked_at = self.app.env.now();
            let more_may_be_due = match self.reserve().await {
                Ok(jobs) => {
                    let full = jobs.len() >= RESERVE_AT_ONCE;
                    for (job, permit) in jobs {
                        self.begin(job, permit);
                    }
                    full
                }
                Err(error) => {
                    tracing::warn!(job.kind = %self.entry.kind, %error, "no jobs could be reserved");
                    tokio::time::sleep(AFTER_ERROR).await;
                    false
                }
            };
            if !more_may_be_due && self.wait(&mut wakeups, checked_at).await.is_break() {
                break;
            }
        }
    }

    /// Starts the jobs that were reserved by the writes that added them, until the lane is stopped.
    async fn start_taken(&self, mut taken: mpsc::UnboundedReceiver<Taken>) {
        loop {
            let next = tokio::select! {
                () = self.stop.cancelled() => break,
                next = taken.recv() => next,
            };
            let Some(Taken { job, permit }) = next else { break };
            self.begin(job, permit);
        }
        self.app.lanes.close(self.entry.kind, &self.permits);
        // What is refused from now on, its sender releases.
        taken.close();
        while let Some(Taken { job, permit }) = taken.recv().await {
            self.begin(job, permit);
        }
    }

    /// Waits until there may be a due job. Every change that makes a job due wakes its kind: a job
    /// that is written, retried, or whose predecessor is done.
    async fn wait(&self, wakeups: &mut Wakeups, checked_at: Timestamp) -> ControlFlow<()> {
        tokio::select! {
            () = self.stop.cancelled() => return ControlFlow::Break(()),
            _ = wakeups.next() => {}
            () = self.released.notified() => {}
            () = self.until_next(checked_at) => {}
        }
        ControlFlow::Continue(())
    }

    /// Jobs that this process may run, as many as there are permits, each with its own.
    async fn reserve(&self) -> Result<Vec<(Job, OwnedSemaphorePermit)>, omni_app::Error> {
        // Before the permits are counted: one that is released from here on is notified.
        self.full.store(true, Ordering::SeqCst);
        let Some(mut permits) = self.free_permits() else { return Ok(Vec::new()) };
        let free = permits.num_permits();
        let jobs = jobs::reserve(&self.app, self.entry, free).await?;
        self.full.store(jobs.len() == free, Ordering::SeqCst);
        Ok(jobs.into_iter().filter_map(|job| Some((job, permits.split(1)?))).collect())
    }

    /// Those of the next reservation. Held while it is made: the writes that reserve a job themselves
    /// have theirs from the same semaphore.
    fn free_permits(&self) -> Option<OwnedSemaphorePermit> {
        take_free(&self.permits, RESERVE_AT_ONCE)
    }

    fn begin(&self, job: Job, permit: OwnedSemaphorePermit) {
        let (app, full) = (self.app.clone(), Arc::clone(&self.full));
        let released = Arc::clone(&self.released);
        let unfinished = Arc::clone(&self.unfinished);
        let renewal = self.entry.renewal;
        let lost = unfinished.add(&job);
        self.running.spawn(async move {
            let lost = async move {
                match renewal {
                    Renewal::UntilLost => lost.cancelled().await,
                    Renewal::UntilEnd | Renewal::ByAttempt => std::future::pending().await,
                }
            };
            if run_one(&app, &job, &unfinished, lost).await {
                unfinished.remove(&job);
            }
            drop(permit);
            if full.load(Ordering::SeqCst) {
                released.notify_one();
            }
        });
    }

    /// Returns when the next job is due, and after a while in any case. A job that was due at the
    /// last check and was not reserved is not for this process now: the change that makes it so
    /// wakes the lane.
    async fn until_next(&self, checked_at: Timestamp) {
        let mut pause = POLL;
        if self.permits.available_permits() > 0
            && let Ok(Some(at)) = self.app.store.next_due(self.entry.kind).await
            && at > checked_at
        {
            pause = at.since(self.app.env.now()).min(POLL);
        }
        tokio::time::sleep(pause).await;
    }
}

/// The permits that are free, at most so many. One by one: a write may take one meanwhile, and what is
/// left is enough to reserve with.
fn take_free(permits: &Arc<Semaphore>, most: usize) -> Option<OwnedSemaphorePermit> {
    let take = || Arc::clone(permits).try_acquire_owned().ok();
    let mut free = take()?;
    while free.num_permits() < most
        && let Some(more) = take()
    {
        free.merge(more);
    }
    Some(free)
}

/// One attempt of one job; whether it ended. A panic is this job's failure, not the lane's. Once the
/// job is `lost` to another worker, the attempt is ended in the middle.
async fn run_one(
    app: &App,
    job: &Job,
    unfinished: &Unfinished,
    lost: impl Future<Output = ()>,
) -> bool {
    let mut attempt = AbortOnDropHandle::new(tokio::spawn({
        let (app, job) = (app.clone(), job.clone());
        async move { jobs::run(&app, &job).await }
    }));
    let ended = tokio::select! {
        ended = &mut attempt => ended,
        () = unfinished.abandoned() => {
            attempt.abort();
            // It ends where it waits next; until then it must not be handed to others.
            let _ = attempt.await;
            return false;
        }
        () = lost => {
            tracing::warn!(job.id = %job.id, job.kind = %job.kind, "a job was ended: another worker has it");
            attempt.abort();
            let _ = attempt.await;
            return true;
        }
    };
    let failure = match ended {
        Ok(Ok(())) => return true,
        Ok(Err(failure)) => failure,
        Err(panic) => AttemptFailure::CutShort(format!("it stopped in the middle: {panic}")),
    };
    tracing::error!(job.id = %job.id, job.kind = %job.kind, error = failure.text(), "a job failed");
    if let Err(error) = jobs::fail_attempt(app, job, &failure).await {
        // Its lease expires, and it is retried.
        tracing::error!(job.id = %job.id, %error, "the job's failure could not be recorded");
    }
    true
}

#[cfg(test)]
mod tests {
    use super::take_free;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use tokio::sync::Semaphore;

    #[test]
    fn as_many_permits_are_taken_as_are_free_and_wanted() {
        let permits = Arc::new(Semaphore::new(3));
        let two = take_free(&permits, 2).expect("some are free");
        let one = take_free(&permits, 2).expect("one is free");
        assert_eq!((two.num_permits(), one.num_permits()), (2, 1));
        assert!(take_free(&permits, 2).is_none(), "none is free");
        drop((two, one));
        assert_eq!(permits.available_permits(), 3);
    }

    /// Otherwise what is due would wait although the lane has room.
    #[test]
    fn a_write_that_takes_a_permit_meanwhile_leaves_the_others() {
        let permits = Arc::new(Semaphore::new(2));
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    drop(permits.try_acquire());
                }
            });
            let found = (0..100_000).all(|_| take_free(&permits, 2).is_some());
            is_over.store(true, Ordering::Relaxed);
            assert!(found, "one of two is always free");
        });
    }
}
