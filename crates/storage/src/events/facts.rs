//! The facts of an event that statistics need.

use omni_domain::event::{EventBody, EventType, MessageSent};

/// What an event contributes to the statistics of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// A message is lost to its recipient: it was not sent, or no agent answered it in the end.
    pub(super) failed: bool,
    /// From the acceptance of a message until it was done: answered, or accepted by the network.
    pub(super) processing_ms: Option<i64>,
    /// How long an agent took.
    pub(super) agent_ms: Option<i64>,
}

pub(super) fn facts(body: &EventBody) -> Facts {
    match body {
        _ if body.event_type() == EventType::MessageFailed => {
            Facts { failed: true, ..Facts::default() }
        }
        EventBody::AgentError(error) => Facts { failed: !error.will_retry, ..Facts::default() },
        EventBody::MessageSent(MessageSent::Accepted(message)) => {
            Facts { processing_ms: message.processing_ms.and_then(millis), ..Facts::default() }
        }
        EventBody::AgentResponse(response) => Facts {
            failed: false,
            processing_ms: response.processing_ms.and_then(millis),
            agent_ms: millis(response.latency_ms),
        },
        _ => Facts::default(),
    }
}

fn millis(millis: u64) -> Option<i64> {
    i64::try_from(millis).ok()
}
