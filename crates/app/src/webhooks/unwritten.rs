//! Deliveries that are not written yet, in the order of their writing.

use super::distribute::Fresh;
use omni_domain::ids::WebhookEndpointId;
use std::collections::{BTreeSet, HashSet, VecDeque};

/// Two queues, each in the order of the log. So are the deliveries of each endpoint, whichever queue
/// they are in: otherwise a later one could be sent first.
#[derive(Debug, Default)]
pub(super) struct Unwritten {
    prompt: VecDeque<Fresh>,
    /// Written last: to endpoints that fail, or that an earlier one is in here for.
    failing: VecDeque<Fresh>,
}

impl Unwritten {
    pub(super) fn is_empty(&self) -> bool {
        self.prompt.is_empty() && self.failing.is_empty()
    }

    /// Whether more of the log may be added. While endpoints that fail are behind, the others go on.
    pub(super) fn has_room(&self, most: usize) -> bool {
        self.prompt.is_empty() && self.failing.len() < most
    }

    /// Adds the deliveries of events that follow those added before.
    pub(super) fn add(&mut self, fresh: Vec<Fresh>, failing: &BTreeSet<WebhookEndpointId>) {
        let behind: HashSet<WebhookEndpointId> =
            self.failing.iter().map(|one| one.delivery.endpoint_id).collect();
        for one in fresh {
            let id = one.delivery.endpoint_id;
            if failing.contains(&id) || behind.contains(&id) {
                self.failing.push_back(one);
            } else {
                self.prompt.push_back(one);
            }
        }
    }

    /// Takes what is written next.
    pub(super) fn take(&mut self, most: usize) -> Vec<Fresh> {
        let queue = if self.prompt.is_empty() { &mut self.failing } else { &mut self.prompt };
        let count = queue.len().min(most);
        queue.drain(..count).collect()
    }

    /// The position up to which nothing is in here, of a log that was added up to `seen`.
    pub(super) fn complete(&self, seen: i64) -> i64 {
        let firsts = [self.prompt.front(), self.failing.front()];
        let before = firsts.into_iter().flatten().map(|one| one.event.seq - 1).min();
        before.unwrap_or(seen)
    }
}

#[cfg(test)]
mod tests {
    use super::Unwritten;
    use crate::webhooks::Fresh;
    use omni_domain::Timestamp;
    use omni_domain::event::{Event, WebhookEndpointDisabled};
    use omni_domain::ids::{EventId, TenantId, WebhookEndpointId};
    use omni_domain::webhook::{Delivery, DeliveryState, DisabledReason, delivery_id};
    use std::collections::BTreeSet;
    use std::sync::Arc;
    use uuid::Uuid;

    const A: WebhookEndpointId = WebhookEndpointId(Uuid::from_u128(1));
    const B: WebhookEndpointId = WebhookEndpointId(Uuid::from_u128(2));

    /// The delivery of an event at a position.
    fn fresh(endpoint_id: WebhookEndpointId, seq: i64) -> Fresh {
        let now = Timestamp(0);
        let body =
            WebhookEndpointDisabled { endpoint_id, reason: DisabledReason::Gone, failures: 0 };
        let mut event = Event::new(EventId(Uuid::nil()), TenantId::DEFAULT, body, now);
        event.seq = seq;
        let delivery = Delivery {
            id: delivery_id(endpoint_id, event.id),
            tenant_id: event.tenant_id,
            endpoint_id,
            event_seq: seq,
            event_id: event.id,
            event_type: event.type_name().to_owned(),
            instance_id: None,
            chat_id: None,
            order_key: None,
            state: DeliveryState::Pending,
            attempts: 0,
            tries: 0,
            replays: 0,
            due_at: now,
            last_status: None,
            last_error: None,
            created_at: now,
            ended_at: None,
        };
        Fresh { delivery, event: Arc::new(event) }
    }

    fn take(from: &mut Unwritten, most: usize) -> Vec<(WebhookEndpointId, i64)> {
        let taken = from.take(most);
        taken.into_iter().map(|one| (one.delivery.endpoint_id, one.event.seq)).collect()
    }

    #[test]
    fn an_endpoint_that_fails_waits_for_the_others() {
        let mut all = Unwritten::default();
        let failing = BTreeSet::from([A]);
        all.add(vec![fresh(A, 1), fresh(B, 1), fresh(A, 2), fresh(B, 2)], &failing);
        assert!(!all.has_room(9));
        assert_eq!(take(&mut all, 9), [(B, 1), (B, 2)]);
        assert!(all.has_room(9) && !all.has_room(2) && !all.is_empty());
        all.add(vec![fresh(A, 3), fresh(B, 3)], &failing);
        assert_eq!(take(&mut all, 9), [(B, 3)]);
        assert_eq!(take(&mut all, 2), [(A, 1), (A, 2)]);
        assert_eq!(take(&mut all, 2), [(A, 3)]);
        assert!(all.is_empty());
    }

    #[test]
    fn nothing_overtakes_an_earlier_delivery_of_its_endpoint() {
        let mut all = Unwritten::default();
        all.add(vec![fresh(A, 1), fresh(A, 2)], &BTreeSet::from([A]));
        // It is reached again.
        all.add(vec![fresh(A, 3)], &BTreeSet::new());
        assert_eq!(take(&mut all, 9), [(A, 1), (A, 2), (A, 3)]);
    }

    #[test]
    fn the_position_is_before_the_first_that_waits() {
        let mut all = Unwritten::default();
        assert_eq!(all.complete(7), 7);
        all.add(vec![fresh(A, 8), fresh(B, 8), fresh(B, 9)], &BTreeSet::from([A]));
        take(&mut all, 1);
        assert_eq!(all.complete(9), 7);
        take(&mut all, 1);
        assert_eq!(all.complete(9), 7, "that of the endpoint that fails");
        take(&mut all, 1);
        assert_eq!(all.complete(9), 9);
    }
}
