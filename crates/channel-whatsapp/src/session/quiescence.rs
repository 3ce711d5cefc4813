//! Tracks polls of the library's tasks, and waits for those in progress (a grace period).
//!
//! Between decrypting a message and adding it to the inbound buffer a task of the library has no
//! await point, but the library's flush of all sessions may run on another thread at that moment,
//! with a session that is ahead of the buffer. If that flush is committed and the process is killed
//! before the message is in the buffer, the network's repeat of the message is an undecryptable
//! duplicate, acknowledged and lost. So a flush waits until every task that was being polled when
//! it started has reached an await point: a message decrypted by then is in the buffer, and one
//! decrypted later is not in the flush.

use async_trait::async_trait;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;
use wacore::runtime::AbortHandle;
use whatsapp_rust::{Runtime, TokioRuntime};

/// A poll that takes longer than this, even on a loaded machine, does not receive a message. (If it
/// does, `store/spent.rs` recovers the message.)
const LIMIT: Duration = Duration::from_secs(5);

/// The polls in progress, in two counters: new polls use one while earlier ones are waited for in
/// the other.
#[derive(Debug, Default)]
pub(crate) struct Quiescence {
    epoch: AtomicUsize,
    in_progress: [AtomicUsize; 2],
    waiter: tokio::sync::Mutex<()>,
}

/// Counts one poll while it is in scope.
struct PollGuard<'a>(&'a AtomicUsize);

impl Drop for PollGuard<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Quiescence {
    fn begin(&self) -> PollGuard<'_> {
        loop {
            let side = self.epoch.load(Ordering::SeqCst) & 1;
            self.in_progress[side].fetch_add(1, Ordering::SeqCst);
            let guard = PollGuard(&self.in_progress[side]);
            // The counters may have been swapped in between; then no waiter would see this one.
            if self.epoch.load(Ordering::SeqCst) & 1 == side {
                return guard;
            }
        }
    }

    /// Returns once every poll that had started has ended, or after [`LIMIT`].
    pub(crate) async fn wait(&self) {
        let _only = self.waiter.lock().await;
        let side = self.epoch.fetch_add(1, Ordering::SeqCst) & 1;
        let until = Instant::now() + LIMIT;
        let mut yields = 20;
        while self.in_progress[side].load(Ordering::SeqCst) > 0 && Instant::now() < until {
            // The caller's own poll ends here, and most others within microseconds.
            if yields > 0 {
                yields -= 1;
                tokio::task::yield_now().await;
            } else {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    }

    /// Tracks a task's polls.
    pub(crate) fn track(
        self: &Arc<Self>,
        task: impl Future<Output = ()> + Send + 'static,
    ) -> impl Future<Output = ()> + Send + 'static {
        Tracked { task: Box::pin(task), quiescence: Arc::clone(self) }
    }
}

struct Tracked {
    task: Pin<Box<dyn Future<Output = ()> + Send>>,
    quiescence: Arc<Quiescence>,
}

impl Future for Tracked {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let quiescence = Arc::clone(&self.quiescence);
        let _poll = quiescence.begin();
        self.task.as_mut().poll(context)
    }
}

/// Tokio, with the library's tasks tracked.
#[derive(Debug)]
pub(crate) struct TrackedRuntime(pub(crate) Arc<Quiescence>);

#[async_trait]
impl Runtime for TrackedRuntime {
    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send + 'static>>) -> AbortHandle {
        TokioRuntime.spawn(Box::pin(self.0.track(task)))
    }

    fn spawn_detached(&self, task: Pin<Box<dyn Future<Output = ()> + Send + 'static>>) {
        TokioRuntime.spawn_detached(Box::pin(self.0.track(task)));
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        TokioRuntime.sleep(duration)
    }

    fn spawn_blocking(
        &self,
        work: Box<dyn FnOnce() + Send + 'static>,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        TokioRuntime.spawn_blocking(work)
    }

    fn yield_now(&self) -> Option<Pin<Box<dyn Future<Output = ()> + Send>>> {
        TokioRuntime.yield_now()
    }
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, Quiescence};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    /// Blocks its thread, as the library does between decrypting and buffering.
    fn busy(time: Duration) {
        std::thread::sleep(time);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_poll_in_progress_is_waited_for() {
        let quiescence = Arc::<Quiescence>::default();
        let (begun, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        tokio::spawn(quiescence.track({
            let (begun, done) = (Arc::clone(&begun), Arc::clone(&done));
            async move {
                begun.store(true, Ordering::SeqCst);
                busy(Duration::from_millis(30));
                done.store(true, Ordering::SeqCst);
            }
        }));
        while !begun.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        quiescence.wait().await;
        assert!(done.load(Ordering::SeqCst));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_pending_task_or_a_later_poll_is_not_waited_for() {
        let quiescence = Arc::<Quiescence>::default();
        tokio::spawn(quiescence.track(std::future::pending()));
        tokio::spawn(quiescence.track(async {
            loop {
                busy(Duration::from_micros(200));
                tokio::task::yield_now().await;
            }
        }));
        let began = Instant::now();
        for _ in 0..10 {
            quiescence.wait().await;
        }
        assert!(began.elapsed() < LIMIT, "{:?}", began.elapsed());
    }
}
