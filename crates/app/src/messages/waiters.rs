//! Callers that wait for the result of their send. Fed from committed events.

use crate::events::CommitObserver;
use omni_domain::event::{Event, EventBody};
use omni_domain::ids::MessageId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;

/// One entry per HTTP request that waits; the entry is removed with the request.
#[derive(Debug, Default)]
pub struct Waiters {
    waiting: Mutex<HashMap<MessageId, Vec<oneshot::Sender<()>>>>,
}

impl Waiters {
    /// Waits for the message to leave the queue. Register before the message is committed, or
    /// the outcome may arrive first.
    pub fn register(&self, id: MessageId) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.entry(id).or_default().push(sender);
        receiver
    }

    /// Removes the callers of this message.
    pub fn remove(&self, id: MessageId) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}

impl CommitObserver for Waiters {
    /// Wakes the callers that wait for the message, if the event is the result of its send.
    fn on_event(&self, event: &Event) {
        let settled = matches!(
            event.body,
            EventBody::MessageSent(_)
                | EventBody::MessageDelivered(_)
                | EventBody::MessageRead(_)
                | EventBody::MessageFailed(_)
        );
        let Some(id) = event.message_id.filter(|_| settled) else { return };
        let senders = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if waiting.is_empty() {
                return;
            }
            waiting.remove(&id)
        };
        for sender in senders.into_iter().flatten() {
            // The caller may have stopped waiting.
            let _ = sender.send(());
        }
    }
}
