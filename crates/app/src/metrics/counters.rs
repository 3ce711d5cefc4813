//! Counted from committed events.

use super::histogram::Histogram;
use omni_domain::event::{Event, EventType};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Different error codes kept apart; the rest is counted as `other`.
const MAX_CODES: usize = 50;

/// What has happened since the server started.
#[derive(Debug)]
pub struct Metrics {
    events: Vec<AtomicU64>,
    agent_errors: Mutex<BTreeMap<String, u64>>,
    /// Asking the agent.
    pub(super) agent: Histogram,
    /// From the first message to the stored answer.
    pub(super) turn: Histogram,
    /// From queued to taken by the network.
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

impl Metrics {
    /// Counts a committed event.
    pub(crate) fn heard(&self, event: &Event) {
        let place = EventType::ALL.iter().position(|kind| *kind == event.event_type);
        if let Some(counter) = place.and_then(|place| self.events.get(place)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        let number = |name: &str| event.payload[name].as_u64();
        match event.event_type {
            EventType::AgentResponse => {
                self.agent.observe_some(number("agentLatencyMs"));
                self.turn.observe_some(number("processingTimeMs"));
            }
            EventType::MessageSent => {
                self.send.observe_some(number("processingTimeMs"));
            }
            EventType::AgentError => self.count_error(event.payload["errorCode"].as_str()),
            _ => {}
        }
    }

    fn count_error(&self, code: Option<&str>) {
        let mut errors = self.agent_errors.lock().unwrap_or_else(PoisonError::into_inner);
        let code = code.unwrap_or("other");
        let full = errors.len() >= MAX_CODES && !errors.contains_key(code);
        *errors.entry(if full { "other" } else { code }.to_owned()).or_default() += 1;
    }

    pub(super) fn events(&self) -> impl Iterator<Item = (&'static str, u64)> {
        EventType::ALL
            .iter()
            .zip(&self.events)
            .map(|(kind, count)| (kind.as_str(), count.load(Ordering::Relaxed)))
    }

    pub(super) fn agent_errors(&self) -> BTreeMap<String, u64> {
        self.agent_errors.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
