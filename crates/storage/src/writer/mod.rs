//! Group commit: every write of a store goes through one task, in order, many to a commit.

mod group;
mod operation;
mod queue;
mod session;

pub(crate) use operation::{Operation, PutState, Write};
pub(crate) use queue::{Queue, QueueSender};
pub(crate) use session::Opener;

use crate::checkpoint::Rest;
use crate::committed::CommitHook;
use crate::options::StoreOptions;
use crate::tx::Tx;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::sync::watch;

/// Counters of the writer.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) groups: AtomicU64,
    pub(crate) operations: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) dropped: AtomicU64,
}

impl Counters {
    pub(crate) fn add(counter: &AtomicU64, by: u64) {
        counter.fetch_add(by, Ordering::Release);
    }
}

/// The task that writes.
pub(crate) struct Writer {
    queue: Queue,
    opener: Opener,
    options: StoreOptions,
    hook: Arc<OnceLock<CommitHook>>,
    counters: Arc<Counters>,
    tx: Option<Tx>,
    /// Changes with every commit, and is closed when the writer ends.
    commits: watch::Sender<()>,
    /// SQLite: what is left of the write-ahead log.
    rest: Rest,
}

impl Writer {
    pub(crate) fn new(
        queue: Queue,
        opener: Opener,
        tx: Tx,
        options: StoreOptions,
        hook: Arc<OnceLock<CommitHook>>,
        counters: Arc<Counters>,
        rest: Rest,
    ) -> Self {
        Self {
            queue,
            opener,
            options,
            hook,
            counters,
            tx: Some(tx),
            commits: watch::Sender::default(),
            rest,
        }
    }

    /// Follows the commits.
    pub(crate) fn commits(&self) -> watch::Receiver<()> {
        self.commits.subscribe()
    }

    /// Writes until the last sender is dropped.
    pub(crate) async fn run(mut self) {
        while let Some(first) = self.queue.next().await {
            self.write_group(first).await;
            self.copy_rest().await;
        }
        if let Some(tx) = self.tx.take() {
            tx.close().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Store;
    use crate::error::StorageError;
    use crate::options::StoreOptions;
    use crate::tx::Tx;
    use futures::future::BoxFuture;
    use tokio::sync::oneshot;

    /// SQLite's durability of the commit that a write is part of: 1 is `NORMAL`, 2 is `FULL`.
    fn level(tx: &mut Tx) -> BoxFuture<'_, Result<i64, StorageError>> {
        Box::pin(async move {
            let (level,) = tx.db().query("PRAGMA synchronous").one::<(i64,)>().await?;
            Ok(level)
        })
    }

    #[tokio::test]
    async fn only_a_commit_that_may_be_lost_is_not_synced() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("omni.db").display());
        let store = Store::open(&url, StoreOptions::default()).await.expect("a store");
        for _ in 0..2 {
            assert_eq!(store.write(level).await.expect("a level"), 2);
            assert_eq!(store.write_unsynced(level).await.expect("a level"), 1);
        }
        // The writer is busy until both wait.
        let (release, released) = oneshot::channel::<()>();
        store.write_later(move |_tx: &mut Tx| {
            Box::pin(async move {
                let _ = released.await;
                Ok::<_, StorageError>(())
            })
        });
        let (first, second, _) =
            futures::join!(store.write_unsynced(level), store.write(level), async move {
                release.send(())
            });
        let levels = [first, second].map(|level| level.expect("a level"));
        assert_eq!(levels, [2, 2], "it does not delay one that waits for the disk");
        store.close().await;
    }
}
