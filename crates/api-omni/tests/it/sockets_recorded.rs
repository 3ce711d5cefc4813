//! The specification's sockets as recorded exchanges: the messages in both directions, with every
//! member that the specification names (`tests/fixtures/ws_*`).

use crate::coverage::{missing, record, settle};
use crate::socket::{Client, serve};
use crate::support::{ANN, deliver, from_ann, test_app};
use axum::http::Method;
use omni_app::logs::LogLevel;
use omni_domain::ids::InstanceId;
use omni_testing::TestApp;
use serde_json::{Map, Value, json};

/// The recording of one exchange.
struct Recording {
    app: TestApp,
    instance: InstanceId,
    client: Client,
    frames: Vec<Value>,
    problems: Vec<String>,
}

impl Recording {
    async fn on(path: &str) -> Self {
        let app = test_app().await;
        let instance = app.connected_instance("one").await;
        let address = serve(&app).await;
        let path = path.replace("{instance}", &instance.to_string());
        let client =
            Client::open(address, &format!("{path}?api_key={}", app.key)).await.expect("open");
        Self { app, instance, client, frames: Vec::new(), problems: Vec::new() }
    }

    async fn send(&mut self, message: Value) {
        self.frames.push(json!({ "client": message }));
        self.client.send(message).await;
    }

    /// The next message of a type, which must have these members.
    async fn receive(&mut self, kind: &str, fields: &str) {
        let message = self.client.receive_kind(kind).await;
        let wrong = fields.split_whitespace().filter_map(|field| missing(field, &message));
        self.problems.extend(wrong.map(|problem| format!("{kind}: {problem}")));
        self.frames.push(json!({ "server": message }));
    }

    async fn end(self, call: &str) {
        assert!(self.problems.is_empty(), "{call}: {:#?}", self.problems);
        let mut conversation = Value::Array(self.frames);
        settle(&mut conversation, &mut Vec::new());
        record(call, &conversation);
        self.app.stop().await;
    }
}

#[tokio::test]
async fn the_event_stream() {
    let mut recording = Recording::on("ws/events").await;
    let filters = json!({ "instanceId": recording.instance });
    recording.send(json!({
        "type": "subscribe", "channels": ["message.received", "message.sent"], "filters": filters,
    }))
    .await;
    recording.receive("subscribed", "").await;
    deliver(&recording.app, recording.instance, vec![from_ann("IN1", "Hello!")]).await;
    recording.receive("event", "event.type:string event.payload:object").await;
    recording.end("WS /ws/events").await;
}

#[tokio::test]
async fn the_status_stream() {
    let mut recording = Recording::on("ws/instances").await;
    recording.send(json!({ "type": "subscribe", "instances": [recording.instance] })).await;
    recording.receive("subscribed", "").await;
    recording.receive("status", "instanceId:string status:string qr?:string|null").await;
    let path = format!("/api/v2/instances/{}/disconnect", recording.instance);
    recording.app.call(Method::POST, &path, None).await;
    recording.receive("status", "instanceId:string status:string qr?:string|null").await;
    recording.end("WS /ws/instances").await;
}

async fn log_stream(path: &str, call: &str) {
    let mut recording = Recording::on(path).await;
    let subscribe =
        json!({ "type": "subscribe", "services": ["omni-api"], "level": "info", "tail": 1 });
    recording.send(subscribe).await;
    recording.receive("subscribed", "").await;
    let log = |recording: &Recording, level: LogLevel, message: &str| {
        let metadata = Map::from_iter([("instance.id".to_owned(), json!("abc123"))]);
        let (logs, now) = (&recording.app.app.logs, recording.app.app.env.now());
        logs.push("omni-api", level, now, message.to_owned(), metadata);
    };
    let fields = "service:string level:string message:string timestamp:string metadata?:object";
    log(&recording, LogLevel::Info, "Instance connected");
    recording.receive("log", fields).await;
    recording.send(json!({ "type": "filter", "services": ["omni-api"], "level": "error" })).await;
    log(&recording, LogLevel::Error, "Instance lost");
    recording.receive("log", fields).await;
    recording.send(json!({ "type": "unsubscribe" })).await;
    recording.receive("unsubscribed", "").await;
    recording.end(call).await;
}

#[tokio::test]
async fn the_log_stream() {
    log_stream("ws/logs", "WS /ws/logs").await;
}

#[tokio::test]
async fn the_log_stream_beside_the_list() {
    log_stream("logs", "WS /logs").await;
}

#[tokio::test]
async fn the_chats_stream() {
    let mut recording = Recording::on("ws/chats/{instance}").await;
    recording
        .send(json!({
            "type": "subscribe", "chatId": ANN, "includeTyping": true, "includePresence": true,
            "includeReadReceipts": true,
        }))
        .await;
    recording.receive("subscribed", "").await;
    deliver(&recording.app, recording.instance, vec![from_ann("IN1", "Hello!")]).await;
    recording
        .receive(
            "message.new",
            "chatId:string message.id:string message.externalId:string \
         message.sender.platformUserId:string message.sender.displayName:string \
         message.sender.profilePicture:string|null message.content.type:string \
         message.content.text:string message.timestamp:string message.status:string",
        )
        .await;
    let body = json!({ "instanceId": recording.instance, "to": ANN, "text": "Hi" });
    recording.app.post("/api/v2/messages", body).await;
    recording.receive("message.new", "chatId:string message.status:string").await;
    recording
        .receive(
            "message.status",
            "chatId:string messageId:string externalId:string status:string timestamp:string",
        )
        .await;
    recording.send(json!({ "type": "unsubscribe" })).await;
    recording.receive("unsubscribed", "").await;
    recording.end("WS /ws/chats/:instanceId").await;
}
