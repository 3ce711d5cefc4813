//! QRs and pairing codes are visible only to keys that may change instances.

use crate::socket::{Client, serve};
use crate::support::{key_with, test_app};
use axum::http::{Method, StatusCode};
use omni_testing::TestApp;
use serde_json::{Value, json};
use std::net::SocketAddr;

const READER: &[&str] = &["instances:read", "events:read"];

/// A subscribed socket.
async fn subscribed(address: SocketAddr, path: &str, key: &str, subscription: Value) -> Client {
    let mut client = Client::open(address, &format!("{path}?api_key={key}")).await.expect("in");
    client.subscribe(subscription).await;
    client
}

async fn next_qr_event(client: &mut Client) -> Value {
    loop {
        let mut message = client.receive_kind("event").await;
        if message["event"]["type"] == "instance.qr_code" {
            return message["event"]["payload"].take();
        }
    }
}

/// The first status of an instance that waits for a phone.
async fn waiting(client: &mut Client) -> Value {
    loop {
        let status = client.receive_kind("status").await;
        if status["state"] == "awaiting_pairing" {
            return status;
        }
    }
}

async fn status(app: &TestApp, key: &str, id: &str) -> Value {
    let path = format!("/api/v2/instances/{id}/status");
    let answer = app.call_as(Some(key), Method::GET, &path, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

#[tokio::test]
async fn a_key_that_only_reads_instances_links_no_phone() {
    let app = test_app().await;
    app.channel.show_qr(true);
    let id = app.instance("one").await.to_string();
    let reader = key_with(&app, READER, None).await;
    let address = serve(&app).await;
    let all = || json!({ "type": "subscribe", "channels": ["instance.*"] });
    let mut read = subscribed(address, "ws/events", &reader, all()).await;
    let mut owned = subscribed(address, "ws/events", &app.key, all()).await;
    let connect = format!("/api/v2/instances/{id}/connect");
    let connected = app.call(Method::POST, &connect, None).await;
    assert!(connected.body["qr"].is_string(), "{}", connected.body);

    let (shown, hidden) = (next_qr_event(&mut owned).await, next_qr_event(&mut read).await);
    assert!(shown["qrCode"].is_string(), "{shown}");
    assert!(hidden.get("qrCode").is_none() && hidden["expiresAt"].is_number(), "{hidden}");

    let (shown, hidden) = (status(&app, &app.key, &id).await, status(&app, &reader, &id).await);
    assert!(shown["qr"].is_string() && shown["qrExpiresAt"].is_string(), "{shown}");
    for name in ["qr", "qrExpiresAt", "pairingCode", "pairingCodeExpiresAt"] {
        assert!(hidden.get(name).is_none(), "{name} in {hidden}");
    }
    assert_eq!(hidden["state"], "awaiting_pairing", "what the connection does is no secret");

    for wanted in [json!(["*"]), json!([id])] {
        let all = || json!({ "type": "subscribe", "instances": wanted });
        let shown = waiting(&mut subscribed(address, "ws/instances", &app.key, all()).await).await;
        assert!(shown["qr"].is_string(), "{shown}");
        let hidden = waiting(&mut subscribed(address, "ws/instances", &reader, all()).await).await;
        assert!(hidden.get("qr").is_none() && hidden.get("pairingCode").is_none(), "{hidden}");
    }
    for path in [format!("/api/v2/instances/{id}/qr"), "/api/v1/instances/one/qr".to_owned()] {
        let refused = app.call_as(Some(&reader), Method::GET, &path, None).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
    app.stop().await;
}
