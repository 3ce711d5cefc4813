//! Sends that wait for their acknowledgement.

use omni_domain::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;
use wacore::types::events::ServerAck;

/// The network's acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// The message was accepted, at this time of the network's clock.
    Accepted(Option<Timestamp>),
    /// The message was refused, with this code.
    Refused(String),
}

/// Waiting senders by message id. An entry lives as long as its [`Waiter`].
#[derive(Debug, Default)]
pub(crate) struct Acks(Mutex<HashMap<String, Vec<oneshot::Sender<Answer>>>>);

impl Acks {
    fn with<R>(
        &self,
        f: impl FnOnce(&mut HashMap<String, Vec<oneshot::Sender<Answer>>>) -> R,
    ) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Registers a waiter; called before sending, because the answer may arrive at once.
    pub(super) fn expect(&self, id: &str) -> Waiter<'_> {
        let (sender, answer) = oneshot::channel();
        self.with(|map| map.entry(id.to_owned()).or_default().push(sender));
        Waiter { acks: self, id: id.to_owned(), answer }
    }

    /// Completes the waiters of a message; `false` if there is none.
    pub(crate) fn resolve(&self, ack: &ServerAck) -> bool {
        let Some(waiting) = self.with(|map| map.remove(&ack.id)) else { return false };
        let answer = match &ack.error {
            Some(code) => Answer::Refused(code.clone()),
            None => Answer::Accepted(ack.timestamp.map(|at| Timestamp(at.timestamp_millis()))),
        };
        let completed =
            waiting.into_iter().filter_map(|sender| sender.send(answer.clone()).ok()).count();
        completed > 0
    }

    /// The connection has ended: no waiter will get an answer.
    pub(crate) fn abandon(&self) {
        self.with(|map| *map = HashMap::new());
    }
}

/// Waits for one acknowledgement.
#[derive(Debug)]
pub(super) struct Waiter<'a> {
    acks: &'a Acks,
    id: String,
    answer: oneshot::Receiver<Answer>,
}

impl Waiter<'_> {
    /// The answer; `None` if the connection ended first.
    pub(super) async fn answer(&mut self) -> Option<Answer> {
        (&mut self.answer).await.ok()
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.answer.close();
        self.acks.with(|map| {
            if let Some(waiting) = map.get_mut(&self.id) {
                waiting.retain(|sender| !sender.is_closed());
                if waiting.is_empty() {
                    map.remove(&self.id);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Acks, Answer};
    use wacore::types::events::ServerAck;

    fn ack(id: &str, error: Option<&str>) -> ServerAck {
        ServerAck::builder().id(id.to_owned()).maybe_error(error.map(str::to_owned)).build()
    }

    #[tokio::test]
    async fn an_acknowledgement_completes_its_waiters() {
        let acks = Acks::default();
        let mut first = acks.expect("A");
        let mut second = acks.expect("A");
        let mut other = acks.expect("B");
        assert!(acks.resolve(&ack("A", None)));
        assert!(acks.resolve(&ack("B", Some("463"))));
        assert_eq!(first.answer().await, Some(Answer::Accepted(None)));
        assert_eq!(second.answer().await, Some(Answer::Accepted(None)));
        assert_eq!(other.answer().await, Some(Answer::Refused("463".to_owned())));
        assert!(!acks.resolve(&ack("A", None)), "answered once");
    }

    #[tokio::test]
    async fn a_dropped_waiter_leaves_no_entry() {
        let acks = Acks::default();
        drop(acks.expect("A"));
        assert!(!acks.resolve(&ack("A", None)));
        let mut waiting = acks.expect("B");
        acks.abandon();
        assert_eq!(waiting.answer().await, None);
        drop(waiting);
        acks.with(|map| assert!(map.is_empty()));
    }
}
