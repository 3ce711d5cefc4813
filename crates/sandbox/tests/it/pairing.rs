//! Linking, resuming, logging out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use omni_sandbox::whatsapp::{Network, NetworkOptions};
use wacore::store::InMemoryBackend;
use wacore::types::events::Event;
use whatsapp_rust::pair_code::PairCodeOptions;

use crate::harness::{Device, LIMIT, network, scene, scene_with, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_links_by_qr_code() {
    let network = network().await;
    let owner = network.create_phone("15550000001", "Olivia").await.unwrap();
    let device = Device::start(&network, Arc::new(InMemoryBackend::new())).await;
    let code = device.qr().await;
    owner.scan(&code).await.unwrap();
    device.connected().await;
    assert_eq!(device.client.pn().unwrap().user, "15550000001");
    assert_eq!(device.client.lid().unwrap().to_non_ad().to_string(), owner.lid());
    assert_eq!(owner.linked_devices(), ["15550000001:1@s.whatsapp.net"]);
    assert_eq!(network.connections()[0].device.as_deref(), Some("15550000001:1@s.whatsapp.net"));
    assert_eq!(network.stats().iqs_unknown, 0);
    assert!(owner.scan(&code).await.is_err(), "a code links only once");
    network.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_links_by_typed_code() {
    let network = network().await;
    let owner = network.create_phone("15550000001", "Olivia").await.unwrap();
    let options = PairCodeOptions { phone_number: owner.number().to_owned(), ..Default::default() };
    let device = Device::start_with(&network, Arc::new(InMemoryBackend::new()), |builder| {
        builder.with_pair_code(options)
    })
    .await;
    let code = device
        .find("a linking code", |event| match event {
            Event::PairingCode(code) => Some(code.code.clone()),
            _ => None,
        })
        .await;
    let dashed = format!("{}-{}", &code[..4], &code[4..]);
    owner.enter_code(&dashed).await.unwrap();
    device.connected().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_resumes_with_the_cached_server_key() {
    let mut scene = scene().await;
    scene.device.shut_down().await;
    let again = Device::start(&scene.network, scene.device.backend.clone()).await;
    let started = Instant::now();
    again.connected().await;
    eprintln!("resume: {:?}", started.elapsed());
    assert!(scene.network.stats().handshakes_ik >= 1);
    scene.friend.send_text(scene.owner.number(), "still there?").await.unwrap();
    again.text("still there?").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_falls_back_when_the_server_key_has_changed() {
    let mut scene = scene().await;
    scene.device.shut_down().await;
    scene.network.faults().rotate_server_key().unwrap();
    let again = Device::start(&scene.network, scene.device.backend.clone()).await;
    again.connected().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seed_keeps_keys_and_addresses_over_restarts() {
    let options = || NetworkOptions { seed: Some(7), ..Default::default() };
    let first = Network::start(options()).await.unwrap();
    let second = Network::start(options()).await.unwrap();
    let a = first.create_phone("15550000001", "Olivia").await.unwrap();
    let b = second.create_phone("15550000001", "Olivia").await.unwrap();
    assert_eq!(a.lid(), b.lid());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unlinking_on_the_phone_logs_the_client_out() {
    let mut scene = scene().await;
    scene.owner.unlink().await;
    scene.device.find("logout", |event| matches!(event, Event::LoggedOut(_)).then_some(())).await;
    assert!(scene.owner.linked_devices().is_empty());
    scene.device.shut_down().await;
    let again = Device::start(&scene.network, scene.device.backend.clone()).await;
    again.find("logout", |event| matches!(event, Event::LoggedOut(_)).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_can_log_itself_out() {
    let scene = scene().await;
    scene.device.client.logout().await;
    let gone = async {
        while !scene.owner.linked_devices().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LIMIT, gone).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_device_gets_the_history() {
    let network = network().await;
    let owner = network.create_phone("15550000001", "Olivia").await.unwrap();
    let friend = network.create_phone("15550000002", "Finn").await.unwrap();
    owner
        .add_history(friend.number(), Some(friend.number()), text("long ago"), 1_700_000_000)
        .unwrap();
    friend.send_text(owner.number(), "yesterday").await.unwrap();
    owner.expect(LIMIT, |one| one.text() == Some("yesterday")).await.unwrap();
    let device = Device::link(&network, &owner).await;
    let texts = device
        .find("history", |event| match event {
            Event::HistorySync(history) => {
                let history = history.get()?;
                let chat = history.conversations.first()?;
                let texts = chat.messages.iter().filter_map(|one| {
                    one.message.as_option()?.message.as_option()?.conversation.clone()
                });
                Some((chat.id.clone(), texts.collect::<Vec<_>>()))
            }
            _ => None,
        })
        .await;
    assert_eq!(texts.0, friend.jid());
    assert_eq!(texts.1, ["long ago", "yesterday"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_runs_out_of_keys_is_notified_to_upload_more() {
    let options = NetworkOptions { low_prekeys: 29, ..Default::default() };
    let scene = scene_with(options).await;
    let uploads = || scene.network.stats().iqs;
    let before = uploads();
    for number in 0..3 {
        let stranger =
            scene.network.create_phone(&format!("1666000000{number}"), "S").await.unwrap();
        stranger.send_text(scene.owner.number(), "hello").await.unwrap();
    }
    scene.device.text("hello").await;
    let uploaded = async {
        while uploads() == before {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LIMIT, uploaded).await.unwrap();
}
