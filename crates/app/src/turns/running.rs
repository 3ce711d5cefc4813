//! The turns that this process is answering, and their cancellation.

use crate::events::CommitObserver;
use omni_domain::event::{Event, EventBody};
use omni_domain::ids::{ChatId, TurnId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// The turns in progress.
#[derive(Debug, Default)]
pub struct Turns {
    running: Mutex<HashMap<TurnId, (ChatId, CancellationToken)>>,
}

impl Turns {
    /// Registers a turn that is being answered until the guard is dropped.
    pub(crate) fn begin(
        &self,
        turn: TurnId,
        chat: ChatId,
        stopping: &CancellationToken,
    ) -> RunGuard<'_> {
        let token = stopping.child_token();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(turn, (chat, token.clone()));
        RunGuard { turns: self, turn, token }
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
        for (id, (of, token)) in running.iter() {
            if turn == Some(*id) || chat == Some(*of) {
                token.cancel();
            }
        }
    }
}

/// A turn that is being answered.
#[derive(Debug)]
pub(crate) struct RunGuard<'a> {
    turns: &'a Turns,
    turn: TurnId,
    token: CancellationToken,
}

impl RunGuard<'_> {
    /// Cancelled when the turn is, or when the server stops.
    pub(crate) fn token(&self) -> CancellationToken {
        self.token.clone()
    }
}

impl Drop for RunGuard<'_> {
    fn drop(&mut self) {
        let mut running = self.turns.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.turn);
    }
}
