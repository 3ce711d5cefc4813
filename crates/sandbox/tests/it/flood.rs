//! How much the network carries. Run with `--release -- --ignored --nocapture`.

use std::time::Instant;

use omni_sandbox::whatsapp::SendOptions;
use wacore::types::events::Event;

use crate::harness::{jid, scene, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, not a check"]
async fn messages_per_second() {
    const COUNT: usize = 50_000;
    let scene = scene().await;
    scene.owner.set_absent(true);
    scene.friend.send_text(scene.owner.number(), "warm up").await.unwrap();
    scene.device.text("warm up").await;

    let started = Instant::now();
    for number in 0..COUNT {
        let options = SendOptions { forget: true, ..Default::default() };
        let message = text(&number.to_string());
        scene.friend.send_with(scene.owner.number(), message, options).await.unwrap();
    }
    let handed_over = started.elapsed();
    let last = (COUNT - 1).to_string();
    while !scene.device.has_text(&last) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let delivered = started.elapsed();
    let rate = |elapsed: std::time::Duration| COUNT as f64 / elapsed.as_secs_f64();
    eprintln!(
        "phone to client: {:.0} sent/s, {:.0} delivered/s",
        rate(handed_over),
        rate(delivered)
    );

    let started = Instant::now();
    for number in 0..2_000 {
        let message = text(&format!("back {number}"));
        scene.device.client.send_message(jid(&scene.friend.jid()), message).await.unwrap();
    }
    let limit = std::time::Duration::from_secs(60);
    scene.friend.expect(limit, |one| one.text() == Some("back 1999")).await.unwrap();
    eprintln!("client to phone: {:.0}/s", 2_000.0 / started.elapsed().as_secs_f64());
    let lost = scene.network.stats().undecryptable;
    assert_eq!(lost, 0);
    assert!(!scene.device.any(|event| matches!(event, Event::UndecryptableMessage(_))));
}

/// Encryption alone: thirty phones write to a device that is not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, not a check"]
async fn encryptions_per_second() {
    const PHONES: usize = 30;
    const EACH: usize = 1_000;
    let mut scene = scene().await;
    scene.owner.set_absent(true);
    scene.device.shut_down().await;
    let mut phones = Vec::new();
    for number in 0..PHONES {
        let name = format!("16660000{number:03}");
        phones.push(scene.network.create_phone(&name, "Flood").await.unwrap());
    }
    let started = Instant::now();
    let tasks: Vec<_> = phones
        .into_iter()
        .map(|phone| {
            let owner = scene.owner.clone();
            tokio::spawn(async move {
                for _ in 0..EACH {
                    let options = SendOptions { forget: true, ..Default::default() };
                    phone.send_with(owner.number(), text("flood"), options).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let total = (PHONES * EACH) as f64;
    eprintln!("encryptions: {:.0}/s", total / started.elapsed().as_secs_f64());
}
