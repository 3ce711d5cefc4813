//! No message is lost or doubled, whatever fails.

use crate::doubles::Database;
use crate::harness::{Device, LIMIT, count_texts, options, scene};
use omni_channel::{Closed, Inbound, ReceiptKind};
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_the_store_refused_is_delivered_again() {
    let scene = scene().await;
    scene.friend.send_text(scene.owner.number(), "first").await.expect("sent");
    scene.device.text("first").await;
    scene.device.database.refuse(1);
    let id = scene.friend.send_text(scene.owner.number(), "refused once").await.expect("sent");
    // The reconnection after the pairing may also be in the list of closings.
    scene.device.wait("a refusal", |database| (database.refusals_left() == 0).then_some(())).await;
    scene.device.closing("lost", |closed| matches!(closed, Closed::Lost { .. })).await;
    let received = scene.device.text("refused once").await;
    assert_eq!(received.external_id, id);
    scene.friend.send_text(scene.owner.number(), "next").await.expect("sent");
    scene.device.text("next").await;
    assert_eq!(scene.device.times_received("refused once"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undecryptable_message_is_completed_later() {
    let scene = scene().await;
    scene.friend.send_text(scene.owner.number(), "fine").await.expect("sent");
    scene.device.text("fine").await;
    scene.network.faults().corrupt("*", 1).expect("a device");
    let id = scene.friend.send_text(scene.owner.number(), "garbled").await.expect("sent");
    scene
        .device
        .inbound("undecryptable", |one| match one {
            Inbound::Undecryptable(message) if message.external_id == id => Some(()),
            _ => None,
        })
        .await;
    let received = scene.device.text("garbled").await;
    assert_eq!(received.external_id, id);
}

/// All of them request it at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_device_that_cannot_decrypt_a_message_gets_it_again() {
    let scene = scene().await;
    let other = scene.network.create_phone("15550000003", "Olga").await.expect("a phone");
    let members = [&scene.owner, &other];
    let group = scene.network.create_group("Lunch", &scene.friend, &members).await.expect("made");
    // The library sends a device a handful of messages again, not more at once.
    for round in 0..3 {
        scene.network.faults().corrupt_from(scene.owner.number(), 1).expect("a device");
        let id = scene.device.send_text(&group, &format!("garbled {round}")).await;
        for phone in [&scene.friend, &scene.owner, &other] {
            phone.expect(LIMIT, |one| one.id == id).await.expect("arrived");
        }
    }
    assert!(scene.network.stats().undecryptable >= 9);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_duplicate_is_received_once() {
    let scene = scene().await;
    scene.network.faults().duplicate("*", 1).expect("a device");
    scene.friend.send_text(scene.owner.number(), "twice").await.expect("sent");
    scene.device.text("twice").await;
    scene.friend.send_text(scene.owner.number(), "after").await.expect("sent");
    scene.device.text("after").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(scene.device.times_received("twice"), 1);
    assert_eq!(scene.device.database.rows_in("wa.pending"), 0);
}

/// Keys stored ahead of the message they decrypted: a kill between the two, an old backup.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_whose_key_was_used_is_requested_again() {
    let mut scene = scene().await;
    let other = scene.network.create_phone("15550000003", "Olga").await.expect("a phone");
    scene.friend.send_text(scene.owner.number(), "first").await.expect("sent");
    scene.device.text("first").await;
    scene.device.database.lose("lost");
    let id = scene.friend.send_text(scene.owner.number(), "lost").await.expect("sent");
    scene.device.wait("loss", |database| database.is_losing().then_some(())).await;
    // The next message of any sender flushes all keys to the store; this one creates a session.
    other.send_text(scene.owner.number(), "meanwhile").await.expect("sent");
    scene.device.text("meanwhile").await;
    let users = [other.number(), &other.lid()].map(|jid| jid.split('@').next().map(str::to_owned));
    let has_session = |database: &Database| {
        users.iter().flatten().any(|user| database.has_row("wa.session", user)).then_some(())
    };
    scene.device.wait("keys", has_session).await;
    let database = scene.device.database.after_crash();
    scene.device.shut_down().await;

    let survivor = Device::start_with(options(&scene.network), database).await;
    let received = survivor.text("lost").await;
    assert_eq!(received.external_id, id);
    assert!(scene.network.stats().retries > 0, "the key was used");
    scene.friend.send_text(scene.owner.number(), "after").await.expect("sent");
    survivor.text("after").await;
    for text in ["first", "lost", "meanwhile", "after"] {
        assert_eq!(survivor.times_received(text), 1, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn history_is_stored_oldest_first() {
    let network = crate::harness::network().await;
    let owner = network.create_phone("15550000001", "Olivia").await.expect("a phone");
    let friend = network.create_phone("15550000002", "Finn").await.expect("a phone");
    let text = |text: &str| waproto::whatsapp::Message {
        conversation: Some(text.to_owned()),
        ..Default::default()
    };
    for number in 0..250_u64 {
        let author = (number % 2 == 0).then(|| friend.number());
        owner
            .add_history(
                friend.number(),
                author,
                text(&format!("old {number}")),
                1_700_000_000 + number,
            )
            .expect("kept");
    }
    let device = Device::start_with(options(&network), Database::new()).await;
    owner.scan(&device.qr().await).await.expect("scanned");
    device.connected().await;
    let last = device.text("old 249").await;
    assert!(last.from_history);
    assert_eq!(last.chat.id, friend.jid());
    device.wait("all of it", |database| (count_texts(database, "old 0") == 1).then_some(())).await;
    let old: Vec<_> = device
        .database
        .received()
        .into_iter()
        .filter_map(|one| match one {
            Inbound::Message(message) if message.from_history => Some(message.timestamp),
            _ => None,
        })
        .collect();
    assert_eq!(old.len(), 250);
    assert!(old.is_sorted(), "oldest first");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_being_stored_when_the_connection_ends_is_not_lost() {
    let scene = scene().await;
    scene.friend.set_auto_receipts(true, false);
    let id = scene.device.send_text(&scene.friend.jid(), "seen?").await;
    let receipt = |kind: ReceiptKind| {
        let id = id.clone();
        move |one: &Inbound| match one {
            Inbound::Receipt(receipt) if receipt.kind == kind => {
                receipt.external_ids.contains(&id).then_some(())
            }
            _ => None,
        }
    };
    scene.device.inbound("delivery", receipt(ReceiptKind::Delivered)).await;
    let database = &scene.device.database;
    let closed = database.gate.write().await;
    let arrived = || database.arrived.load(Ordering::SeqCst);
    let before = arrived();
    scene.friend.read(&id).await.expect("read");
    scene.device.wait("the receipt", |_| (arrived() > before).then_some(())).await;
    let closings = scene.device.closings().len();
    scene.network.faults().close("*").expect("a device");
    scene
        .device
        .wait("the end", |_| (scene.device.closings().len() > closings).then_some(()))
        .await;
    drop(closed);
    scene.device.inbound("reading", receipt(ReceiptKind::Read)).await;
}
