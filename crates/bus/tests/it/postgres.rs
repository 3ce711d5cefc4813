//! Two nodes over a real Postgres.

use crate::event::{event, events, next, next_seq, receives_nothing};
use omni_bus::{Bus, PostgresBusConfig, RecvError, Seal, Subscription, Topic};
use omni_domain::event::Event;
use omni_domain::job::JobKind;
use omni_testing::Database;
use sqlx::postgres::PgListener;
use sqlx::{Connection as _, PgConnection};
use std::sync::Arc;
use std::time::Duration;

async fn bus(database: &Database) -> Bus {
    let config = PostgresBusConfig { url: database.url(), capacity: 4096, queue: 16_384 };
    Bus::postgres(config, Arc::new(Shifted)).await.unwrap()
}

/// Stands for a key.
#[derive(Debug)]
struct Shifted;

impl Seal for Shifted {
    fn seal(&self, text: &str) -> String {
        format!("sealed:{}", hex::encode(text))
    }

    fn open(&self, sealed: &str) -> Option<String> {
        let bytes = hex::decode(sealed.strip_prefix("sealed:")?).ok()?;
        String::from_utf8(bytes).ok()
    }
}

async fn close(buses: [Bus; 2], database: Database) {
    for bus in buses {
        bus.close().await;
    }
    database.remove().await;
}

/// A subscription that has nothing to read from the log any more: the start is such a moment.
async fn caught_up(bus: &Bus, other: &Bus) -> Subscription {
    let mut subscription = bus.subscribe();
    other.publish(&[event(1)]);
    loop {
        match next(&mut subscription).await {
            Ok(event) if event.seq == 1 => return subscription,
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => panic!("closed"),
        }
    }
}

#[tokio::test]
async fn over_postgres_events_reach_other_nodes_once_and_do_not_echo() {
    let database = Database::postgres().await;
    let (here, there) = (bus(&database).await, bus(&database).await);
    let (mut local, mut remote) = (here.subscribe(), caught_up(&there, &here).await);
    assert_eq!(next_seq(&mut local).await, 1);
    here.publish(&events(2..300));
    for seq in 2..300 {
        assert_eq!(next_seq(&mut local).await, seq);
        assert_eq!(*next(&mut remote).await.unwrap(), *event(seq));
    }
    there.publish(&[event(300)]);
    assert_eq!(next_seq(&mut local).await, 300);
    assert_eq!(next_seq(&mut remote).await, 300);
    assert!(receives_nothing(&mut local).await && receives_nothing(&mut remote).await);
    close([here, there], database).await;
}

#[tokio::test]
async fn over_postgres_large_events_arrive_whole_and_in_order() {
    let database = Database::postgres().await;
    let (here, there) = (bus(&database).await, bus(&database).await);
    let mut remote = caught_up(&there, &here).await;
    let mut large = Event::clone(&event(2));
    large.text = Some("é\"\n".repeat(9_000));
    let large = Arc::new(large);
    here.publish(&[Arc::clone(&large), event(3)]);
    assert_eq!(*next(&mut remote).await.unwrap(), *large);
    assert_eq!(next_seq(&mut remote).await, 3);
    // One that no number of messages holds is read from the log.
    let mut huge = Event::clone(&event(4));
    huge.text = Some("x".repeat(2_000_000));
    here.publish(&[Arc::new(huge)]);
    assert_eq!(next(&mut remote).await, Err(RecvError::Lagged(1)));
    close([here, there], database).await;
}

#[tokio::test]
async fn over_postgres_wakeups_reach_other_nodes() {
    let database = Database::postgres().await;
    let (here, there) = (bus(&database).await, bus(&database).await);
    drop(caught_up(&there, &here).await);
    for topic in [Topic::Jobs(JobKind::MessageSend), Topic::Sessions, Topic::Requests] {
        let mut woken = there.wakeups(topic);
        here.wake(topic);
        tokio::time::timeout(Duration::from_secs(5), woken.next()).await.unwrap().unwrap();
    }
    let health = there.health().await;
    assert_eq!((health.kind, health.ok, health.detail), ("postgres", true, None));
    close([here, there], database).await;
}

#[tokio::test]
async fn over_postgres_a_cut_connection_is_opened_again_and_the_log_is_read() {
    let database = Database::postgres().await;
    let (here, there) = (bus(&database).await, bus(&database).await);
    let mut remote = caught_up(&there, &here).await;
    let mut woken = there.wakeups(Topic::Sessions);
    database.end_connections("omni-bus").await;
    here.publish(&events(2..5));
    // Those that were lost are in the log; the subscriber has to read it.
    loop {
        match next(&mut remote).await {
            Err(RecvError::Lagged(_)) => break,
            Ok(event) => assert!(event.seq < 5),
            Err(RecvError::Closed) => panic!("closed"),
        }
    }
    tokio::time::timeout(Duration::from_secs(10), woken.next()).await.unwrap().unwrap();
    let reconnected = async {
        while !here.health().await.ok || !there.health().await.ok {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reconnected).await.unwrap();
    here.publish(&[event(9)]);
    loop {
        match next(&mut remote).await {
            Ok(event) if event.seq == 9 => break,
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => panic!("closed"),
        }
    }
    close([here, there], database).await;
}

#[tokio::test]
async fn without_postgres_the_bus_works_alone() {
    let config = PostgresBusConfig {
        url: "postgres://no-one@127.0.0.1:1/none".to_owned(),
        capacity: 16,
        queue: 16,
    };
    let bus = Bus::postgres(config, Arc::new(Shifted)).await.unwrap();
    let mut local = bus.subscribe();
    bus.publish(&[event(1)]);
    assert_eq!(next_seq(&mut local).await, 1);
    assert!(!bus.health().await.ok);
    bus.close().await;
}

#[tokio::test]
async fn who_only_connects_to_the_database_reads_and_forges_no_event() {
    let database = Database::postgres().await;
    let (here, there) = (bus(&database).await, bus(&database).await);
    let mut remote = caught_up(&there, &here).await;
    let mut stranger = PgListener::connect(&database.url()).await.unwrap();
    stranger.listen("omni_bus").await.unwrap();
    let mut secret = Event::clone(&event(2));
    secret.text = Some("the code is 1234".to_owned());
    here.publish(&[Arc::new(secret)]);
    assert_eq!(next_seq(&mut remote).await, 2);
    let overheard = loop {
        let notification = stranger.recv().await.unwrap();
        if notification.payload().contains("|e|") {
            break notification.payload().to_owned();
        }
    };
    assert!(!overheard.contains("1234"), "{overheard}");
    let forged = format!("stranger|e|{}", serde_json::to_string(&*event(3)).unwrap());
    sqlx::query("SELECT pg_notify('omni_bus', $1)")
        .bind(forged)
        .execute(&mut PgConnection::connect(&database.url()).await.unwrap())
        .await
        .unwrap();
    // What cannot be opened is looked for in the log.
    assert!(matches!(next(&mut remote).await, Err(RecvError::Lagged(_))));
    here.publish(&[event(4)]);
    assert_eq!(next_seq(&mut remote).await, 4);
    close([here, there], database).await;
}
