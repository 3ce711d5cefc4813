//! Two nodes and an outside consumer, on a working server.

use crate::event::{event, events, next, next_seq, of_type, receives_nothing};
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use futures::StreamExt as _;
use omni_bus::{Bus, EventStream, NatsConfig, RecvError, Topic};
use omni_domain::event::{Event, EventType};
use omni_domain::job::JobKind;
use omni_testing::Space;
use std::sync::Arc;
use std::time::Duration;

async fn bus(space: &Space) -> Bus {
    Bus::nats(space.config()).await.unwrap()
}

/// Reads this many messages of a stream: subject, id header, sequence header, body.
async fn read(
    space: &Space,
    stream: EventStream,
    count: usize,
) -> Vec<(String, String, i64, Event)> {
    let stream = space.jetstream().get_stream(stream.name(&space.prefix)).await.unwrap();
    let config = pull::Config {
        ack_policy: AckPolicy::None,
        deliver_policy: DeliverPolicy::All,
        ..pull::Config::default()
    };
    let consumer = stream.create_consumer(config).await.unwrap();
    let messages = consumer.messages().await.unwrap().take(count);
    let read = messages.map(|message| {
        let message = message.unwrap();
        let headers = message.headers.as_ref().unwrap();
        let id = headers.get("Nats-Msg-Id").unwrap().to_string();
        let seq = headers.get("Omni-Seq").unwrap().as_str().parse().unwrap();
        let body = serde_json::from_slice(&message.payload).unwrap();
        (message.subject.to_string(), id, seq, body)
    });
    tokio::time::timeout(Duration::from_secs(10), read.collect()).await.unwrap()
}

async fn healthy(bus: &Bus) -> omni_bus::BusHealth {
    for _ in 0..200 {
        let health = bus.health().await;
        if health.ok && health.queued == 0 {
            return health;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{:?}", bus.health().await);
}

#[tokio::test]
async fn events_reach_other_nodes_once_and_do_not_echo() {
    let space = Space::new().await;
    let (here, there) = (bus(&space).await, bus(&space).await);
    let (mut local, mut remote) = (here.subscribe(), there.subscribe());
    here.publish(&events(1..50));
    for seq in 1..50 {
        assert_eq!(next_seq(&mut local).await, seq);
        assert_eq!(*next(&mut remote).await.unwrap(), *event(seq));
    }
    there.publish(&[event(50)]);
    assert_eq!(next_seq(&mut local).await, 50);
    assert_eq!(next_seq(&mut remote).await, 50);
    assert!(receives_nothing(&mut local).await && receives_nothing(&mut remote).await);
    space.remove().await;
}

#[tokio::test]
async fn wakeups_reach_other_nodes() {
    let space = Space::new().await;
    let (here, there) = (bus(&space).await, bus(&space).await);
    let (mut jobs, mut sessions) =
        (there.wakeups(Topic::Jobs(JobKind::MessageSend)), there.wakeups(Topic::Sessions));
    here.wake(Topic::Jobs(JobKind::MessageSend));
    tokio::time::timeout(Duration::from_secs(5), jobs.next()).await.unwrap().unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(200), sessions.next()).await.is_err());
    let mut keys = there.wakeups(Topic::Keys);
    here.wake(Topic::Keys);
    tokio::time::timeout(Duration::from_secs(5), keys.next()).await.unwrap().unwrap();
    here.wake(Topic::Sessions);
    tokio::time::timeout(Duration::from_secs(5), sessions.next()).await.unwrap().unwrap();
    space.remove().await;
}

#[tokio::test]
async fn prefixes_keep_installations_apart() {
    let (one, other) = (Space::new().await, Space::new().await);
    let (here, elsewhere) = (bus(&one).await, bus(&other).await);
    let mut listener = elsewhere.subscribe();
    here.publish(&[event(1)]);
    assert!(receives_nothing(&mut listener).await);
    one.remove().await;
    other.remove().await;
}

#[tokio::test]
async fn the_six_streams_are_created_with_their_ages_and_not_changed_later() {
    let space = Space::new().await;
    let first = bus(&space).await;
    let health = healthy(&first).await;
    assert_eq!((health.kind, health.streams, health.detail), ("nats", 6, None));
    assert!(health.latency.unwrap() < Duration::from_secs(2));

    let day = 24 * 60 * 60;
    for (stream, days) in EventStream::ALL.into_iter().zip([30, 90, 7, 7, 30, 7]) {
        let name = stream.name(&space.prefix);
        let mut found = space.jetstream().get_stream(&name).await.unwrap();
        let mut config = found.info().await.unwrap().config.clone();
        assert_eq!(config.max_age.as_secs(), days * day, "{name}");
        assert_eq!(config.subjects, stream.subjects(&space.prefix));
        config.max_age = Duration::from_secs(day);
        space.jetstream().update_stream(config).await.unwrap();
    }
    let second = bus(&space).await;
    healthy(&second).await;
    let name = EventStream::Identity.name(&space.prefix);
    let mut kept = space.jetstream().get_stream(name).await.unwrap();
    assert_eq!(kept.info().await.unwrap().config.max_age.as_secs(), day);
    space.remove().await;
}

