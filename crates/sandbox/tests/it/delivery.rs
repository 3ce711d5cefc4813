//! Messages to devices that are offline.

use std::time::Duration;

use wacore::types::events::Event;

use crate::harness::{Device, LIMIT, jid, scene, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_queued_for_an_offline_device() {
    let mut scene = scene().await;
    scene.device.shut_down().await;
    for number in 0..3 {
        scene.friend.send_text(scene.owner.number(), &format!("waiting {number}")).await.unwrap();
    }
    assert!(scene.network.stats().waiting >= 3);
    let again = Device::start(&scene.network, scene.device.backend.clone()).await;
    for number in 0..3 {
        let received = again.text(&format!("waiting {number}")).await;
        assert!(received.info.is_offline);
    }
    again
        .find("end of the backlog", |event| {
            matches!(event, Event::OfflineSyncCompleted(_)).then_some(())
        })
        .await;
    let settled = async {
        while scene.network.stats().waiting > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LIMIT, settled).await.expect("receipts empty the mailbox");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offline_phone_catches_up() {
    let scene = scene().await;
    scene.friend.go_offline().await;
    scene.device.client.send_message(jid(&scene.friend.jid()), text("call me")).await.unwrap();
    assert!(scene.friend.expect(Duration::from_millis(300), |_| true).await.is_err());
    assert!(scene.friend.send_text(scene.owner.number(), "no signal").await.is_err());
    scene.friend.go_online().await;
    scene.friend.expect(LIMIT, |one| one.text() == Some("call me")).await.unwrap();
}
