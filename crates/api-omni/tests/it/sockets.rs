use crate::socket::{Client, serve, serve_with};
use crate::support::{ANN, UNKNOWN_ID, deliver, from_ann, test_app};
use axum::http::Method;
use omni_api_omni::WsOptions;
use omni_app::keys::NewApiKey;
use omni_app::logs::LogLevel;
use omni_testing::TestApp;
use serde_json::{Map, json};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Error;

#[tokio::test]
async fn events_arrive_as_they_happen_and_can_be_resumed() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let address = serve(&app).await;
    let mut client =
        Client::open(address, &format!("ws/events?api_key={}", app.key)).await.expect("open");
    client
        .send(json!({
            "type": "subscribe",
            "channels": ["message.received"],
            "filters": { "instanceId": id.to_string() },
        }))
        .await;
    assert_eq!(client.receive().await, json!({ "type": "subscribed" }));
    deliver(&app, id, vec![from_ann("IN1", "one"), from_ann("IN2", "two")]).await;
    let first = client.receive().await;
    assert_eq!(first["type"], "event");
    assert_eq!(first["event"]["type"], "message.received");
    assert_eq!(first["event"]["payload"]["chatId"], ANN);
    assert_eq!(first["event"]["payload"]["content"], json!({ "type": "text", "text": "one" }));
    assert_eq!(client.receive().await["event"]["payload"]["content"]["text"], "two");

    client.send(json!({ "type": "unsubscribe" })).await;
    assert_eq!(client.receive().await["type"], "unsubscribed");
    deliver(&app, id, vec![from_ann("IN3", "three")]).await;
    let since = first["event"]["seq"].as_i64().expect("a position in the log");
    client.send(json!({ "type": "subscribe", "channels": ["message.*"], "since": since })).await;
    assert_eq!(client.receive().await["type"], "subscribed");
    let mut texts = Vec::new();
    while texts.len() < 2 {
        let event = client.receive().await;
        if event["event"]["type"] == "message.received" {
            texts.push(event["event"]["payload"]["content"]["text"].clone());
        }
    }
    assert_eq!(texts, ["two", "three"]);
    app.stop().await;
}

#[tokio::test]
async fn the_first_message_may_contain_the_key_which_must_be_valid() {
    let app = test_app().await;
    let address = serve(&app).await;
    let mut client = Client::open(address, "ws/events").await.expect("open");
    client.send(json!({ "type": "auth", "apiKey": app.key })).await;
    assert_eq!(client.receive().await, json!({ "type": "authenticated" }));

    for first in [json!({ "type": "auth", "apiKey": "wrong" }), json!({ "type": "subscribe" })] {
        let mut client = Client::open(address, "ws/events").await.expect("open");
        client.send(first).await;
        let refused = client.receive().await;
        assert_eq!(refused["error"]["code"], "UNAUTHORIZED");
        assert_eq!(u16::from(client.closed().await.code), 4401);
    }
    let refused = Client::open(address, "ws/events?api_key=wrong").await;
    assert!(matches!(refused, Err(Error::Http(answer)) if answer.status() == 401));
    app.stop().await;
}

#[tokio::test]
async fn errors_are_reported_and_the_socket_stays_open() {
    let app = test_app().await;
    let address = serve(&app).await;
    let mut client =
        Client::open(address, &format!("ws/events?api_key={}", app.key)).await.expect("open");
    for wrong in
        [json!("x"), json!({}), json!({ "type": "subscribe", "channels": ["message.lost"] })]
    {
        client.send(wrong).await;
        let answer = client.receive().await;
        assert_eq!(answer["type"], "error");
        assert_eq!(answer["error"]["code"], "VALIDATION_ERROR");
    }
    client.send(json!({ "type": "ping" })).await;
    assert_eq!(client.receive().await, json!({ "type": "pong" }));
    app.stop().await;
}

