//! What the figures need to know of an event.

use omni_domain::event::{Event, EventType};
use serde_json::Value;

/// What an event says about how well things go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// A message is lost to its recipient: it was not sent, or no agent answered it in the end.
    pub(super) failed: bool,
    /// From the moment a message was accepted until it was done: answered, or with the network.
    pub(super) processing_ms: Option<i64>,
    /// How long an agent took.
    pub(super) agent_ms: Option<i64>,
}

pub(super) fn facts(event: &Event) -> Facts {
    let number = |pointer: &str| event.payload.pointer(pointer).and_then(Value::as_i64);
    let processing = || number("/processingTimeMs").filter(|ms| *ms >= 0);
    match event.event_type {
        EventType::MessageFailed => Facts { failed: true, ..Facts::default() },
        EventType::AgentError => {
            let again = event.payload.get("willRetry").and_then(Value::as_bool);
            Facts { failed: again != Some(true), ..Facts::default() }
        }
        EventType::MessageSent => Facts { processing_ms: processing(), ..Facts::default() },
        EventType::AgentResponse => Facts {
            failed: false,
            processing_ms: processing(),
            agent_ms: number("/metadata/latencyMs").filter(|ms| *ms >= 0),
        },
        _ => Facts::default(),
    }
}
