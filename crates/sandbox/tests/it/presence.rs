//! Receipts, typing, presence.

use wacore::types::events::Event;
use wacore::types::presence::{ChatPresence, ReceiptType};

use crate::harness::{LIMIT, jid, scene, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_are_relayed_both_ways() {
    let scene = scene().await;
    let client = &scene.device.client;
    let sent = client.send_message(jid(&scene.friend.jid()), text("read me")).await.unwrap();
    let receipt = |kind: ReceiptType| {
        let id = sent.message_id.clone();
        scene.device.find("receipt", move |event| match event {
            Event::Receipt(receipt) if receipt.r#type == kind => {
                receipt.message_ids.contains(&id).then_some(())
            }
            _ => None,
        })
    };
    receipt(ReceiptType::Delivered).await;
    scene.friend.read(&sent.message_id).await.unwrap();
    receipt(ReceiptType::Read).await;

    let id = scene.friend.send_text(scene.owner.number(), "and me").await.unwrap();
    scene.device.text("and me").await;
    let seen = scene.friend.expect_receipt(LIMIT, |one| one.ids.contains(&id)).await.unwrap();
    assert_eq!(seen.from, scene.owner.number());
    client.mark_as_read(&jid(&scene.friend.jid()), None, &[id.as_str()]).await.unwrap();
    let wanted = |kind: &'static str| {
        let id = id.clone();
        move |one: &omni_sandbox::whatsapp::ReceiptSeen| one.kind == kind && one.ids.contains(&id)
    };
    scene.friend.expect_receipt(LIMIT, wanted("read")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn typing_is_shown_both_ways() {
    let scene = scene().await;
    scene.friend.typing(scene.owner.number(), true).await.unwrap();
    scene
        .device
        .find("typing", |event| match event {
            Event::ChatPresence(update) => (update.state == ChatPresence::Composing).then_some(()),
            _ => None,
        })
        .await;
    scene.device.client.chatstate().send_composing(&jid(&scene.friend.jid())).await.unwrap();
    let owner = scene.owner.number().to_owned();
    scene
        .friend
        .expect_activity(LIMIT, |typing, _| {
            typing.iter().any(|one| one.typing && one.from == owner)
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn presence_is_shown_both_ways() {
    let scene = scene().await;
    let client = &scene.device.client;
    client.presence().subscribe(&jid(&scene.friend.jid())).await.unwrap();
    let presence = |unavailable: bool| {
        scene.device.find("presence", move |event| match event {
            Event::Presence(update) => (update.unavailable == unavailable).then_some(()),
            _ => None,
        })
    };
    presence(true).await;
    scene.friend.presence(true).await;
    presence(false).await;

    scene.friend.watch_presence(scene.owner.number()).unwrap();
    client.presence().set_available().await.unwrap();
    scene
        .friend
        .expect_activity(LIMIT, |_, presences| presences.iter().any(|one| one.available))
        .await
        .unwrap();
}
