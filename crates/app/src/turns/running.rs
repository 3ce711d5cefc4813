//! The turns that this process is answering, and their cancellation.

use crate::events::CommitObserver;
use omni_domain::event::{Event, EventBody};
use omni_domain::ids::{ChatId, TurnId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// The turns in progress.
#[derive(Debug, Default)]
pub struct Turns {
    running: Mutex<HashMap<TurnId, Arc<Attempt>>>,
}

/// One attempt to answer a turn.
#[derive(Debug)]
struct Attempt {
    chat: ChatId,
    token: CancellationToken,
}

impl Turns {
    /// Registers a turn that is being answered until the guard is dropped.
    pub(crate) fn begin(
        &self,
        turn: TurnId,
        chat: ChatId,
        stopping: &CancellationToken,
    ) -> RunGuard<'_> {
        let attempt = Arc::new(Attempt { chat, token: stopping.child_token() });
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(turn, Arc::clone(&attempt));
        RunGuard { turns: self, turn, attempt }
    }

    /// The number of turns in progress.
    pub fn count(&self) -> usize {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl CommitObserver for Turns {
    /// Cancels the request of a turn that was cancelled, and those of a chat that was paused.
    fn on_event(&self, event: &Event) {
        let (turn, chat) = match &event.body {
            EventBody::AgentCancelled(cancelled) => (Some(cancelled.turn_id), None),
            EventBody::AgentPaused(_) => (None, event.chat_id),
            _ => return,
        };
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, attempt) in running.iter() {
            if turn == Some(*id) || chat == Some(attempt.chat) {
                attempt.token.cancel();
            }
        }
    }
}

/// A turn that is being answered.
#[derive(Debug)]
pub(crate) struct RunGuard<'a> {
    turns: &'a Turns,
    turn: TurnId,
    attempt: Arc<Attempt>,
}

impl RunGuard<'_> {
    /// Cancelled when the turn is, or when the server stops.
    pub(crate) fn token(&self) -> CancellationToken {
        self.attempt.token.clone()
    }
}

impl Drop for RunGuard<'_> {
    /// An attempt that ends late leaves the entry of the one that follows it.
    fn drop(&mut self) {
        let mut running = self.turns.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.get(&self.turn).is_some_and(|now| Arc::ptr_eq(now, &self.attempt)) {
            running.remove(&self.turn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Turns;
    use crate::events::CommitObserver;
    use omni_domain::Timestamp;
    use omni_domain::event::{AgentCancelled, CancelReason, Event};
    use omni_domain::ids::{ChatId, EventId, TenantId, TurnId};
    use tokio_util::sync::CancellationToken;
    use uuid::Uuid;

    #[test]
    fn an_attempt_that_ends_late_leaves_the_next_one_cancellable() {
        let (turns, stopping) = (Turns::default(), CancellationToken::new());
        let (turn, chat) = (TurnId(Uuid::from_u128(1)), ChatId(Uuid::from_u128(2)));
        let late = turns.begin(turn, chat, &stopping);
        let next = turns.begin(turn, chat, &stopping);
        drop(late);
        assert_eq!(turns.count(), 1);
        let cancelled = AgentCancelled {
            turn_id: turn,
            chat: "1@c".to_owned(),
            reason: CancelReason::Cancelled,
            superseded_by: None,
        };
        let event =
            Event::new(EventId(Uuid::nil()), TenantId(Uuid::nil()), cancelled, Timestamp(0));
        turns.on_event(&event);
        assert!(next.token().is_cancelled());
        drop(next);
        assert_eq!(turns.count(), 0);
    }
}
