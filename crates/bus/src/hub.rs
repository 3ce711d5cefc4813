//! Fan-out inside one process, with or without NATS.

use crate::subscription::Subscription;
use crate::topic::{Topic, Wakeups};
use omni_domain::event::Event;
use std::sync::Arc;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

/// An item for subscribers.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    Event(Arc<Event>),
    /// So many events of other nodes were missed.
    Gap(u64),
}

/// The subscribers of this process.
#[derive(Debug)]
pub(crate) struct Hub {
    items: broadcast::Sender<Item>,
    wakeups: [watch::Sender<u64>; Topic::COUNT],
    closed: CancellationToken,
}

impl Hub {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            items: broadcast::Sender::new(capacity.max(1)),
            wakeups: std::array::from_fn(|_| watch::Sender::new(0)),
            closed: CancellationToken::new(),
        }
    }

    /// Having no subscribers is not an error, here and below.
    pub(crate) fn publish(&self, event: &Arc<Event>) {
        let _ = self.items.send(Item::Event(Arc::clone(event)));
    }

    pub(crate) fn gap(&self, missed: u64) {
        let _ = self.items.send(Item::Gap(missed));
    }

    pub(crate) fn wake(&self, topic: Topic) {
        self.wakeups[topic.index()].send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn subscribe(&self) -> Subscription {
        Subscription { items: self.items.subscribe(), closed: self.closed.clone() }
    }

    pub(crate) fn wakeups(&self, topic: Topic) -> Wakeups {
        let changed = self.wakeups[topic.index()].subscribe();
        Wakeups { changed, closed: self.closed.clone() }
    }

    pub(crate) fn close(&self) {
        self.closed.cancel();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.is_cancelled()
    }
}
