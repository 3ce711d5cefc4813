//! The mailbox of one device: every stanza stays until the device confirms it.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

use tokio::sync::Notify;
use wacore_binary::Node;

use super::sync::Lock;

/// Unsent stanzas to a connected device above which senders have to wait.
const BACKLOG: u64 = 4_096;

/// Ordered at-least-once queue of one companion device.
#[derive(Default)]
pub(crate) struct Mailbox {
    state: Lock<State>,
    arrived: Notify,
    drained: Notify,
}

#[derive(Default)]
struct State {
    next: u64,
    /// Entries below this were written to the current connection.
    sent: u64,
    /// Number of the current connection: an older one gets nothing more.
    generation: u64,
    open: bool,
    entries: BTreeMap<u64, Arc<Node>>,
    by_key: HashMap<Key, VecDeque<u64>>,
}

/// A confirmation names the class of a stanza and its id.
type Key = (&'static str, String);

/// The start of delivery on one connection.
pub(crate) struct Opened {
    pub(crate) generation: u64,
    /// Entries below this arrived while the device was offline.
    pub(crate) until: u64,
    /// How many those are.
    pub(crate) count: usize,
}

/// One stanza to write.
pub(crate) struct Due {
    pub(crate) sequence: u64,
    pub(crate) node: Arc<Node>,
}

/// The class that confirmations of a stanza use.
pub(crate) fn class_of(tag: &str) -> Option<&'static str> {
    ["message", "receipt", "notification", "call"].into_iter().find(|class| *class == tag)
}

impl Mailbox {
    /// Puts a stanza at the end. Stanzas without a class that is confirmed are not kept.
    pub(crate) fn push(&self, id: &str, node: Node) {
        let Some(class) = class_of(&node.tag) else { return };
        let key = (class, id.to_owned());
        {
            let mut state = self.state.lock();
            let sequence = state.next;
            state.next += 1;
            state.by_key.entry(key).or_default().push_back(sequence);
            state.entries.insert(sequence, Arc::new(node));
        }
        self.arrived.notify_one();
    }

    /// Starts delivery on a new connection from the oldest entry.
    pub(crate) fn open(&self) -> Opened {
        let mut state = self.state.lock();
        state.sent = 0;
        state.open = true;
        state.generation += 1;
        Opened { generation: state.generation, until: state.next, count: state.entries.len() }
    }

    /// Ends delivery: the connection is closed or silent.
    pub(crate) fn close(&self) {
        self.state.lock().open = false;
        self.drained.notify_waiters();
    }

    /// The next entry that was not sent to the connection of this generation.
    pub(crate) fn take_due(&self, generation: u64) -> Option<Due> {
        let mut state = self.state.lock();
        if state.generation != generation {
            return None;
        }
        let from = Bound::Included(state.sent);
        let (sequence, node) = state
            .entries
            .range((from, Bound::Unbounded))
            .next()
            .map(|(sequence, node)| (*sequence, Arc::clone(node)))?;
        state.sent = sequence + 1;
        if state.next - state.sent == BACKLOG / 2 {
            self.drained.notify_waiters();
        }
        Some(Due { sequence, node })
    }

    /// Waits until something may be due.
    pub(crate) async fn arrival(&self) {
        self.arrived.notified().await;
    }

    /// Removes the oldest written stanza that a confirmation names.
    pub(crate) fn settle(&self, class: &'static str, id: &str) -> bool {
        let mut state = self.state.lock();
        let key = (class, id.to_owned());
        let sent = state.sent;
        let Some(sequences) = state.by_key.get_mut(&key) else { return false };
        let Some(oldest) = sequences.front().copied().filter(|sequence| *sequence < sent) else {
            return false;
        };
        sequences.pop_front();
        if sequences.is_empty() {
            state.by_key.remove(&key);
        }
        state.entries.remove(&oldest);
        true
    }

    /// Number of stanzas that no confirmation has named yet.
    pub(crate) fn len(&self) -> usize {
        self.state.lock().entries.len()
    }

    /// Delays a sender while a connected device lags far behind.
    pub(crate) async fn wait_for_capacity(&self) {
        loop {
            let drained = self.drained.notified();
            {
                let state = self.state.lock();
                if !state.open || state.next.saturating_sub(state.sent) < BACKLOG {
                    return;
                }
            }
            drained.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use wacore_binary::builder::NodeBuilder;

    use super::*;

    fn message(id: &str) -> Node {
        NodeBuilder::new("message").attr("id", id.to_owned()).build()
    }

    #[test]
    fn a_stanza_stays_until_it_was_sent_and_confirmed() {
        let mailbox = Mailbox::default();
        mailbox.push("A", message("A"));
        mailbox.push("B", message("B"));
        assert!(!mailbox.settle("message", "A"), "not written yet");
        let first = mailbox.open();
        assert_eq!((first.until, first.count), (2, 2));
        assert_eq!(mailbox.take_due(first.generation).unwrap().sequence, 0);
        assert!(mailbox.settle("message", "A"));
        mailbox.close();
        let second = mailbox.open();
        assert_eq!(second.count, 1, "only the unconfirmed one is left");
        assert!(mailbox.take_due(first.generation).is_none(), "the old connection gets nothing");
        assert_eq!(mailbox.take_due(second.generation).unwrap().sequence, 1);
        assert!(mailbox.take_due(second.generation).is_none());
        assert!(mailbox.settle("message", "B"));
        assert_eq!(mailbox.len(), 0);
    }

    #[test]
    fn a_confirmation_takes_one_of_two_with_the_same_id() {
        let mailbox = Mailbox::default();
        let opened = mailbox.open();
        mailbox.push("A", message("A"));
        mailbox.push("A", message("A"));
        while mailbox.take_due(opened.generation).is_some() {}
        assert!(mailbox.settle("message", "A"));
        assert_eq!(mailbox.len(), 1);
    }
}