#[tokio::test]
async fn events_are_stored_in_order_with_their_ids_under_their_subjects() {
    let space = Space::new().await;
    let bus = bus(&space).await;
    bus.publish(&events(1..300));
    let read = read(&space, EventStream::Messages, 299).await;
    for (seq, (subject, id, header_seq, body)) in (1..300).zip(read) {
        let instance = "00000000-0000-0000-0000-000000000005";
        let prefix = &space.prefix;
        assert_eq!(subject, format!("{prefix}.message.received.whatsapp-baileys.{instance}"));
        assert_eq!((id, header_seq), (event(seq).id.to_string(), seq));
        assert_eq!(body, *event(seq));
    }
    space.remove().await;
}

#[tokio::test]
async fn every_type_has_a_stream() {
    let space = Space::new().await;
    let bus = bus(&space).await;
    let all: Vec<Arc<Event>> =
        (1..).zip(EventType::ALL).map(|(seq, kind)| of_type(seq, *kind)).collect();
    bus.publish(&all);
    let health = healthy(&bus).await;
    assert_eq!(health.dropped, 0);
    bus.close().await;
    let mut kept = 0;
    for stream in EventStream::ALL {
        let mut found = space.jetstream().get_stream(stream.name(&space.prefix)).await.unwrap();
        kept += found.info().await.unwrap().state.messages;
    }
    assert_eq!(kept, all.len() as u64);
    space.remove().await;
}

#[tokio::test]
async fn an_event_published_twice_is_stored_once() {
    let space = Space::new().await;
    let (one, two) = (bus(&space).await, bus(&space).await);
    one.publish(&[event(1), event(1)]);
    two.publish(&[event(1)]);
    one.close().await;
    two.close().await;
    let name = EventStream::Messages.name(&space.prefix);
    let mut found = space.jetstream().get_stream(name).await.unwrap();
    assert_eq!(found.info().await.unwrap().state.messages, 1);
    space.remove().await;
}

#[tokio::test]
async fn closing_publishes_queued_events() {
    let space = Space::new().await;
    let (here, there) = (bus(&space).await, bus(&space).await);
    let mut listener = there.subscribe();
    here.publish(&events(1..1001));
    here.close().await;
    let name = EventStream::Messages.name(&space.prefix);
    let mut found = space.jetstream().get_stream(name).await.unwrap();
    assert_eq!(found.info().await.unwrap().state.messages, 1000);
    for seq in 1..1001 {
        assert_eq!(next_seq(&mut listener).await, seq);
    }
    space.remove().await;
}

#[tokio::test]
async fn an_event_too_large_for_nats_is_a_gap_for_others() {
    let space = Space::new().await;
    let (here, there) = (bus(&space).await, bus(&space).await);
    let (mut local, mut remote) = (here.subscribe(), there.subscribe());
    let mut huge = Event::clone(&event(1));
    huge.text = Some("x".repeat(2_000_000));
    here.publish(&[Arc::new(huge), event(2)]);
    assert_eq!(next_seq(&mut local).await, 1);
    assert_eq!(next(&mut remote).await, Err(RecvError::Lagged(1)));
    assert_eq!(next_seq(&mut remote).await, 2);
    assert_eq!(read(&space, EventStream::Messages, 1).await[0].2, 2);
    assert_eq!(here.health().await.dropped, 1);
    space.remove().await;
}

#[tokio::test]
async fn a_deleted_stream_is_created_again() {
    let space = Space::new().await;
    let bus = bus(&space).await;
    healthy(&bus).await;
    let name = EventStream::Messages.name(&space.prefix);
    space.jetstream().delete_stream(&name).await.unwrap();
    assert_eq!(bus.health().await.streams, 5);
    bus.publish(&events(1..10));
    assert_eq!(read_when_created(&space, 9).await, 9);
    healthy(&bus).await;
    space.remove().await;
}

async fn read_when_created(space: &Space, count: usize) -> usize {
    let name = EventStream::Messages.name(&space.prefix);
    for _ in 0..200 {
        if space.jetstream().get_stream(&name).await.is_ok() {
            return read(space, EventStream::Messages, count).await.len();
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    0
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused() {
    for prefix in ["", "Omni", "a.b", "a b", "a>", "*"] {
        let config = NatsConfig { prefix: prefix.to_owned(), ..NatsConfig::default() };
        assert_eq!(Bus::nats(config).await.unwrap_err().code(), "bus_invalid", "{prefix}");
    }
    let config = NatsConfig { url: "nats://:::".to_owned(), ..NatsConfig::default() };
    assert!(Bus::nats(config).await.is_err());
    let config = NatsConfig { url: "nats://u:secret@h".to_owned(), ..NatsConfig::default() };
    assert!(!format!("{config:?}").contains("secret"));
}

#[tokio::test]
async fn a_restarted_bus_resynchronises_and_continues() {
    let space = Space::new().await;
    let (here, there) = (bus(&space).await, bus(&space).await);
    let (mut local, mut jobs) = (here.subscribe(), here.wakeups(Topic::Jobs(JobKind::MessageSend)));
    here.restart().await;
    assert_eq!(next(&mut local).await, Err(RecvError::Lagged(0)), "the log is to be read");
    tokio::time::timeout(Duration::from_secs(5), jobs.next()).await.unwrap().unwrap();
    healthy(&here).await;
    // Over the new connection; one more gap may be reported first, once it is open.
    for _ in 0..100 {
        there.publish(&[event(1)]);
        let received = tokio::time::timeout(Duration::from_millis(50), local.recv()).await;
        if matches!(received, Ok(Ok(_))) {
            space.remove().await;
            return;
        }
    }
    panic!("nothing is received over the new connection");
}