#[tokio::test]
async fn the_status_stream_begins_with_the_current_status() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let address = serve(&app).await;
    let mut client =
        Client::open(address, &format!("ws/instances?api_key={}", app.key)).await.expect("open");
    client.send(json!({ "type": "subscribe", "instances": ["*"] })).await;
    assert_eq!(client.receive().await["type"], "subscribed");
    let present = client.receive().await;
    assert_eq!(present["type"], "status");
    assert_eq!(present["instanceId"], id.to_string());
    assert_eq!(present["status"], "connected");
    app.call(Method::POST, &format!("/api/v2/instances/{id}/disconnect"), None).await;
    loop {
        let status = client.receive().await;
        if status["status"] == "disconnected" {
            break;
        }
    }
    client.send(json!({ "type": "subscribe", "instances": ["abc"] })).await;
    assert_eq!(client.receive().await["error"]["code"], "VALIDATION_ERROR");
    app.stop().await;
}

#[tokio::test]
async fn a_client_without_a_key_in_time_is_disconnected() {
    let app = test_app().await;
    let ws = WsOptions { auth_wait: Duration::from_millis(100), ..WsOptions::default() };
    let address = serve_with(&app, ws).await;
    let mut client = Client::open(address, "ws/events").await.expect("open");
    assert_eq!(client.close_code().await, 4401);
    app.stop().await;
}

#[tokio::test]
async fn sockets_of_a_revoked_key_are_closed_and_others_stay_open() {
    let app = test_app().await;
    let address = serve(&app).await;
    let new = json!({ "name": "bot", "scopes": ["events:read", "instances:read"] });
    let created = app.post("/api/v2/api-keys", new).await.body;
    let secret = created["key"].as_str().expect("a key").to_owned();
    let key = format!("/api/v2/api-keys/{}", created["id"].as_str().expect("an id"));
    let open = |secret: String| async move {
        let path = format!("ws/events?api_key={secret}");
        let mut client = Client::open(address, &path).await.expect("open");
        client.subscribe(json!({ "type": "subscribe" })).await;
        client
    };
    let mut own = open(app.key.clone()).await;

    // Narrowed: it must not keep its earlier permissions.
    let mut theirs = open(secret.clone()).await;
    let narrow = json!({ "scopes": ["instances:read"] });
    app.call(Method::PATCH, &key, Some(narrow)).await;
    assert_eq!(theirs.close_code().await, 4401);

    // Revoked, with a key from the first message.
    let mut client = Client::open(address, "ws/instances").await.expect("open");
    client.send(json!({ "type": "auth", "apiKey": secret })).await;
    assert_eq!(client.receive().await["type"], "authenticated");
    app.call(Method::DELETE, &key, None).await;
    assert_eq!(client.close_code().await, 4401);

    own.send(json!({ "type": "ping" })).await;
    assert_eq!(own.receive_kind("pong").await["type"], "pong");
    app.stop().await;
}

#[tokio::test]
async fn a_slow_client_is_disconnected_with_1013() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let ws = WsOptions {
        send_wait: Duration::from_millis(200),
        // The client begins to read when both buffers are full, which takes a busy machine long.
        close_wait: Duration::from_mins(10),
        ..WsOptions::default()
    };
    let address = serve_with(&app, ws).await;
    let mut client =
        Client::open(address, &format!("ws/events?api_key={}", app.key)).await.expect("open");
    client.subscribe(json!({ "type": "subscribe", "channels": ["message.received"] })).await;
    // More than both socket buffers hold, while the client does not read.
    let text = "x".repeat(60_000);
    for group in 0..40 {
        let texts = (0..8).map(|n| from_ann(&format!("IN{group}-{n}"), &text)).collect();
        deliver(&app, id, texts).await;
    }
    client.buffers_full().await;
    assert_eq!(client.close_code().await, 1013);
    app.stop().await;
}

