//! Events to publish.

use omni_bus::{RecvError, Subscription};
use omni_domain::event::{Event, EventType, Unreadable};
use omni_domain::instance::ChannelType;
use omni_domain::{EventId, InstanceId, TenantId, Timestamp};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// An event with this sequence number and an id of its own.
pub(crate) fn event(seq: i64) -> Arc<Event> {
    of_type(seq, EventType::MessageReceived)
}

pub(crate) fn of_type(seq: i64, kind: EventType) -> Arc<Event> {
    let id = EventId(Uuid::from_u128(u128::try_from(seq).unwrap() + 1_000));
    let at = Timestamp(1_738_152_000_000);
    let mut event = Event::new(id, TenantId::DEFAULT, Unreadable::of(kind, json!(null)), at);
    event.seq = seq;
    event.channel = Some(ChannelType::WhatsappBaileys);
    event.instance_id = Some(InstanceId(Uuid::from_u128(5)));
    event.text = Some(format!("event {seq}"));
    Arc::new(event)
}

pub(crate) fn events(seqs: std::ops::Range<i64>) -> Vec<Arc<Event>> {
    seqs.map(event).collect()
}

/// The next item; fails after a time limit.
pub(crate) async fn next(subscription: &mut Subscription) -> Result<Arc<Event>, RecvError> {
    tokio::time::timeout(Duration::from_secs(10), subscription.recv()).await.unwrap()
}

/// The sequence number of the next event.
pub(crate) async fn next_seq(subscription: &mut Subscription) -> i64 {
    next(subscription).await.unwrap().seq
}

/// Whether nothing arrives for a while.
pub(crate) async fn receives_nothing(subscription: &mut Subscription) -> bool {
    tokio::time::timeout(Duration::from_millis(300), subscription.recv()).await.is_err()
}
