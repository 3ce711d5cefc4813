//! Every event of the Personal Gateway: what causes it, and how it is delivered and sent to sockets.

use super::gateway_account::{call, until};
use super::harness::{KEY, Setup};
use anyhow::{Context, Result, bail, ensure};
use futures::{SinkExt as _, StreamExt as _};
use omni_sandbox::receiver::{Delivery, Receiver};
use omni_sandbox::script::{Reaction, Rule};
use omni_sandbox::whatsapp::{MediaKind, Phone, PhoneMedia, StreamFault};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

const SOON: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(25);
const SHOP: &str = "5511951000001";
const EVA: &str = "5511951000002";
const GIL: &str = "5511951000003";

/// Of what was received and what was sent alike.
const MESSAGE: &[&str] = &[
    "message_id",
    "wa_message_id",
    "chat_id",
    "chat_type",
    "direction",
    "type",
    "from",
    "from_name",
    "to",
    "body",
    "source",
    "quoted_id",
    "mentions",
];
const FILE: &[&str] = &[
    "message_id",
    "wa_message_id",
    "chat_id",
    "chat_type",
    "direction",
    "type",
    "from",
    "from_name",
    "to",
    "body",
    "source",
    "quoted_id",
    "mentions",
    "media",
];
const STATUS: &[&str] =
    &["message_id", "wa_message_id", "chat_id", "chat_type", "status", "delivered_at", "read_at"];
const DELETED: &[&str] =
    &["message_id", "wa_message_id", "chat_id", "chat_type", "deleted_for", "by"];
const CHAT: &[&str] = &[
    "chat_id",
    "chat_type",
    "archive",
    "pin",
    "mute",
    "mute_until",
    "mark_unread",
    "ephemeral_seconds",
];
const ERROR: &[&str] = &["code", "reason", "until"];

/// What causes an event.
#[derive(Debug, Clone, Copy)]
enum Cause {
    Connect,
    Scan,
    FirstMessage,
    Message,
    Picture,
    Send,
    OnPhone,
    Arrival,
    Reading,
    Deletion,
    Pin,
    Addition,
    Rename,
    Leaving,
    Question,
    Answer,
    Failure,
    Disconnect,
    Replacement,
    Ban,
    Unlink,
}