#[tokio::test]
async fn the_log_stream_is_filtered_by_an_instance() {
    let app = test_app().await;
    let address = serve(&app).await;
    let log = |instance: &str, message: &str| {
        let metadata = Map::from_iter([("instance.id".to_owned(), json!(instance))]);
        let at = app.app.env.now();
        app.app.logs.push("nats", LogLevel::Error, at, message.to_owned(), metadata);
    };
    let mut client =
        Client::open(address, &format!("ws/logs?api_key={}", app.key)).await.expect("open");
    client.subscribe(json!({ "type": "subscribe", "level": "error", "tail": 0 })).await;
    client.send(json!({ "type": "filter", "instanceId": UNKNOWN_ID })).await;
    client.send(json!({ "type": "ping" })).await;
    assert_eq!(client.receive().await["type"], "pong", "the filter applies");
    log("abc123", "about another instance");
    log(UNKNOWN_ID, "about the instance");
    assert_eq!(client.receive().await["message"], "about the instance");
    app.stop().await;
}

#[tokio::test]
async fn the_log_stream_is_subscribed_filtered_and_unsubscribed() {
    let app = test_app().await;
    let address = serve(&app).await;
    let log = |service: &'static str, level: LogLevel, message: &str| {
        let metadata = Map::from_iter([("instance.id".to_owned(), json!("abc123"))]);
        app.app.logs.push(service, level, app.app.env.now(), message.to_owned(), metadata);
    };
    for number in 1..=3 {
        log("omni-api", LogLevel::Info, &format!("early {number}"));
    }
    for path in ["ws/logs", "logs"] {
        let mut client =
            Client::open(address, &format!("{path}?api_key={}", app.key)).await.expect("open");
        client.send(json!({ "type": "filter", "level": "info" })).await;
        assert_eq!(
            client.receive().await["error"]["code"],
            "VALIDATION_ERROR",
            "nothing to filter"
        );
        client
            .subscribe(json!({
                "type": "subscribe", "services": ["omni-api"], "level": "info", "tail": 2,
            }))
            .await;
        assert_eq!(client.receive().await["message"], "early 2", "the tail first");
        assert_eq!(client.receive().await["message"], "early 3");
        log("nats", LogLevel::Error, "of another service");
        log("omni-api", LogLevel::Debug, "of no interest");
        log("omni-api", LogLevel::Info, "Instance my-whatsapp connected");
        let line = client.receive().await;
        assert_eq!(
            line,
            json!({
                "type": "log",
                "service": "omni-api",
                "level": "info",
                "timestamp": line["timestamp"],
                "message": "Instance my-whatsapp connected",
                "metadata": { "instanceId": "abc123" },
            })
        );
        assert!(line["timestamp"].is_string());
        client
            .send(
                json!({ "type": "filter", "services": ["*"], "level": "error", "search": "CONN" }),
            )
            .await;
        client.send(json!({ "type": "ping" })).await;
        assert_eq!(client.receive().await["type"], "pong", "the filter applies");
        log("omni-api", LogLevel::Info, "connection");
        log("nats", LogLevel::Error, "something else");
        log("nats", LogLevel::Error, "connection lost");
        assert_eq!(client.receive().await["message"], "connection lost");
        client.send(json!({ "type": "unsubscribe" })).await;
        assert_eq!(client.receive().await["type"], "unsubscribed");
        log("nats", LogLevel::Error, "connection lost again");
        for wrong in [
            json!({ "type": "subscribe", "services": ["no-such"] }),
            json!({ "type": "subscribe", "level": "loud" }),
            json!({ "type": "subscribe", "instanceId": "abc" }),
            json!({ "type": "dance" }),
        ] {
            client.send(wrong).await;
            assert_eq!(client.receive().await["error"]["code"], "VALIDATION_ERROR");
        }
        // The lines of this round are not in the next one's tail.
        for number in 1..=3 {
            log("omni-api", LogLevel::Info, &format!("early {number}"));
        }
    }
    let none = NewApiKey { instance_ids: Some(Vec::new()), ..TestApp::key_for(&["admin:*"]) };
    let limited = app.new_key(none).await;
    let refused = Client::open(address, &format!("logs?api_key={limited}")).await;
    assert!(matches!(refused, Err(Error::Http(answer)) if answer.status() == 403));
    app.stop().await;
}
