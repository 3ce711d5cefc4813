//! NATS starts late, fails and recovers, or lacks features.

use crate::event::{event, events, next, next_seq};
use crate::server::OwnServer;
use omni_bus::{Bus, BusHealth, EventStream, NatsConfig, RecvError, Subscription, Topic};
use omni_domain::job::JobKind;
use std::time::{Duration, Instant};

async fn until(bus: &Bus, wanted: impl Fn(&BusHealth) -> bool) -> BusHealth {
    for _ in 0..400 {
        let health = bus.health().await;
        if wanted(&health) {
            return health;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", bus.health().await);
}

async fn stored_messages(server: &OwnServer) -> u64 {
    let client = async_nats::connect(server.url()).await.unwrap();
    let jetstream = async_nats::jetstream::new(client);
    let mut stream = jetstream.get_stream(EventStream::Messages.name("own")).await.unwrap();
    stream.info().await.unwrap().state.messages
}

/// The next event, and how often there was a gap before it.
async fn next_after_gaps(subscription: &mut Subscription) -> (i64, usize) {
    let mut gaps = 0;
    loop {
        match next(subscription).await {
            Ok(event) => return (event.seq, gaps),
            Err(RecvError::Lagged(_)) => gaps += 1,
            Err(RecvError::Closed) => panic!("closed"),
        }
    }
}

#[tokio::test]
async fn the_process_continues_without_nats_and_catches_up_when_it_starts() {
    let mut server = OwnServer::stopped(&["-js"]);
    let started = Instant::now();
    let bus = Bus::nats(server.config()).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(5));
    let health = bus.health().await;
    assert_eq!((health.ok, health.streams), (false, 0));
    assert!(health.detail.is_some());

    let mut listener = bus.subscribe();
    bus.publish(&events(1..21));
    for seq in 1..21 {
        assert_eq!(next_seq(&mut listener).await, seq);
    }
    server.start().await;
    let health = until(&bus, |health| health.ok && health.queued == 0).await;
    assert_eq!((health.streams, health.dropped), (6, 0));
    bus.close().await;
    assert_eq!(stored_messages(&server).await, 20);
}

#[tokio::test]
async fn after_an_outage_every_node_resynchronises_and_nothing_is_missing() {
    let mut server = OwnServer::stopped(&["-js"]);
    server.start().await;
    let here = Bus::nats(server.config()).await.unwrap();
    let there = Bus::nats(server.config()).await.unwrap();
    until(&here, |health| health.ok).await;
    until(&there, |health| health.ok).await;
    let (mut local, mut remote) = (here.subscribe(), there.subscribe());
    here.publish(&[event(1)]);
    assert_eq!(next_seq(&mut local).await, 1);
    assert_eq!(next_seq(&mut remote).await, 1);

    server.stop();
    let mut jobs = there.wakeups(Topic::Jobs(JobKind::MessageSend));
    until(&here, |health| !health.ok).await;
    here.publish(&events(2..100));
    for seq in 2..100 {
        assert_eq!(next_seq(&mut local).await, seq);
    }
    server.start().await;
    until(&here, |health| health.ok && health.queued == 0).await;
    until(&there, |health| health.ok).await;
    // Gaps and wake-ups are reported in any case.
    tokio::time::timeout(Duration::from_secs(10), jobs.next()).await.unwrap().unwrap();
    assert!(matches!(next(&mut remote).await, Err(RecvError::Lagged(_)) | Ok(_)));
    here.publish(&[event(100)]);
    let mut gaps = 0;
    loop {
        let (seq, more) = next_after_gaps(&mut remote).await;
        gaps += more;
        if seq == 100 {
            break;
        }
    }
    assert!(gaps <= 3, "{gaps}");
    here.close().await;
    assert_eq!(stored_messages(&server).await, 100);
}

#[tokio::test]
async fn a_queue_that_overflows_drops_counts_and_reports() {
    let mut server = OwnServer::stopped(&["-js"]);
    let config = NatsConfig { queue: 10, ..server.config() };
    let bus = Bus::nats(config).await.unwrap();
    let started = Instant::now();
    bus.publish(&events(0..1000));
    assert!(started.elapsed() < Duration::from_secs(1));
    let health = bus.health().await;
    assert_eq!((health.queued, health.dropped), (10, 990));

    server.start().await;
    let other = async_nats::connect(server.url()).await.unwrap();
    let mut subscriber = other.subscribe("own.node.>").await.unwrap();
    other.flush().await.unwrap();
    let gap = async {
        use futures::StreamExt as _;
        while let Some(message) = subscriber.next().await {
            if message.subject.as_str() == "own.node.gap" {
                return String::from_utf8(message.payload.to_vec()).unwrap();
            }
        }
        String::new()
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(15), gap).await.unwrap(), "990");
    bus.close().await;
    assert_eq!(stored_messages(&server).await, 10);
}

#[tokio::test]
async fn without_jetstream_nodes_still_exchange_events_and_health_reports_it() {
    let mut server = OwnServer::stopped(&[]);
    server.start().await;
    let here = Bus::nats(server.config()).await.unwrap();
    let there = Bus::nats(server.config()).await.unwrap();
    let mut remote = there.subscribe();
    here.publish(&[event(1)]);
    assert_eq!(next_seq(&mut remote).await, 1);
    let health = here.health().await;
    assert_eq!((health.ok, health.streams), (false, 0));
    assert!(health.detail.unwrap().contains("JetStream"));
    let started = Instant::now();
    here.close().await;
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn wrong_credentials_are_named_and_closing_does_not_hang() {
    let mut server = OwnServer::stopped(&["-js", "--auth", "right"]);
    server.start().await;
    let config = NatsConfig { token: Some("wrong".to_owned()), ..server.config() };
    let bus = Bus::nats(config).await.unwrap();
    let health = until(&bus, |health| health.detail.is_some()).await;
    let detail = health.detail.unwrap();
    assert!(detail.to_lowercase().contains("authori"), "{detail}");
    assert!(!detail.contains("wrong"));
    tokio::time::timeout(Duration::from_secs(7), bus.close()).await.unwrap();

    let config = NatsConfig { token: Some("right".to_owned()), ..server.config() };
    let bus = Bus::nats(config).await.unwrap();
    until(&bus, |health| health.ok).await;
}

#[tokio::test]
async fn a_dropped_bus_leaves_no_task() {
    let mut server = OwnServer::stopped(&["-js"]);
    server.start().await;
    let bus = Bus::nats(server.config()).await.unwrap();
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    assert!(tasks() > 0);
    drop(bus);
    for _ in 0..100 {
        if tasks() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} tasks", tasks());
}
