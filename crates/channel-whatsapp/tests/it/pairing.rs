//! Linking, resuming, unlinking.

use crate::doubles::Database;
use crate::harness::{Device, LIMIT, network, options, scene};
use omni_channel::Closed;
use omni_domain::instance::ConnectionState;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scanned_qr_links_and_the_account_is_known() {
    let scene = scene().await;
    let statuses = scene.device.database.statuses();
    assert_eq!(statuses[0].state, ConnectionState::Connecting);
    assert!(statuses.iter().any(|status| status.state == ConnectionState::AwaitingPairing));
    let connected = statuses.last().expect("connected");
    let owner = connected.owner.as_ref().expect("an owner");
    assert_eq!(owner.id, scene.owner.jid());
    assert_eq!(owner.alt.as_deref(), Some(&*scene.owner.lid()));
    assert_eq!(scene.device.closings().first(), Some(&Closed::Restart), "515 after pairing");
    let evidence = scene.device.session.liveness().evidence;
    assert!(evidence.socket_since.is_some() && evidence.last_frame.is_some());
    assert_eq!(evidence.failed_attempts, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_typed_code_links() {
    let network = network().await;
    let owner = network.create_phone("15550000001", "Olivia").await.expect("a phone");
    let device = Device::start(&network, Database::new()).await;
    let code = device.session.pair_with_code("+1 (555) 000-0001").await.expect("a code");
    assert_eq!(code.code.len(), 9);
    assert_eq!(&code.code[4..5], "-");
    owner.enter_code(&code.code).await.expect("accepted");
    device.connected().await;
    let again = device.session.pair_with_code("15550000001").await;
    assert_eq!(again.expect_err("linked already").code(), "channel.configuration");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_code_is_given_for_a_number_that_is_not_on_the_network() {
    let network = network().await;
    let device = Device::start(&network, Database::new()).await;
    let refused = device.session.pair_with_code("+1 (555) 999-9999").await.expect_err("unknown");
    assert_eq!(refused.code(), "channel.invalid_recipient", "{refused}");
    assert!(refused.to_string().contains("check that it is right"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_session_resumes_without_a_qr() {
    let mut scene = scene().await;
    scene.device.shut_down().await;
    assert_eq!(scene.device.closings().last(), Some(&Closed::Stopped));
    scene.device.database.clear_statuses();
    scene.friend.send_text(scene.owner.number(), "while you were out").await.expect("sent");

    let database = scene.device.database.after_crash();
    let resumed = Device::start_with(options(&scene.network), database).await;
    resumed.connected().await;
    resumed.text("while you were out").await;
    assert!(resumed.database.statuses().iter().all(|status| status.qr.is_none()));
    assert_eq!(scene.network.stats().pairings, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_removes_the_device_logs_it_out() {
    let scene = scene().await;
    scene.owner.unlink().await;
    scene.device.closing("logged out", |closed| matches!(closed, Closed::LoggedOut { .. })).await;
    scene.device.state(ConnectionState::LoggedOut).await;

    // The supervisor clears the state; the same session then offers a new QR.
    omni_channel::StateStore::clear(&*scene.device.database).await.expect("cleared");
    scene.device.database.clear_statuses();
    let stop = tokio_util::sync::CancellationToken::new();
    let session = std::sync::Arc::clone(&scene.device.session);
    let running = tokio::spawn({
        let stop = stop.clone();
        async move { session.run(stop).await }
    });
    let qr = scene.device.qr().await;
    scene.owner.scan(&qr).await.expect("scanned");
    assert_eq!(running.await.expect("no panic"), Closed::Restart);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_removes_the_device_from_the_phone() {
    let scene = scene().await;
    assert_eq!(scene.owner.linked_devices().len(), 1);
    scene.device.session.logout().await.expect("logged out");
    scene.device.closing("logged out", |closed| matches!(closed, Closed::LoggedOut { .. })).await;
    // The network answers first and removes the device right afterwards.
    let gone = |_: &Database| scene.owner.linked_devices().is_empty().then_some(());
    scene.device.wait("removal", gone).await;
    let sent = scene.device.session.logout().await;
    assert_eq!(sent.expect_err("logged out already").code(), "channel.not_connected");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_is_quick_while_the_server_does_not_answer() {
    let network = network().await;
    let url = network.ws_url();
    network.stop().await;
    let options = omni_channel_whatsapp::WhatsAppOptions {
        url: Some(url),
        ..omni_channel_whatsapp::WhatsAppOptions::default()
    };
    let mut device = Device::start_with(options, Database::new()).await;
    let closed = device.closing("lost", |closed| matches!(closed, Closed::Lost { .. })).await;
    let Closed::Lost { reason } = closed else { unreachable!("matched above") };
    assert!(reason.contains("cannot be reached"), "{reason}");
    let began = std::time::Instant::now();
    device.shut_down().await;
    assert!(began.elapsed() < LIMIT / 2);
}

#[test]
fn only_loopback_is_reached_by_this_build() {
    for url in
        [None, Some("wss://web.whatsapp.com/ws/chat".to_owned()), Some("ws://10.0.0.1/".to_owned())]
    {
        let options = omni_channel_whatsapp::WhatsAppOptions {
            url,
            ..omni_channel_whatsapp::WhatsAppOptions::default()
        };
        let error = omni_channel_whatsapp::WhatsAppChannel::new(options).expect_err("refused");
        assert_eq!(error.code(), "channel.configuration");
        assert!(error.to_string().contains("loopback"), "{error}");
    }
}
