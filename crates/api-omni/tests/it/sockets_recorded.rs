//! The specification's sockets as recorded conversations: what is said, what is heard, and every
//! member that the specification names (`tests/fixtures/ws_*`).

use crate::coverage::{missing, record, settle};
use crate::socket::{Client, serve};
use crate::support::{ANN, deliver, from_ann, test_app};
use axum::http::Method;
use omni_app::logs::LogLevel;
use omni_domain::ids::InstanceId;
use omni_testing::TestApp;
use serde_json::{Map, Value, json};

/// One conversation, as it goes on.
struct Talk {
    app: TestApp,
    instance: InstanceId,
    client: Client,
    frames: Vec<Value>,
    problems: Vec<String>,
}

impl Talk {
    async fn on(path: &str) -> Self {
        let app = test_app().await;
        let instance = app.connected_instance("one").await;
        let address = serve(&app).await;
        let path = path.replace("{instance}", &instance.to_string());
        let client =
            Client::open(address, &format!("{path}?api_key={}", app.key)).await.expect("in");
        Self { app, instance, client, frames: Vec::new(), problems: Vec::new() }
    }

    async fn say(&mut self, message: Value) {
        self.frames.push(json!({ "client": message }));
        self.client.say(message).await;
    }

    /// The next message of a type, which must have these members.
    async fn receive(&mut self, kind: &str, fields: &str) {
        let heard = self.client.receive_kind(kind).await;
        let wrong = fields.split_whitespace().filter_map(|field| missing(field, &heard));
        self.problems.extend(wrong.map(|problem| format!("{kind}: {problem}")));
        self.frames.push(json!({ "server": heard }));
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
    let mut talk = Talk::on("ws/events").await;
    let filters = json!({ "instanceId": talk.instance });
    talk.say(json!({
        "type": "subscribe", "channels": ["message.received", "message.sent"], "filters": filters,
    }))
    .await;
    talk.receive("subscribed", "").await;
    deliver(&talk.app, talk.instance, vec![from_ann("IN1", "Hello!")]).await;
    talk.receive("event", "event.type:string event.payload:object").await;
    talk.end("WS /ws/events").await;
}

#[tokio::test]
async fn the_status_stream() {
    let mut talk = Talk::on("ws/instances").await;
    talk.say(json!({ "type": "subscribe", "instances": [talk.instance] })).await;
    talk.receive("subscribed", "").await;
    talk.receive("status", "instanceId:string status:string qr?:string|null").await;
    let path = format!("/api/v2/instances/{}/disconnect", talk.instance);
    talk.app.call(Method::POST, &path, None).await;
    talk.receive("status", "instanceId:string status:string qr?:string|null").await;
    talk.end("WS /ws/instances").await;
}

async fn log_stream(path: &str, call: &str) {
    let mut talk = Talk::on(path).await;
    let subscribe =
        json!({ "type": "subscribe", "services": ["omni-api"], "level": "info", "tail": 1 });
    talk.say(subscribe).await;
    talk.receive("subscribed", "").await;
    let log = |talk: &Talk, level: LogLevel, message: &str| {
        let metadata = Map::from_iter([("instanceId".to_owned(), json!("abc123"))]);
        let (logs, now) = (&talk.app.app.logs, talk.app.app.env.now());
        logs.push("omni-api", level, now, message.to_owned(), metadata);
    };
    let fields = "service:string level:string message:string timestamp:string metadata?:object";
    log(&talk, LogLevel::Info, "Instance connected");
    talk.receive("log", fields).await;
    talk.say(json!({ "type": "filter", "services": ["omni-api"], "level": "error" })).await;
    log(&talk, LogLevel::Error, "Instance lost");
    talk.receive("log", fields).await;
    talk.say(json!({ "type": "unsubscribe" })).await;
    talk.receive("unsubscribed", "").await;
    talk.end(call).await;
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
    let mut talk = Talk::on("ws/chats/{instance}").await;
    talk.say(json!({
        "type": "subscribe", "chatId": ANN, "includeTyping": true, "includePresence": true,
        "includeReadReceipts": true,
    }))
    .await;
    talk.receive("subscribed", "").await;
    deliver(&talk.app, talk.instance, vec![from_ann("IN1", "Hello!")]).await;
    talk.receive(
        "message.new",
        "chatId:string message.id:string message.externalId:string \
         message.sender.platformUserId:string message.sender.displayName:string \
         message.sender.profilePicture:string|null message.content.type:string \
         message.content.text:string message.timestamp:string message.status:string",
    )
    .await;
    let body = json!({ "instanceId": talk.instance, "to": ANN, "text": "Hi" });
    talk.app.post("/api/v2/messages", body).await;
    talk.receive("message.new", "chatId:string message.status:string").await;
    talk.receive(
        "message.status",
        "chatId:string messageId:string externalId:string status:string timestamp:string",
    )
    .await;
    talk.say(json!({ "type": "unsubscribe" })).await;
    talk.receive("unsubscribed", "").await;
    talk.end("WS /ws/chats/:instanceId").await;
}
