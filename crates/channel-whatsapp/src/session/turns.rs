//! The library's tasks, counted while they work.
//!
//! Between decrypting a message and handing it to the inbound buffer a task of the library does
//! not wait for anything, but the library's flush of all sessions may run on another thread just
//! then, and hold a session that is ahead of the buffer. Were that flush committed and the process
//! killed before the buffer caught up, the network's repeat of the message would be an
//! undecryptable duplicate, acknowledged and lost. So a flush waits until every task that was
//! working when it began has come to a point where it waits: a message decrypted by then is
//! in the buffer, and what is decrypted later is not in the flush.

use async_trait::async_trait;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;
use wacore::runtime::AbortHandle;
use whatsapp_rust::{Runtime, TokioRuntime};

/// A task that works for longer than this, even on a machine that has other things to do, does
/// something else than receive a message. (Should it not, `store/spent.rs` mends it.)
const LIMIT: Duration = Duration::from_secs(1);

/// Who works now, in two columns: new turns go to one while those before are waited for in the
/// other.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    epoch: AtomicUsize,
    working: [AtomicUsize; 2],
    one_at_a_time: tokio::sync::Mutex<()>,
}

struct Turn<'a>(&'a AtomicUsize);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Turns {
    fn begin(&self) -> Turn<'_> {
        loop {
            let side = self.epoch.load(Ordering::SeqCst) & 1;
            self.working[side].fetch_add(1, Ordering::SeqCst);
            let turn = Turn(&self.working[side]);
            // The columns may have been swapped in between; then nobody would wait for this one.
            if self.epoch.load(Ordering::SeqCst) & 1 == side {
                return turn;
            }
        }
    }

    /// Returns once every turn that had begun has ended.
    pub(crate) async fn pass(&self) {
        let _alone = self.one_at_a_time.lock().await;
        let side = self.epoch.fetch_add(1, Ordering::SeqCst) & 1;
        let until = Instant::now() + LIMIT;
        let mut patience = 20;
        while self.working[side].load(Ordering::SeqCst) > 0 && Instant::now() < until {
            // The caller's own turn ends here, and most others within microseconds.
            if patience > 0 {
                patience -= 1;
                tokio::task::yield_now().await;
            } else {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    }

    /// Counts a task's turns.
    pub(crate) fn count(
        self: &Arc<Self>,
        task: impl Future<Output = ()> + Send + 'static,
    ) -> impl Future<Output = ()> + Send + 'static {
        Counted { task: Box::pin(task), turns: Arc::clone(self) }
    }
}

struct Counted {
    task: Pin<Box<dyn Future<Output = ()> + Send>>,
    turns: Arc<Turns>,
}

impl Future for Counted {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let turns = Arc::clone(&self.turns);
        let _turn = turns.begin();
        self.task.as_mut().poll(context)
    }
}

/// Tokio, with the library's tasks counted.
#[derive(Debug)]
pub(crate) struct CountingRuntime(pub(crate) Arc<Turns>);

#[async_trait]
impl Runtime for CountingRuntime {
    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send + 'static>>) -> AbortHandle {
        TokioRuntime.spawn(Box::pin(self.0.count(task)))
    }

    fn spawn_detached(&self, task: Pin<Box<dyn Future<Output = ()> + Send + 'static>>) {
        TokioRuntime.spawn_detached(Box::pin(self.0.count(task)));
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
    use super::{LIMIT, Turns};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    /// Works without waiting, as the library does between decrypting and buffering.
    fn busy(time: Duration) {
        std::thread::sleep(time);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn work_that_has_begun_is_waited_for() {
        let turns = Arc::<Turns>::default();
        let (begun, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        tokio::spawn(turns.count({
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
        turns.pass().await;
        assert!(done.load(Ordering::SeqCst));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn work_that_waits_or_begins_later_is_not() {
        let turns = Arc::<Turns>::default();
        tokio::spawn(turns.count(std::future::pending()));
        tokio::spawn(turns.count(async {
            loop {
                busy(Duration::from_micros(200));
                tokio::task::yield_now().await;
            }
        }));
        let began = Instant::now();
        for _ in 0..10 {
            turns.pass().await;
        }
        assert!(began.elapsed() < LIMIT, "{:?}", began.elapsed());
    }
}
