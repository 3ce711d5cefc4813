//! The faults, seen from the client.

use std::time::Duration;

use omni_sandbox::whatsapp::{NetworkStats, StreamFault};
use wacore::types::events::Event;

use crate::harness::{LIMIT, Scene, jid, scene, text};

/// Error code of the acknowledgement of a message.
async fn ack_error(scene: &Scene, id: &str) -> Option<String> {
    scene
        .device
        .find("acknowledgement", |event| match event {
            Event::ServerAck(ack) if ack.id == id => Some(ack.error.clone()),
            _ => None,
        })
        .await
}

/// Waits until the network's counters match.
async fn counted(scene: &Scene, what: &str, done: impl Fn(&NetworkStats) -> bool) {
    let polling = async {
        while !done(&scene.network.stats()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(LIMIT, polling)
        .await
        .unwrap_or_else(|_elapsed| panic!("{what}: {:?}", scene.network.stats()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_delivered_twice_is_reported_once() {
    let scene = scene().await;
    let owner = scene.owner.number();
    scene.network.faults().duplicate(owner, 1).unwrap();
    let id = scene.friend.send_text(owner, "only once").await.unwrap();
    scene.device.text("only once").await;
    scene.friend.send_text(owner, "then this").await.unwrap();
    scene.device.text("then this").await;
    assert_eq!(scene.network.stats().messages_duplicated, 1);
    assert_eq!(scene.device.count(&id), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_cannot_be_decrypted_is_requested_again() {
    let scene = scene().await;
    let owner = scene.owner.number();
    // The first message of a session and a later one fail in different ways.
    for words in ["first of all", "and later"] {
        let before = scene.network.stats().retries;
        scene.network.faults().corrupt(owner, 1).unwrap();
        let id = scene.friend.send_text(owner, words).await.unwrap();
        let received = scene.device.text(words).await;
        assert_eq!(received.info.id, id);
        assert!(scene.network.stats().retries > before, "{words}: the copy was sent again");
        scene.friend.send_text(owner, &format!("plain {words}")).await.unwrap();
        scene.device.text(&format!("plain {words}")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_message_that_cannot_be_decrypted_is_requested_again() {
    let scene = scene().await;
    let group = scene.network.create_group("Lunch", &scene.friend, &[&scene.owner]).await.unwrap();
    scene.friend.send_text(&group, "warm up").await.unwrap();
    scene.device.text("warm up").await;
    let before = scene.network.stats().retries;
    scene.network.faults().corrupt(scene.owner.number(), 1).unwrap();
    let id = scene.friend.send_text(&group, "garbled").await.unwrap();
    assert_eq!(scene.device.text("garbled").await.info.id, id);
    assert!(scene.network.stats().retries > before, "the copy was sent again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_requests_again_what_it_cannot_decrypt() {
    let scene = scene().await;
    let group = scene.network.create_group("Lunch", &scene.friend, &[&scene.owner]).await.unwrap();
    let client = &scene.device.client;
    for to in [scene.friend.jid(), group] {
        for words in ["garbled at first", "and once more"] {
            scene.network.faults().corrupt_from(scene.owner.number(), 1).unwrap();
            let id = client.send_message(jid(&to), text(words)).await.unwrap().message_id;
            let arrived = scene.friend.expect(LIMIT, |one| one.id == id).await.unwrap();
            assert_eq!(arrived.text(), Some(words));
        }
    }
    assert!(scene.network.stats().undecryptable >= 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_send_is_reported() {
    let scene = scene().await;
    let friend = jid(&scene.friend.jid());
    scene.network.faults().reject_sends(scene.owner.number(), 1, 463).unwrap();
    let client = &scene.device.client;
    let refused = client.send_message(friend.clone(), text("refused")).await.unwrap().message_id;
    assert_eq!(ack_error(&scene, &refused).await.as_deref(), Some("463"));
    let accepted = client.send_message(friend, text("accepted")).await.unwrap().message_id;
    assert_eq!(ack_error(&scene, &accepted).await, None);
    scene.friend.expect(LIMIT, |one| one.id == accepted).await.unwrap();
    assert!(scene.friend.received().iter().all(|one| one.id != refused));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restricted_device_writes_only_to_people_who_wrote() {
    let scene = scene().await;
    let owner = scene.owner.number();
    scene.network.faults().restrict_new_chats(owner, Duration::from_mins(1)).unwrap();
    let (client, friend) = (&scene.device.client, jid(&scene.friend.jid()));
    let refused = client.send_message(friend.clone(), text("refused")).await.unwrap().message_id;
    assert_eq!(ack_error(&scene, &refused).await.as_deref(), Some("463"));
    let lock = client.mex().fetch_reachout_timelock().await.unwrap();
    assert_eq!(lock.is_active, Some(true));
    assert!(lock.time_enforcement_ends.is_some());
    scene.friend.send_text(owner, "hello").await.unwrap();
    let accepted = client.send_message(friend, text("accepted")).await.unwrap().message_id;
    assert_eq!(ack_error(&scene, &accepted).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledgement_can_be_withheld() {
    let scene = scene().await;
    scene.network.faults().withhold_acks(scene.owner.number(), 1).unwrap();
    let client = &scene.device.client;
    let friend = jid(&scene.friend.jid());
    let id = client.send_message(friend.clone(), text("silence")).await.unwrap().message_id;
    scene.friend.expect(LIMIT, |one| one.id == id).await.unwrap();
    assert_eq!(scene.network.stats().acks_withheld, 1);
    // Acknowledgements keep the order of the sends: once this one arrives, the first is overdue.
    let next = client.send_message(friend, text("acknowledged")).await.unwrap().message_id;
    assert_eq!(ack_error(&scene, &next).await, None);
    assert_eq!(scene.device.acks(&id), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_reconnects_after_a_lost_connection() {
    for fault in
        [None, Some(StreamFault::MediaAck), Some(StreamFault::Unknown), Some(StreamFault::Restart)]
    {
        let scene = scene().await;
        let owner = scene.owner.number();
        scene.device.clear_events();
        let before = scene.network.stats();
        match fault {
            None => scene.network.faults().close(owner).unwrap(),
            Some(fault) => scene.network.faults().stream_error(owner, fault).unwrap(),
        }
        scene.device.connected().await;
        counted(&scene, "the connection was not lost", |stats| {
            stats.disconnects > before.disconnects && stats.logins > before.logins
        })
        .await;
        if matches!(fault, Some(StreamFault::MediaAck | StreamFault::Unknown)) {
            let reported = |event: &Event| matches!(event, Event::StreamError(_)).then_some(());
            scene.device.find("stream error", reported).await;
        }
        scene.friend.send_text(owner, "back again").await.unwrap();
        scene.device.text("back again").await;
        scene.network.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replaced_client_does_not_reconnect() {
    let mut scene = scene().await;
    let logins = scene.network.stats().logins;
    scene.network.faults().stream_error(scene.owner.number(), StreamFault::Replaced).unwrap();
    let replaced = |event: &Event| matches!(event, Event::StreamReplaced(_)).then_some(());
    scene.device.find("replacement", replaced).await;
    scene.device.ended().await;
    assert_eq!(scene.network.stats().logins, logins);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_stanza_is_delivered_after_the_reconnect() {
    let scene = scene().await;
    let owner = scene.owner.number();
    scene.friend.send_text(owner, "warm up").await.unwrap();
    scene.device.text("warm up").await;
    counted(&scene, "the mailbox is not empty", |stats| stats.waiting == 0).await;
    // Other stanzas may be sent first: all of them are lost until the message is.
    let faults = scene.network.faults();
    faults.drop_frames_to(owner, u32::MAX).unwrap();
    let id = scene.friend.send_text(owner, "lost in transit").await.unwrap();
    counted(&scene, "the message is not lost", |stats| stats.messages_lost >= 1).await;
    faults.drop_frames_to(owner, 0).unwrap();
    scene.friend.send_text(owner, "not lost").await.unwrap();
    scene.device.text("not lost").await;
    assert_eq!(scene.device.count(&id), 0, "it did not arrive");
    faults.close(owner).unwrap();
    scene.device.text("lost in transit").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_can_be_refused_for_a_time() {
    let scene = scene().await;
    scene.device.clear_events();
    let faults = scene.network.faults();
    faults.refuse_connections(LIMIT);
    faults.close(scene.owner.number()).unwrap();
    counted(&scene, "no connection was refused", |stats| stats.connections_refused >= 1).await;
    faults.refuse_connections(Duration::ZERO);
    scene.device.connected().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_connection_gets_nothing() {
    let scene = scene().await;
    let owner = scene.owner.number();
    scene.friend.send_text(owner, "warm up").await.unwrap();
    scene.device.text("warm up").await;
    counted(&scene, "the mailbox is not empty", |stats| stats.waiting == 0).await;
    scene.network.faults().silence(owner).unwrap();
    let id = scene.friend.send_text(owner, "hello?").await.unwrap();
    let received = tokio::time::timeout(Duration::from_millis(300), scene.device.text("hello?"));
    assert!(received.await.is_err(), "nothing gets through");
    assert!(scene.network.stats().waiting >= 1, "the message waits");
    assert_eq!(scene.network.connections().len(), 1, "the connection is still there");
    scene.network.faults().close(owner).unwrap();
    assert_eq!(scene.device.text("hello?").await.info.id, id, "a new connection is not silent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_connection_delivers_late() {
    let scene = scene().await;
    let owner = scene.owner.number();
    scene.network.faults().delay(owner, Duration::from_millis(400)).unwrap();
    let sent = std::time::Instant::now();
    scene.friend.send_text(owner, "slowly").await.unwrap();
    scene.device.text("slowly").await;
    assert!(sent.elapsed() >= Duration::from_millis(400));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_selection_without_devices_is_an_error() {
    let scene = scene().await;
    assert!(scene.network.faults().close(scene.friend.number()).is_err());
}
