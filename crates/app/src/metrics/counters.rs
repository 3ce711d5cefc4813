//! Counters of committed events.

use super::histogram::Histogram;
use crate::events::CommitObserver;
use omni_domain::event::{Event, EventBody, EventType, MessageSent};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Different error codes kept apart; the rest is counted as `other`.
const MAX_CODES: usize = 50;

/// Counts since the server started.
#[derive(Debug)]
pub struct Metrics {
    events: Vec<AtomicU64>,
    agent_errors: Mutex<BTreeMap<String, u64>>,
    /// Durations of requests to agents.
    pub(super) agent: Histogram,
    /// From the first message to the stored answer.
    pub(super) turn: Histogram,
    /// From queued to accepted by the network.
    pub(super) send: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            events: EventType::ALL.iter().map(|_| AtomicU64::new(0)).collect(),
            agent_errors: Mutex::default(),
            agent: Histogram::default(),
            turn: Histogram::default(),
            send: Histogram::default(),
        }
    }
}

impl CommitObserver for Metrics {
    /// Counts a committed event.
    fn on_event(&self, event: &Event) {
        let kind = event.event_type();
        let index = EventType::ALL.iter().position(|known| *known == kind);
        if let Some(counter) = index.and_then(|index| self.events.get(index)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        match &event.body {
            EventBody::AgentResponse(response) => {
                self.agent.observe_some(Some(response.latency_ms));
                self.turn.observe_some(response.processing_ms);
            }
            EventBody::MessageSent(MessageSent::Accepted(message)) => {
                self.send.observe_some(message.processing_ms);
            }
            EventBody::AgentError(error) => self.count_error(&error.error_code),
            _ => {}
        }
    }
}

impl Metrics {
    fn count_error(&self, code: &str) {
        let mut errors = self.agent_errors.lock().unwrap_or_else(PoisonError::into_inner);
        let full = errors.len() >= MAX_CODES && !errors.contains_key(code);
        *errors.entry(if full { "other" } else { code }.to_owned()).or_default() += 1;
    }

    pub(super) fn events(&self) -> impl Iterator<Item = (&'static str, u64)> {
        EventType::ALL
            .iter()
            .zip(&self.events)
            .filter(|(kind, _)| **kind != EventType::Unknown)
            .map(|(kind, count)| (kind.as_str(), count.load(Ordering::Relaxed)))
    }

    pub(super) fn agent_errors(&self) -> BTreeMap<String, u64> {
        self.agent_errors.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
