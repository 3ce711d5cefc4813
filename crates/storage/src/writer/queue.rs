//! The writes that wait, in the order of submission.

use super::{Counters, Operation};
use crate::error::StorageError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// A write that waits, and its permit in the queue.
pub(crate) struct Queued {
    op: Box<dyn Operation>,
    permit: Option<OwnedSemaphorePermit>,
}

/// The callers' end. One unbounded channel keeps the order of both kinds of writes; the
/// semaphores bound it.
#[derive(Debug)]
pub(crate) struct QueueSender {
    sender: Mutex<Option<mpsc::UnboundedSender<Queued>>>,
    permits: Arc<Semaphore>,
    overflow: Arc<Semaphore>,
    depth: Arc<AtomicUsize>,
    counters: Arc<Counters>,
}

/// The writer's end.
pub(crate) struct Queue {
    receiver: mpsc::UnboundedReceiver<Queued>,
    /// The next write, where it was looked at and not taken.
    front: Option<Queued>,
    depth: Arc<AtomicUsize>,
}

impl Queue {
    pub(crate) fn new(
        size: usize,
        overflow: usize,
        counters: Arc<Counters>,
    ) -> (QueueSender, Self) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let depth = Arc::new(AtomicUsize::new(0));
        let sender = QueueSender {
            sender: Mutex::new(Some(sender)),
            permits: Arc::new(Semaphore::new(size.max(1))),
            overflow: Arc::new(Semaphore::new(overflow)),
            depth: Arc::clone(&depth),
            counters,
        };
        (sender, Self { receiver, front: None, depth })
    }

    /// The next write; `None` once the store is closed and everything is taken.
    pub(super) async fn next(&mut self) -> Option<Box<dyn Operation>> {
        let queued = match self.front.take() {
            Some(queued) => queued,
            None => self.receiver.recv().await?,
        };
        Some(self.take(queued))
    }

    /// The next write, if one waits already.
    pub(super) fn try_next(&mut self) -> Option<Box<dyn Operation>> {
        let queued = self.front.take().or_else(|| self.receiver.try_recv().ok())?;
        Some(self.take(queued))
    }

    /// The next write, if one waits already and its commit need not wait for the disk.
    pub(super) fn try_next_unsynced(&mut self) -> Option<Box<dyn Operation>> {
        if self.is_sync_next() { None } else { self.try_next() }
    }

    /// Whether a write waits already whose commit waits for the disk.
    pub(super) fn is_sync_next(&mut self) -> bool {
        self.front = self.front.take().or_else(|| self.receiver.try_recv().ok());
        self.front.as_ref().is_some_and(|queued| queued.op.needs_sync())
    }

    fn take(&self, queued: Queued) -> Box<dyn Operation> {
        self.depth.fetch_sub(1, Ordering::Relaxed);
        drop(queued.permit);
        queued.op
    }
}

impl QueueSender {
    /// Submits a write, waiting for a permit.
    pub(crate) async fn put(&self, op: Box<dyn Operation>) -> Result<(), StorageError> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| StorageError::Unavailable)?;
        self.send(Queued { op, permit: Some(permit) }).map_err(|_| StorageError::Unavailable)
    }

    /// Submits a write at once, or drops it: the queue and its overflow are full only when the
    /// database has not committed for long.
    pub(crate) fn put_now(&self, op: Box<dyn Operation>) {
        let permit = Arc::clone(&self.permits)
            .try_acquire_owned()
            .or_else(|_| Arc::clone(&self.overflow).try_acquire_owned());
        let sent =
            permit.is_ok_and(|permit| self.send(Queued { op, permit: Some(permit) }).is_ok());
        if !sent {
            Counters::add(&self.counters.dropped, 1);
            tracing::error!(
                "a write without a waiting caller was dropped: the write queue is full"
            );
        }
    }

    fn send(&self, queued: Queued) -> Result<(), Queued> {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = sender.as_ref() else { return Err(queued) };
        self.depth.fetch_add(1, Ordering::Relaxed);
        sender.send(queued).map_err(|refused| {
            self.depth.fetch_sub(1, Ordering::Relaxed);
            refused.0
        })
    }

    /// The number of waiting writes.
    pub(crate) fn depth(&self) -> usize {
        self.depth.load(Ordering::Relaxed)
    }

    /// Accepts nothing more; what waits is still written.
    pub(crate) fn close(&self) {
        self.permits.close();
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