/// An event, the members of its data, and what causes it.
struct Row(&'static str, &'static [&'static str], Cause);

/// In the order in which they are caused. Each event of the API has a row; one that is two events of the
/// log has two.
const ROWS: [Row; 21] = [
    Row("connection.qr", &["qr", "expires_at"], Cause::Connect),
    Row("connection.connected", &["phone", "name"], Cause::Scan),
    Row("chat.created", &["chat_id", "chat_type", "name"], Cause::FirstMessage),
    Row("message.received", MESSAGE, Cause::Message),
    Row("message.received", FILE, Cause::Picture),
    Row("message.sent", MESSAGE, Cause::Send),
    Row("message.sent", MESSAGE, Cause::OnPhone),
    Row("message.delivered", STATUS, Cause::Arrival),
    Row("message.read", STATUS, Cause::Reading),
    Row("message.deleted", DELETED, Cause::Deletion),
    Row("chat.updated", CHAT, Cause::Pin),
    Row("group.participant_added", &["chat_id", "participants", "by"], Cause::Addition),
    Row("chat.updated", &["chat_id", "chat_type", "subject", "description"], Cause::Rename),
    Row("group.participant_removed", &["chat_id", "participants", "by"], Cause::Leaving),
    Row(
        "ai.reply.generated",
        &["chat_id", "message_id", "ai_log_id", "reply", "model", "latency_ms"],
        Cause::Question,
    ),
    Row(
        "ai.reply.sent",
        &["chat_id", "message_id", "ai_log_id", "reply", "messages"],
        Cause::Answer,
    ),
    Row("ai.reply.failed", &["chat_id", "message_id", "ai_log_id", "error"], Cause::Failure),
    Row("connection.disconnected", &["reason", "will_reconnect"], Cause::Disconnect),
    Row("connection.error", ERROR, Cause::Replacement),
    Row("connection.error", ERROR, Cause::Ban),
    Row("connection.error", ERROR, Cause::Unlink),
];

/// What a socket was sent: the name and the body of an event, and its number if the log has it.
#[derive(Debug, Clone)]
struct Emitted {
    name: String,
    body: Value,
    number: Option<i64>,
}

type Seen = Arc<Mutex<Vec<Emitted>>>;

/// An account that is not linked yet, its webhook, its phone, and two people.
struct Story {
    setup: Setup,
    account: String,
    token: String,
    secret: String,
    receiver: Receiver,
    shop: Phone,
    eva: Phone,
    gil: Phone,
    group: OnceLock<String>,
}

impl Story {
    async fn new() -> Result<Self> {
        let setup = Setup::new().await?;
        let receiver = Receiver::start(0).await?;
        let new = Some(json!({ "name": "shop" }));
        let made = call(&setup, KEY, Method::POST, "/accounts", new).await?;
        ensure!(made.status == StatusCode::CREATED, "{}", made.body);
        let account = text(&made.body, "id")?;
        let webhook = json!({
            "url": receiver.url(), "events": ["*"], "retry_count": 5, "timeout_seconds": 15,
        });
        let path = format!("/accounts/{account}/webhooks");
        let hook = call(&setup, KEY, Method::POST, &path, Some(webhook)).await?;
        ensure!(hook.status == StatusCode::CREATED, "{}", hook.body);
        Ok(Self {
            token: text(&made.body, "token")?,
            secret: text(&hook.body, "secret")?,
            shop: setup.network.create_phone(SHOP, "Shop").await?,
            eva: setup.network.create_phone(EVA, "Eva").await?,
            gil: setup.network.create_phone(GIL, "Gil").await?,
            group: OnceLock::new(),
            setup,
            account,
            receiver,
        })
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value> {
        let answer = call(&self.setup, &self.token, Method::POST, path, Some(body)).await?;
        ensure!(answer.status.is_success(), "{path}: {} {}", answer.status, answer.body);
        Ok(answer.body)
    }

    /// As the owner of the server.
    async fn manage(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let answer = call(&self.setup, KEY, method, path, body).await?;
        ensure!(answer.status.is_success(), "{path}: {} {}", answer.status, answer.body);
        Ok(answer.body)
    }

    fn of_account(&self, rest: &str) -> String {
        format!("/accounts/{}/{rest}", self.account)
    }

    fn group(&self) -> Result<&str> {
        self.group.get().map(String::as_str).context("a group")
    }

    /// The names that the API has, as it lists them in its refusal of another one.
    async fn known_events(&self) -> Result<BTreeSet<String>> {
        let new = Some(json!({ "url": self.receiver.url(), "events": ["none"] }));
        let path = self.of_account("webhooks");
        let refused = call(&self.setup, KEY, Method::POST, &path, new).await?;
        let reason = refused.body["details"]["fieldErrors"]["events"][0].as_str();
        let names = reason.and_then(|text| text.split_once("some of ")).context("the names")?.1;
        Ok(names.split(", ").map(str::to_owned).collect())
    }

    /// Causes an event. What its data has among others.
    async fn cause(&self, cause: Cause) -> Result<Value> {
        match cause {
            Cause::Connect => {
                let linking = self.manage(Method::POST, &self.of_account("connect"), None).await?;
                ensure!(linking["status"] == "qr", "{linking}");
                Ok(json!({}))
            }
            Cause::Scan => {
                let shown = self.manage(Method::GET, &self.of_account("qr"), None).await?;
                self.shop.scan(&text(&shown, "qr")?).await?;
                Ok(json!({ "phone": SHOP }))
            }
            Cause::FirstMessage => {
                self.eva.send_text(SHOP, "good morning").await?;
                Ok(json!({ "chat_id": self.eva.jid(), "chat_type": "private" }))
            }
            Cause::Message => self.message().await,
            Cause::Picture => self.picture().await,
            Cause::OnPhone => {
                let id = self.shop.send_text(EVA, "I am here").await?;
                Ok(json!({
                    "wa_message_id": id, "chat_id": self.eva.jid(), "direction": "outgoing",
                    "from": SHOP, "to": EVA, "body": "I am here", "source": "device",
                }))
            }
            Cause::Send => self.sent("open until ten", "message.sent").await,
            Cause::Arrival => self.sent("here it is", "delivered").await,
            Cause::Reading => {
                let sent = self.sent("have a look", "read").await?;
                let id = text(&sent, "wa_message_id")?;
                self.eva.expect(SOON, |one| one.id == id).await?;
                self.eva.read(&id).await?;
                Ok(sent)
            }
            Cause::Deletion => self.deletion().await,
            Cause::Pin => self.pin().await,
            Cause::Addition => self.addition().await,
            Cause::Rename => {
                self.eva.rename_group(self.group()?, "Parcels")?;
                Ok(json!({ "chat_id": self.group()?, "subject": "Parcels" }))
            }
            Cause::Leaving => {
                self.gil.leave_group(self.group()?)?;
                Ok(json!({ "chat_id": self.group()?, "participants": [GIL] }))
            }
            Cause::Question => self.question().await,
            // The one whose answer was generated.
            Cause::Answer => Ok(json!({ "chat_id": self.gil.jid(), "messages": 1 })),
            Cause::Failure => {
                self.setup.model.script(vec![Rule::new("fail", Reaction::Fail(400))]);
                self.gil.send_text(SHOP, "fail").await?;
                Ok(json!({ "chat_id": self.gil.jid() }))
            }
            Cause::Disconnect => {
                self.manage(Method::POST, &self.of_account("disconnect"), None).await?;
                Ok(json!({ "will_reconnect": false }))
            }
            Cause::Replacement => {
                self.connect_again().await?;
                self.setup.network.faults().stream_error(SHOP, StreamFault::Replaced)?;
                Ok(json!({ "code": "session_replaced", "until": null }))
            }
            Cause::Ban => {
                self.connect_again().await?;
                self.setup.network.faults().ban(SHOP, Duration::from_mins(5), 101)?;
                Ok(json!({ "code": "banned" }))
            }
            Cause::Unlink => {
                self.setup.network.faults().ban(SHOP, Duration::ZERO, 0)?;
                self.connect_again().await?;
                self.shop.unlink().await;
                Ok(json!({ "code": "logged_out", "until": null }))
            }
        }
    }

    async fn connect_again(&self) -> Result<()> {
        self.manage(Method::POST, &self.of_account("connect"), None).await?;
        let is_connected = |me: &Value| me["status"] == "connected";
        until(&self.setup, &self.token, "/me", is_connected).await?;
        Ok(())
    }

    async fn message(&self) -> Result<Value> {
        let id = self.eva.send_text(SHOP, "is it open?").await?;
        Ok(json!({
            "wa_message_id": id, "chat_id": self.eva.jid(), "chat_type": "private",
            "direction": "incoming", "type": "text", "from": EVA, "from_name": "Eva", "to": null,
            "body": "is it open?", "source": "realtime", "quoted_id": null, "mentions": [],
        }))
    }

    async fn picture(&self) -> Result<Value> {
        let picture = PhoneMedia {
            kind: MediaKind::Image,
            bytes: vec![7; 5_000],
            mime: "image/png".to_owned(),
            caption: Some("this one".to_owned()),
            file_name: None,
            voice_note: false,
        };
        let id = self.eva.send_media(SHOP, picture).await?;
        Ok(json!({ "wa_message_id": id, "type": "image", "from": EVA, "body": "this one" }))
    }

    /// The file of a delivery is where its link is.
    async fn read_file(&self, data: &Value) -> Result<()> {
        ensure!(data["media"]["mime_type"] == "image/png", "{data}");
        ensure!(data["media"]["id"].is_string(), "{data}");
        let link = text(&data["media"], "link")?;
        let path = link.split_once("/api/v1/").context("a path")?.1;
        let server = &self.setup.server;
        let url = format!("{}/api/v1/{path}", server.url);
        let began = Instant::now();
        loop {
            let file = server.http.get(&url).bearer_auth(&self.token).send().await?;
            let status = file.status();
            if status == StatusCode::OK {
                ensure!(file.bytes().await?.len() == 5_000, "{link}");
                return Ok(());
            }
            ensure!(began.elapsed() < SOON, "{link}: {status}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Sends a text to Eva. What the event has of it that reports this.
    async fn sent(&self, body: &str, report: &str) -> Result<Value> {
        let sent = self.post("/messages/text", json!({ "to": EVA, "body": body })).await?;
        let message = &sent["message"];
        let mut expected = json!({
            "message_id": message["id"], "wa_message_id": message["wa_message_id"],
            "chat_id": self.eva.jid(), "chat_type": "private",
        });
        let more = match report {
            "message.sent" => json!({
                "direction": "outgoing", "type": "text", "from": SHOP, "from_name": null, "to": EVA,
                "body": body, "source": "api", "quoted_id": null, "mentions": [],
            }),
            status => json!({ "status": status }),
        };
        let members = expected.as_object_mut().context("an object")?;
        members.extend(more.as_object().context("an object")?.clone());
        Ok(expected)
    }

    async fn deletion(&self) -> Result<Value> {
        let id = self.eva.send_text(SHOP, "never mind").await?;
        let path = format!("/chats/{EVA}/messages");
        let has_id = |one: &Value| one["wa_message_id"] == id.as_str();
        let is_stored =
            |page: &Value| page["items"].as_array().is_some_and(|all| all.iter().any(has_id));
        until(&self.setup, &self.token, &path, is_stored).await?;
        self.eva.revoke(SHOP, &id).await?;
        Ok(json!({
            "wa_message_id": id, "chat_id": self.eva.jid(), "chat_type": "private",
            "deleted_for": "everyone", "by": EVA,
        }))
    }

    /// Once the phone has shared its keys.
    async fn pin(&self) -> Result<Value> {
        let began = Instant::now();
        let path = format!("/chats/{EVA}");
        loop {
            let pin = Some(json!({ "pin": true }));
            let done = call(&self.setup, &self.token, Method::PATCH, &path, pin).await?;
            if done.status.is_success() {
                return Ok(json!({ "chat_id": self.eva.jid(), "pin": true }));
            }
            ensure!(began.elapsed() < SOON, "{}", done.body);
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn addition(&self) -> Result<Value> {
        let new = json!({ "subject": "Deliveries", "participants": [EVA] });
        let made = self.post("/groups", new).await?;
        let group = text(&made, "group_id")?;
        let path = format!("/groups/{group}/participants");
        self.post(&path, json!({ "participants": [GIL] })).await?;
        let expected = json!({ "chat_id": group, "participants": [GIL] });
        ensure!(self.group.set(group).is_ok(), "one group");
        Ok(expected)
    }

    /// Gil asks what the AI of all accounts answers. No one has written to him, who would have the chat.
    async fn question(&self) -> Result<Value> {
        let global = json!({
            "enabled": true, "base_url": self.setup.model.url(), "api_key": "sk-sandbox",
            "model_name": "sandbox", "reply_delay_seconds": 0,
        });
        self.manage(Method::PUT, "/ai/global", Some(global)).await?;
        self.gil.send_text(SHOP, "hello").await?;
        Ok(json!({ "chat_id": self.gil.jid() }))
    }

    /// Waits for the first delivery of this event whose data has this.
    async fn delivered(&self, event: &str, expected: &Value) -> Result<Delivery> {
        let is_it = |one: &Delivery| {
            one.header("x-webhook-event") == event && has(&one.json()["data"], expected)
        };
        let began = Instant::now();
        loop {
            let received = self.receiver.received();
            if let Some(found) = received.iter().find(|one| is_it(one)) {
                return Ok(found.clone());
            }
            if began.elapsed() > SOON {
                let all: Vec<Value> = received.iter().map(Delivery::json).collect();
                bail!("no {event} with {expected} among {all:#?}");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The envelope, the headers and the signature.
    fn check(&self, delivery: &Delivery) -> Result<()> {
        let body = delivery.json();
        let event = delivery.header("x-webhook-event");
        ensure!(members(&body) == ["account_id", "data", "event", "timestamp"], "{body}");
        ensure!(body["event"] == event && body["account_id"] == self.account.as_str(), "{body}");
        ensure!(body["timestamp"].as_str().is_some_and(is_time), "{body}");
        let given = members(&body["data"]);
        let documented = ROWS.iter().filter(|row| row.0 == event).any(|Row(_, fields, _)| {
            let mut fields = fields.to_vec();
            fields.sort_unstable();
            given == fields
        });
        ensure!(documented, "{event} has {given:?}");
        ensure!(delivery.header("content-type") == "application/json", "{event}");
        ensure!(delivery.header("user-agent") == "WhatsAppGateway-Webhook/1.0", "{event}");
        ensure!(is_time(delivery.header("x-webhook-timestamp")), "{event}");
        let signature = format!("sha256={}", delivery.hmac_sha256(self.secret.as_bytes())?);
        ensure!(delivery.header("x-webhook-signature") == signature, "{event}: {signature}");
        Ok(())
    }

    /// Follows the account over Socket.IO from now on.
    async fn follow(&self) -> Result<Seen> {
        let host = self.setup.server.url.replacen("http", "ws", 1);
        let url = format!("{host}/socket.io/?EIO=4&transport=websocket");
        let (mut socket, _) = connect_async(url).await?;
        let open = socket.next().await.context("an open packet")??;
        ensure!(open.to_text()?.starts_with('0'), "{open}");
        let auth = json!({ "token": KEY, "account_id": self.account });
        socket.send(Message::text(format!("40{auth}"))).await?;
        let admitted = loop {
            let packet = socket.next().await.context("an answer")??;
            if packet.to_text()? != "2" {
                break packet;
            }
            socket.send(Message::text("3".to_owned())).await?;
        };
        ensure!(admitted.to_text()?.starts_with("40{"), "{admitted}");
        let seen = Seen::default();
        let kept = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Some(Ok(packet)) = socket.next().await {
                let packet = packet.to_text().unwrap_or_default().to_owned();
                if packet == "2" && socket.send(Message::text("3".to_owned())).await.is_err() {
                    return;
                }
                if let Some(event) = packet.strip_prefix("42").and_then(emitted) {
                    kept.lock().unwrap_or_else(PoisonError::into_inner).push(event);
                }
            }
        });
        Ok(seen)
    }
}

fn text(body: &Value, name: &str) -> Result<String> {
    body[name].as_str().map(str::to_owned).with_context(|| format!("{name} of {body}"))
}

/// Whether an object has these members, and others.
fn has(object: &Value, expected: &Value) -> bool {
    let mut expected = expected.as_object().into_iter().flatten();
    expected.all(|(name, value)| object.get(name) == Some(value))
}

/// The names of the members of an object, in alphabetical order.
fn members(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> =
        object.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}

/// ISO 8601 in UTC, with milliseconds.
fn is_time(text: &str) -> bool {
    text.len() == 24 && text.as_bytes()[10] == b'T' && text.ends_with('Z')
}

/// The event of a packet: `[name, body]`, and the number.
fn emitted(packet: &str) -> Option<Emitted> {
    let mut parts: Vec<Value> = serde_json::from_str(packet).ok()?;
    let number = parts.get(2).and_then(Value::as_i64);
    parts.truncate(2);
    let (body, name) = (parts.pop()?, parts.pop()?);
    Some(Emitted { name: name.as_str()?.to_owned(), body, number })
}

/// Waits until sockets were sent what a delivery has. A QR that is shown is not in the log, and has a time of
/// its own.
async fn emitted_too(seen: &Seen, event: &str, body: &Value) -> Result<Emitted> {
    let is_it = |one: &&Emitted| {
        let same = if event == "connection.qr" {
            one.body["data"] == body["data"]
        } else {
            one.body == *body
        };
        one.name == event && same
    };
    let began = Instant::now();
    loop {
        let all = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(found) = all.iter().find(is_it) {
            return Ok(found.clone());
        }
        if began.elapsed() > SOON {
            let of_it: Vec<&Emitted> = all.iter().filter(|one| one.name == event).collect();
            bail!("sockets have no {body}, but {of_it:#?}");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

#[tokio::test]
async fn each_event_is_delivered_as_documented_and_sent_to_sockets() -> Result<()> {
    let story = Story::new().await?;
    let seen = story.follow().await?;
    let mut of_rows = Vec::new();
    for Row(event, _, cause) in &ROWS {
        let expected = story.cause(*cause).await.with_context(|| format!("{cause:?}"))?;
        let delivered = story.delivered(event, &expected).await?.json();
        if matches!(cause, Cause::Picture) {
            story.read_file(&delivered["data"]).await?;
        }
        of_rows.push((*event, delivered));
    }
    let qr = &of_rows[0].1["data"]["qr"];
    ensure!(qr.as_str().is_some_and(|qr| !qr.is_empty()), "the QR is in its delivery: {qr}");

    let known = story.known_events().await?;
    let has_rows: BTreeSet<String> = ROWS.iter().map(|row| row.0.to_owned()).collect();
    ensure!(known == has_rows, "each event needs a row: {known:?}");
    let all = story.receiver.received();
    let mut ids = HashSet::new();
    for delivery in &all {
        story.check(delivery)?;
        let id = delivery.header("x-webhook-delivery-id").to_owned();
        ensure!(!id.is_empty() && ids.insert(id), "a delivery has no id of its own");
    }
    let arrived: BTreeSet<String> =
        all.iter().map(|one| one.header("x-webhook-event").to_owned()).collect();
    ensure!(arrived == known, "{arrived:?}");

    // In the log, the events are in the order of their causes.
    let mut last = 0;
    for (event, body) in &of_rows {
        let emitted = emitted_too(&seen, event, body).await?;
        let Some(number) = emitted.number else {
            ensure!(*event == "connection.qr", "{event} has no number");
            continue;
        };
        ensure!(last < number, "{event} is {number}, after {last}");
        last = number;
    }
    story.setup.end().await
}
