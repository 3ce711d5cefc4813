//! The turns this process is answering: what calls them off, and how many a provider is asked at
//! once.

use crate::events::CommitObserver;
use omni_domain::event::{Event, EventBody};
use omni_domain::ids::{ChatId, TurnId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

/// Providers remembered before those that are not asked just now are forgotten.
const MAX_PROVIDERS: usize = 1000;

/// What this process is answering.
#[derive(Debug)]
pub struct Turns {
    running: Mutex<HashMap<TurnId, (ChatId, CancellationToken)>>,
    providers: Mutex<HashMap<String, Arc<Semaphore>>>,
    per_provider: usize,
}

impl Turns {
    pub(crate) fn new(per_provider: usize) -> Self {
        Self {
            running: Mutex::default(),
            providers: Mutex::default(),
            per_provider: per_provider.max(1),
        }
    }

    /// A permit to ask the provider, if one is free.
    pub(crate) fn permit(&self, provider: &str) -> Option<OwnedSemaphorePermit> {
        let mut providers = self.providers.lock().unwrap_or_else(PoisonError::into_inner);
        if providers.len() >= MAX_PROVIDERS {
            providers.retain(|_, permits| permits.available_permits() < self.per_provider);
        }
        let permits = providers
            .entry(provider.to_owned())
            .or_insert_with(|| Arc::new(Semaphore::new(self.per_provider)));
        Arc::clone(permits).try_acquire_owned().ok()
    }

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

    /// How many turns this process is answering.
    pub fn count(&self) -> usize {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl CommitObserver for Turns {
    /// Cancels the question of a turn that was cancelled, and those of a chat that was paused.
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
    /// Cancelled when the turn is called off, or the server stops.
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

#[cfg(test)]
mod tests {
    use super::Turns;

    #[test]
    fn a_busy_provider_does_not_take_anothers_permits() {
        let turns = Turns::new(1);
        let held = turns.permit("slow");
        assert!(held.is_some());
        assert!(turns.permit("slow").is_none());
        assert!(turns.permit("other").is_some());
        drop(held);
        assert!(turns.permit("slow").is_some());
    }
}
