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
