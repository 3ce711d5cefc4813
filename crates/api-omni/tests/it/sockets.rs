use crate::support::{ANN, from_ann, hear};
use axum::http::Method;
use futures::{SinkExt, StreamExt};
use omni_testing::TestApp;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn open(address: SocketAddr, path: &str) -> Result<Self, Error> {
        connect_async(format!("ws://{address}/api/v2/ws/{path}"))
            .await
            .map(|(socket, _)| Self(socket))
    }

    async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.expect("a live socket");
    }

    async fn frame(&mut self) -> Message {
        let next = tokio::time::timeout(Duration::from_secs(10), self.0.next()).await;
        next.expect("something within 10 s").expect("not ended").expect("no error")
    }

    /// The next message, pings left out.
    async fn hear(&mut self) -> Value {
        loop {
            match self.frame().await {
                Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
                Message::Ping(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    async fn closed(&mut self) -> CloseFrame {
        loop {
            match self.frame().await {
                Message::Close(Some(frame)) => return frame,
                Message::Ping(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

async fn serve(app: &TestApp) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = app.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn events_arrive_as_they_happen_and_can_be_resumed() {
    let app = TestApp::new().await;
    let id = app.connected_instance("one").await;
    let address = serve(&app).await;
    let mut client =
        Client::open(address, &format!("events?api_key={}", app.key)).await.expect("in");
    client
        .say(json!({
            "type": "subscribe",
            "channels": ["message.received"],
            "filters": { "instanceId": id.to_string() },
        }))
        .await;
    assert_eq!(client.hear().await, json!({ "type": "subscribed" }));
    hear(&app, id, vec![from_ann("IN1", "one"), from_ann("IN2", "two")]).await;
    let first = client.hear().await;
    assert_eq!(first["type"], "event");
    assert_eq!(first["event"]["type"], "message.received");
    assert_eq!(first["event"]["payload"]["chatId"], ANN);
    assert_eq!(first["event"]["payload"]["content"], json!({ "type": "text", "text": "one" }));
    assert_eq!(client.hear().await["event"]["payload"]["content"]["text"], "two");

    client.say(json!({ "type": "unsubscribe" })).await;
    assert_eq!(client.hear().await["type"], "unsubscribed");
    hear(&app, id, vec![from_ann("IN3", "three")]).await;
    let since = first["event"]["seq"].as_i64().expect("a place in the log");
    client.say(json!({ "type": "subscribe", "channels": ["message.*"], "since": since })).await;
    assert_eq!(client.hear().await["type"], "subscribed");
    let mut texts = Vec::new();
    while texts.len() < 2 {
        let event = client.hear().await;
        if event["event"]["type"] == "message.received" {
            texts.push(event["event"]["payload"]["content"]["text"].clone());
        }
    }
    assert_eq!(texts, ["two", "three"]);
    app.stop().await;
}

#[tokio::test]
async fn a_key_may_come_in_the_first_message_and_must_be_good() {
    let app = TestApp::new().await;
    let address = serve(&app).await;
    let mut client = Client::open(address, "events").await.expect("in, for now");
    client.say(json!({ "type": "auth", "apiKey": app.key })).await;
    assert_eq!(client.hear().await, json!({ "type": "authenticated" }));

    for first in [json!({ "type": "auth", "apiKey": "wrong" }), json!({ "type": "subscribe" })] {
        let mut client = Client::open(address, "events").await.expect("in, for now");
        client.say(first).await;
        let refused = client.hear().await;
        assert_eq!(refused["error"]["code"], "UNAUTHORIZED");
        assert_eq!(u16::from(client.closed().await.code), 4401);
    }
    let refused = Client::open(address, "events?api_key=wrong").await;
    assert!(matches!(refused, Err(Error::Http(answer)) if answer.status() == 401));
    app.stop().await;
}

#[tokio::test]
async fn mistakes_are_answered_and_the_socket_lives_on() {
    let app = TestApp::new().await;
    let address = serve(&app).await;
    let mut client =
        Client::open(address, &format!("events?api_key={}", app.key)).await.expect("in");
    for wrong in
        [json!("x"), json!({}), json!({ "type": "subscribe", "channels": ["message.lost"] })]
    {
        client.say(wrong).await;
        let answer = client.hear().await;
        assert_eq!(answer["type"], "error");
        assert_eq!(answer["error"]["code"], "VALIDATION_ERROR");
    }
    client.say(json!({ "type": "ping" })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong" }));
    app.stop().await;
}

#[tokio::test]
async fn the_status_stream_begins_with_the_present() {
    let app = TestApp::new().await;
    let id = app.connected_instance("one").await;
    let address = serve(&app).await;
    let mut client =
        Client::open(address, &format!("instances?api_key={}", app.key)).await.expect("in");
    client.say(json!({ "type": "subscribe", "instances": ["*"] })).await;
    assert_eq!(client.hear().await["type"], "subscribed");
    let present = client.hear().await;
    assert_eq!(present["type"], "status");
    assert_eq!(present["instanceId"], id.to_string());
    assert_eq!(present["status"], "connected");
    app.call(Method::POST, &format!("/api/v2/instances/{id}/disconnect"), None).await;
    loop {
        let status = client.hear().await;
        if status["status"] == "disconnected" {
            break;
        }
    }
    client.say(json!({ "type": "subscribe", "instances": ["abc"] })).await;
    assert_eq!(client.hear().await["error"]["code"], "VALIDATION_ERROR");
    app.stop().await;
}
