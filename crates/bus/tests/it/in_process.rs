//! One process.

use crate::event::{event, events, next, next_seq, receives_nothing};
use omni_bus::{Bus, RecvError, Topic};
use omni_domain::job::JobKind;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn every_subscriber_gets_every_event_in_order() {
    let bus = Bus::in_process(100);
    bus.publish(&events(1..3));
    let (mut a, mut b) = (bus.subscribe(), bus.clone().subscribe());
    bus.publish(&events(3..6));
    for seq in 3..6 {
        assert_eq!(next_seq(&mut a).await, seq);
        assert_eq!(next_seq(&mut b).await, seq);
    }
    assert!(receives_nothing(&mut a).await);
}

#[tokio::test]
async fn a_slow_subscriber_is_notified_of_missed_events_and_continues() {
    let bus = Bus::in_process(4);
    let mut slow = bus.subscribe();
    bus.publish(&events(0..10));
    assert_eq!(next(&mut slow).await, Err(RecvError::Lagged(6)));
    assert_eq!(next_seq(&mut slow).await, 6);
}

#[tokio::test]
async fn publishing_never_blocks() {
    let bus = Bus::in_process(2);
    let _never_reads = bus.subscribe();
    bus.publish(&events(0..10_000));
}

#[tokio::test]
async fn wakeups_are_coalesced_and_none_is_lost() {
    let bus = Bus::in_process(4);
    bus.wake(Topic::Jobs(JobKind::MessageSend));
    let mut jobs = bus.wakeups(Topic::Jobs(JobKind::MessageSend));
    let mut sessions = bus.wakeups(Topic::Sessions);
    let pending =
        |woken: &mut omni_bus::Wakeups| futures::FutureExt::now_or_never(woken.next()).is_none();
    assert!(pending(&mut jobs), "from before");
    for _ in 0..5 {
        bus.wake(Topic::Jobs(JobKind::MessageSend));
    }
    assert_eq!(jobs.next().await, Some(()));
    assert!(pending(&mut jobs), "five count as one");
    assert!(pending(&mut sessions), "another topic");

    let waiting = tokio::spawn(async move { jobs.next().await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    bus.wake(Topic::Jobs(JobKind::MessageSend));
    assert_eq!(waiting.await.unwrap(), Some(()));
}

#[tokio::test]
async fn closing_ends_subscriptions_after_published_events() {
    let bus = Bus::in_process(10);
    let mut listener = bus.subscribe();
    let mut jobs = bus.wakeups(Topic::Jobs(JobKind::MessageSend));
    bus.publish(&[event(1)]);
    bus.close().await;
    bus.publish(&[event(2)]);
    assert_eq!(next_seq(&mut listener).await, 1);
    assert_eq!(next(&mut listener).await, Err(RecvError::Closed));
    assert_eq!(jobs.next().await, None);
    assert!(!bus.health().await.ok);
}

#[tokio::test]
async fn health_counts_the_six_logical_streams() {
    let health = Bus::in_process(1).health().await;
    assert_eq!((health.kind, health.ok, health.streams), ("in-process", true, 6));
    assert_eq!((health.queued, health.dropped, health.detail), (0, 0, None));
}

#[tokio::test]
async fn subscribers_share_one_event() {
    let bus = Bus::in_process(4);
    let (mut a, mut b) = (bus.subscribe(), bus.subscribe());
    let sent = event(1);
    bus.publish(std::slice::from_ref(&sent));
    assert!(Arc::ptr_eq(&next(&mut a).await.unwrap(), &sent));
    assert!(Arc::ptr_eq(&next(&mut b).await.unwrap(), &sent));
}
