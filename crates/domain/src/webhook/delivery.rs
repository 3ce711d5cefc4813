//! Deliveries and their attempts.

use super::Envelope;
use crate::clock::Timestamp;
use crate::ids::{ChatId, EventId, InstanceId, TenantId, WebhookDeliveryId, WebhookEndpointId};
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// The state of a delivery.
    pub enum DeliveryState {
        /// It waits for its next attempt, or for an earlier delivery.
        Pending = "pending",
        /// The endpoint has it.
        Delivered = "delivered",
        /// Given up. May be replayed.
        Failed = "failed",
    }
}

/// One event for one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Follows from the endpoint and the event, so that a repeat has the same one.
    pub id: WebhookDeliveryId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Where it is sent.
    pub endpoint_id: WebhookEndpointId,
    /// The event's position in the log.
    pub event_seq: i64,
    /// The event.
    pub event_id: EventId,
    /// Its type.
    pub event_type: String,
    /// Its instance.
    pub instance_id: Option<InstanceId>,
    /// Its chat.
    pub chat_id: Option<ChatId>,
    /// Deliveries of an endpoint with the same key are sent one after another.
    pub order_key: Option<String>,
    /// Its state.
    pub state: DeliveryState,
    /// Attempts so far, of all replays.
    pub attempts: u32,
    /// Attempts since it was created or replayed.
    pub tries: u32,
    /// How often it was replayed.
    pub replays: u32,
    /// Not attempted before.
    pub due_at: Timestamp,
    /// The status of the last response.
    pub last_status: Option<u16>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// Creation time.
    pub created_at: Timestamp,
    /// When it was delivered or given up.
    pub ended_at: Option<Timestamp>,
}

/// The outcome of an attempt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttemptOutcome {
    /// The status of the response; `None` if there was none.
    pub status: Option<u16>,
    /// Why it failed.
    pub error: Option<String>,
    /// Headers of interest of the response.
    pub headers: Vec<(String, String)>,
    /// The beginning of its body.
    pub body: Option<String>,
}

/// What was sent in an attempt, without its body: that follows from the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptRequest {
    /// The address.
    pub url: String,
    /// The form of the request.
    pub envelope: Envelope,
    /// The headers. Signatures and values of the user's own are masked.
    pub headers: Vec<(String, String)>,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The delivery.
    pub delivery_id: WebhookDeliveryId,
    /// From 1, over all replays.
    pub number: u32,
    /// When it began.
    pub at: Timestamp,
    /// Milliseconds until its end.
    pub duration_ms: u32,
    /// What was sent; `None` if nothing was, and in rows from before it was kept.
    pub request: Option<AttemptRequest>,
    /// Its outcome.
    pub outcome: AttemptOutcome,
}

/// Mixes 128 bits so that different inputs give different ids. An id is not a secret: a caller that may
/// read deliveries may read endpoints and events.
const fn mixed(one: u128, other: u128) -> Uuid {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    let mut state = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    let bytes = [one.to_be_bytes(), other.to_be_bytes()];
    let mut part = 0;
    while part < 2 {
        let mut at = 0;
        while at < 16 {
            state = (state ^ bytes[part][at] as u128).wrapping_mul(PRIME);
            at += 1;
        }
        part += 1;
    }
    // Version 8: an id whose making is ours.
    let state = state & !(0xf << 76) | (0x8 << 76);
    Uuid::from_u128(state & !(0x3 << 62) | (0x2 << 62))
}

/// The id of the delivery of an event to an endpoint.
pub const fn delivery_id(endpoint: WebhookEndpointId, event: EventId) -> WebhookDeliveryId {
    WebhookDeliveryId(mixed(endpoint.0.as_u128(), event.0.as_u128()))
}

/// The id under which a delivery is sent, where a replay has a new one.
pub const fn message_id(delivery: WebhookDeliveryId, replays: u32) -> Uuid {
    if replays == 0 { delivery.0 } else { mixed(delivery.0.as_u128(), replays as u128) }
}

/// The id of an attempt, where each has its own.
pub const fn attempt_id(delivery: WebhookDeliveryId, number: u32) -> Uuid {
    mixed(delivery.0.as_u128(), 1 << 64 | number as u128)
}

#[cfg(test)]
mod tests {
    use super::{attempt_id, delivery_id, message_id};
    use crate::ids::{EventId, WebhookEndpointId};
    use std::collections::BTreeSet;
    use uuid::Uuid;

    #[test]
    fn ids_follow_from_what_they_are_of() {
        let endpoint = |n| WebhookEndpointId(Uuid::from_u128(n));
        let event = |n| EventId(Uuid::from_u128(n));
        let mut ids = BTreeSet::new();
        for one in 0..40 {
            for other in 0..40 {
                let id = delivery_id(endpoint(one), event(other));
                assert_eq!(id, delivery_id(endpoint(one), event(other)));
                assert_eq!(id.0.get_version_num(), 8);
                assert!(ids.insert(id.0));
            }
        }
        let id = delivery_id(endpoint(1), event(2));
        assert_eq!(message_id(id, 0), id.0);
        for number in 1..40 {
            assert!(ids.insert(message_id(id, number)));
            assert!(ids.insert(attempt_id(id, number)));
        }
    }
}
