//! Faults of the network are recovered without a person.

use crate::harness::{LIMIT, Scene, scene, scene_with};
use omni_channel::{ChannelError, Closed, OutboundContent};
use omni_channel_whatsapp::WhatsAppOptions;
use omni_domain::instance::ConnectionState;
use omni_sandbox::whatsapp::StreamFault;
use std::time::Duration;

/// Both directions work (again).
async fn works(scene: &Scene, tag: &str) {
    scene.device.connected().await;
    let there = format!("there {tag}");
    scene.friend.send_text(scene.owner.number(), &there).await.expect("sent");
    scene.device.text(&there).await;
    assert_eq!(scene.device.times_received(&there), 1);
    let back = format!("back {tag}");
    scene.device.send_text(&scene.friend.jid(), &back).await;
    scene.friend.expect(LIMIT, |one| one.text() == Some(&back)).await.expect("arrived");
}

async fn recovers_after(scene: &Scene, fault: StreamFault, wanted: impl Fn(&Closed) -> bool) {
    let closings = scene.device.closings().len();
    scene.network.faults().stream_error("*", fault).expect("a device");
    scene
        .device
        .wait(&format!("{fault:?}"), |_| {
            scene.device.closings()[closings..].iter().any(&wanted).then_some(())
        })
        .await;
    works(scene, &format!("{fault:?}")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stream_errors_lead_to_a_clean_reconnect() {
    let scene = scene().await;
    works(&scene, "before").await;
    let lost = |closed: &Closed| matches!(closed, Closed::Lost { .. });
    recovers_after(&scene, StreamFault::MediaAck, lost).await;
    recovers_after(&scene, StreamFault::Unknown, lost).await;
    recovers_after(&scene, StreamFault::Restart, |closed| *closed == Closed::Restart).await;
    let throttled = |closed: &Closed| matches!(closed, Closed::Throttled { .. });
    recovers_after(&scene, StreamFault::Unavailable, throttled).await;
    recovers_after(&scene, StreamFault::RateLimited, throttled).await;
    assert_eq!(scene.network.stats().pairings, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replaced_session_does_not_reconnect() {
    let scene = scene().await;
    scene.network.faults().stream_error("*", StreamFault::Replaced).expect("a device");
    scene.device.closing("replaced", |closed| *closed == Closed::Replaced).await;
    scene.device.state(ConnectionState::Error).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_device_is_logged_out() {
    let scene = scene().await;
    scene.network.faults().stream_error("*", StreamFault::Removed).expect("a device");
    scene.device.closing("logged out", |closed| matches!(closed, Closed::LoggedOut { .. })).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_socket_is_reopened() {
    let scene = scene().await;
    works(&scene, "before").await;
    scene.network.faults().close("*").expect("a device");
    scene.device.closing("lost", |closed| matches!(closed, Closed::Lost { .. })).await;
    works(&scene, "after").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_connection_is_detected_and_reopened() {
    let scene = scene_with(|options| WhatsAppOptions {
        keepalive_interval: Duration::from_millis(400),
        keepalive_timeout: Duration::from_secs(3),
        stop_timeout: Duration::from_secs(2),
        ..options
    })
    .await;
    works(&scene, "before").await;
    // The pairing ends one connection, on a loaded machine sometimes two.
    let before = scene.device.closings();
    let session = &scene.device.session;
    scene.device.wait("answer to a keep-alive", |_| session.liveness().evidence.last_pong).await;
    assert_eq!(scene.device.closings(), before, "a quiet connection is not a dead one");
    scene.network.faults().silence("*").expect("a device");
    let is_silence =
        |closed: &Closed| matches!(closed, Closed::Lost { reason } if reason.contains("silent"));
    scene.device.closing("silence", is_silence).await;
    works(&scene, "after").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_message_reports_the_reason() {
    let scene = scene().await;
    let faults = scene.network.faults();
    let message =
        || scene.device.outbound(&scene.friend.jid(), OutboundContent::Text("hi".to_owned()));
    scene.device.session.send(message()).await.expect("sent");
    faults.reject_sends("*", 1, 463).expect("a device");
    let error = scene.device.session.send(message()).await.expect_err("refused");
    assert_eq!(error.code(), "channel.rejected.463");
    assert!(error.to_string().contains("restricted from messaging new contacts"), "{error}");
    faults.reject_sends("*", 1, 429).expect("a device");
    let error = scene.device.session.send(message()).await.expect_err("refused");
    assert!(matches!(error, ChannelError::RateLimited { .. }), "{error:?}");
    scene.device.session.send(message()).await.expect("sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_acknowledgement_times_out_and_a_retry_shows_once() {
    let scene =
        scene_with(|options| WhatsAppOptions { ack_timeout: Duration::from_secs(1), ..options })
            .await;
    scene.device.send_text(&scene.friend.jid(), "warm").await;
    scene.network.faults().withhold_acks("*", 1).expect("a device");
    let message =
        scene.device.outbound(&scene.friend.jid(), OutboundContent::Text("lost ack".to_owned()));
    let error = scene.device.session.send(message.clone()).await.expect_err("no answer");
    assert!(error.may_have_arrived(), "{error:?}");
    scene.device.session.send(message).await.expect("sent");
    let shown = scene
        .friend
        .received()
        .iter()
        .filter(|one| one.repeats == 0 && one.text() == Some("lost ack"))
        .count();
    assert_eq!(shown, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_connection_nothing_is_sent() {
    let mut scene = scene().await;
    scene.device.shut_down().await;
    let message =
        scene.device.outbound(&scene.friend.jid(), OutboundContent::Text("hi".to_owned()));
    let error = scene.device.session.send(message).await.expect_err("not connected");
    assert!(matches!(error, ChannelError::NotConnected), "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_server_key_is_accepted() {
    let scene = scene().await;
    scene.network.faults().rotate_server_key().expect("rotated");
    scene.network.faults().close("*").expect("a device");
    scene.device.closing("lost", |closed| matches!(closed, Closed::Lost { .. })).await;
    works(&scene, "after").await;
}
