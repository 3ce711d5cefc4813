//! The bounded queue from the library's event handlers to the pump.

use crate::inbound::Item;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc;

/// Enough for a burst of receipts, and for what a new device receives of the account's chats; an entry
/// is small, and unused capacity costs nothing.
const CAPACITY: usize = 16_384;

#[derive(Debug)]
pub(crate) struct Queue {
    sender: mpsc::Sender<Item>,
    dropped: AtomicU64,
}

impl Queue {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Item>) {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        (Self { sender, dropped: AtomicU64::new(0) }, receiver)
    }

    /// Handlers must not wait; what does not fit is dropped and counted.
    pub(crate) fn add(&self, item: Item) {
        if self.sender.try_send(item).is_err() {
            let dropped = self.dropped.fetch_add(1, Ordering::Relaxed) + 1;
            if dropped.is_power_of_two() {
                tracing::warn!(
                    dropped,
                    "events of a WhatsApp session arrive faster than they are stored"
                );
            }
        }
    }

    /// For events that may be dropped first: dropped while the queue is more than half full.
    pub(crate) fn add_if_half_empty(&self, item: Item) {
        if self.sender.capacity() > CAPACITY / 2 {
            self.add(item);
        }
    }
}
