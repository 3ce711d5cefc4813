//! Callers that wait for the result of their send. Fed from committed events.

use crate::events::CommitObserver;
use omni_domain::event::{Event, EventBody};
use omni_domain::ids::MessageId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;

/// The waiting callers by message. Each entry is a [`Waiter`] that still exists.
#[derive(Debug, Default)]
pub struct Waiters {
    waiting: Mutex<HashMap<MessageId, Vec<oneshot::Sender<()>>>>,
}

/// One caller that waits for one message. Dropping it ends this wait and no other.
#[derive(Debug)]
pub struct Waiter<'a> {
    waiters: &'a Waiters,
    id: MessageId,
    settled: oneshot::Receiver<()>,
}

impl Waiters {
    /// Waits for the message to leave the queue. Register before the message is committed, or
    /// the outcome may arrive first.
    pub fn register(&self, id: MessageId) -> Waiter<'_> {
        let (sender, settled) = oneshot::channel();
        self.with(|waiting| waiting.entry(id).or_default().push(sender));
        Waiter { waiters: self, id, settled }
    }

    /// The messages that are waited for.
    pub(super) fn ids(&self) -> Vec<MessageId> {
        self.with(|waiting| waiting.keys().copied().collect())
    }

    /// Wakes the callers that wait for the message.
    pub(super) fn wake(&self, id: MessageId) {
        let senders = self.with(|waiting| waiting.remove(&id));
        for sender in senders.into_iter().flatten() {
            // The caller may have stopped waiting.
            let _ = sender.send(());
        }
    }

    fn with<R>(
        &self,
        change: impl FnOnce(&mut HashMap<MessageId, Vec<oneshot::Sender<()>>>) -> R,
    ) -> R {
        change(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Waiter<'_> {
    /// Returns once the send has a result. Unbounded: the caller sets the time limit.
    pub async fn settled(&mut self) {
        let _ = (&mut self.settled).await;
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.settled.close();
        self.waiters.with(|waiting| {
            let Some(senders) = waiting.get_mut(&self.id) else { return };
            senders.retain(|sender| !sender.is_closed());
            if senders.is_empty() {
                waiting.remove(&self.id);
            }
        });
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
                // Its result is that it waits.
                | EventBody::MessageHeld(_)
        );
        if let Some(id) = event.message_id.filter(|_| settled) {
            self.wake(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CommitObserver as _, Waiters};
    use futures::FutureExt as _;
    use omni_domain::event::{Event, MessageFailed};
    use omni_domain::ids::{EventId, MessageId, TenantId};
    use omni_domain::{Env, Timestamp};

    fn failed(id: MessageId) -> Event {
        let body = MessageFailed {
            external_id: "3EB0".to_owned(),
            chat: "15550000002@s.whatsapp.net".to_owned(),
            error: "refused".to_owned(),
            error_code: "channel.rejected.463".to_owned(),
            retryable: false,
        };
        let event_id: EventId = Env::system().id();
        let event = Event::new(event_id, TenantId::DEFAULT, body, Timestamp(1));
        Event { message_id: Some(id), ..event }
    }

    #[test]
    fn a_request_that_times_out_does_not_end_the_wait_of_its_repeat() {
        let waiters = Waiters::default();
        let id: MessageId = Env::system().id();
        let first = waiters.register(id);
        let mut repeat = waiters.register(id);
        drop(first);
        assert_eq!(repeat.settled().now_or_never(), None, "the message is still queued");
        waiters.on_event(&failed(id));
        assert_eq!(repeat.settled().now_or_never(), Some(()));
    }

    #[test]
    fn a_caller_that_disconnects_leaves_no_entry() {
        let waiters = Waiters::default();
        let (id, other): (MessageId, MessageId) = (Env::system().id(), Env::system().id());
        drop(waiters.register(id));
        let kept = waiters.register(other);
        waiters.with(|waiting| assert_eq!(waiting.keys().collect::<Vec<_>>(), [&other]));
        drop(kept);
        waiters.with(|waiting| assert!(waiting.is_empty()));
    }

    #[test]
    fn a_result_reaches_every_caller_of_the_message() {
        let waiters = Waiters::default();
        let id: MessageId = Env::system().id();
        let (mut first, mut second) = (waiters.register(id), waiters.register(id));
        waiters.on_event(&failed(id));
        assert_eq!(first.settled().now_or_never(), Some(()));
        assert_eq!(second.settled().now_or_never(), Some(()));
        waiters.with(|waiting| assert!(waiting.is_empty()));
    }
}
