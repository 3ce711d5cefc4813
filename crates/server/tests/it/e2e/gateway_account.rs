//! The Personal WhatsApp Gateway's API, as phones see what it does and it sees what phones do.

use super::harness::{Answer, Engine, KEY, Setup};
use super::profiles::picture;
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_sandbox::receiver::{Delivery, Receiver};
use omni_sandbox::whatsapp::Phone;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(25);
pub(super) const SHOP: &str = "5511950000001";
pub(super) const EVA: &str = "5511950000002";
pub(super) const STORE: &str = "5511950000003";

/// A linked account with its token, and a person who has written to it.
pub(super) struct Story {
    pub(super) setup: Setup,
    pub(super) token: String,
    pub(super) shop: Phone,
    pub(super) eva: Phone,
}

pub(super) async fn call(
    setup: &Setup,
    token: &str,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Result<Answer> {
    let server = &setup.server;
    let request = server.http.request(method, format!("{}/api/v1{path}", server.url));
    let request = request.bearer_auth(token);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let answer = request.send().await?;
    let status = answer.status();
    let id = answer.headers().get("request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let body: Value = serde_json::from_slice(&answer.bytes().await?).unwrap_or(Value::Null);
    ensure!(id.is_some() && body["request_id"].as_str() == id.as_deref(), "{path}: {body}");
    Ok(Answer { status, body })
}

/// Waits until the answer satisfies the test.
pub(super) async fn until(
    setup: &Setup,
    token: &str,
    path: &str,
    test: impl Fn(&Value) -> bool,
) -> Result<Value> {
    let began = Instant::now();
    loop {
        let answer = call(setup, token, Method::GET, path, None).await?;
        if answer.status == StatusCode::OK && test(&answer.body) {
            return Ok(answer.body);
        }
        ensure!(began.elapsed() < SOON, "{path}: {} {}", answer.status, answer.body);
        tokio::time::sleep(PAUSE).await;
    }
}

/// Makes an account over the API and links the phone to it; the account's token.
pub(super) async fn link(setup: &Setup, name: &str, phone: &Phone) -> Result<String> {
    let new = Some(json!({ "name": name }));
    let made = call(setup, KEY, Method::POST, "/accounts", new).await?;
    ensure!(made.status == StatusCode::CREATED, "{}", made.body);
    let id = made.body["id"].as_str().context("an id")?;
    let token = made.body["token"].as_str().context("a token")?.to_owned();
    let path = format!("/accounts/{id}/connect");
    let linking = call(setup, KEY, Method::POST, &path, None).await?;
    ensure!(linking.body["status"] == "qr", "{}", linking.body);
    let shown = call(setup, KEY, Method::GET, &format!("/accounts/{id}/qr"), None).await?;
    phone.scan(shown.body["qr"].as_str().context("a QR")?).await?;
    until(setup, &token, "/me", |account| account["status"] == "connected").await?;
    Ok(token)
}

impl Story {
    pub(super) async fn on(engine: Engine) -> Result<Self> {
        let setup = Setup::on(engine).await?;
        let shop = setup.network.create_phone(SHOP, "Shop").await?;
        let eva = setup.network.create_phone(EVA, "Eva").await?;
        let token = link(&setup, "shop", &shop).await?;
        let story = Self { setup, token, shop, eva };
        story.eva.send_text(SHOP, "good morning").await?;
        let path = format!("/chats/{EVA}/messages");
        story.until(&path, |page| page["items"][0]["body"] == "good morning").await?;
        Ok(story)
    }

    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value> {
        let answer = call(&self.setup, &self.token, method, path, body).await?;
        ensure!(answer.status.is_success(), "{path}: {} {}", answer.status, answer.body);
        Ok(answer.body)
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Calls until it succeeds.
    pub(super) async fn insist(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value> {
        let began = Instant::now();
        loop {
            let (method, body) = (method.clone(), body.clone());
            let answer = call(&self.setup, &self.token, method, path, body).await?;
            if answer.status.is_success() {
                return Ok(answer.body);
            }
            ensure!(began.elapsed() < SOON, "{path}: {} {}", answer.status, answer.body);
            tokio::time::sleep(PAUSE).await;
        }
    }

    pub(super) async fn until(&self, path: &str, test: impl Fn(&Value) -> bool) -> Result<Value> {
        until(&self.setup, &self.token, path, test).await
    }

    /// Sends; the message's id, and the network's.
    pub(super) async fn send(&self, kind: &str, body: Value) -> Result<(String, String)> {
        let sent = self.post(&format!("/messages/{kind}"), body).await?;
        ensure!(sent["sent"] == true, "{sent}");
        let id = |name: &str| sent["message"][name].as_str().map(str::to_owned).context("an id");
        Ok((id("id")?, id("wa_message_id")?))
    }
}

async fn a_group(story: &Story) -> Result<()> {
    let new = json!({ "subject": "Deliveries", "participants": [EVA] });
    let made = story.post("/groups", new).await?;
    let group = made["group_id"].as_str().context("an address")?;
    let seen = story.setup.network.group(group).context("the group")?;
    ensure!(seen.subject == "Deliveries" && seen.members == [SHOP, EVA], "{seen:?}");
    story.send("text", json!({ "to": group, "body": "hello all" })).await?;
    let arrived = story.eva.expect(SOON, |one| one.text() == Some("hello all")).await?;
    ensure!(arrived.chat == group, "{arrived:?}");
    let shown = story.call(Method::GET, &format!("/groups/{group}"), None).await?;
    ensure!(shown["participants"].as_array().is_some_and(|all| all.len() == 2), "{shown}");
    ensure!(shown["type"] == "group" && shown["name"] == "Deliveries", "{shown}");
    let path = format!("/groups/{group}");
    let rule = json!({ "setting": "send_messages", "policy": "admins" });
    story.call(Method::PATCH, &path, Some(rule)).await?;
    let shown = story.call(Method::GET, &path, None).await?;
    ensure!(shown["announcements"] == true && shown["restricted"] == false, "{shown}");
    ensure!(shown["created_by"] == SHOP && shown["created_at"].is_string(), "{shown}");
    let listed = story.call(Method::GET, "/groups", None).await?;
    ensure!(listed["items"][0]["chat_id"] == group, "{listed}");
    Ok(())
}

async fn a_poll(story: &Story) -> Result<()> {
    let poll = json!({ "to": EVA, "title": "When?", "options": ["today", "later"] });
    let (id, wa_id) = story.send("poll", poll).await?;
    story.eva.expect(SOON, |one| one.id == wa_id).await?;
    story.eva.vote(story.shop.number(), &wa_id, &["today"]).await?;
    let voted = |message: &Value| message["poll"]["results"][0]["count"] == 1;
    let message = story.until(&format!("/messages/{id}"), voted).await?;
    let poll = &message["poll"];
    ensure!(poll["total"] == 1 && poll["results"][1]["count"] == 0, "{poll}");
    ensure!(poll["results"][0]["voters"].as_array().is_some_and(|all| all.len() == 1), "{poll}");
    Ok(())
}

async fn a_story(story: &Story) -> Result<()> {
    story.send("story", json!({ "body": "open until ten" })).await?;
    let arrived = story.eva.expect(SOON, |one| one.text() == Some("open until ten")).await?;
    ensure!(arrived.chat == "status@broadcast", "{arrived:?}");
    let file = format!("data:image/png;base64,{}", STANDARD.encode(picture()?));
    story.send("story", json!({ "media": file, "caption": "our window" })).await?;
    let shown = story.eva.expect(SOON, |one| one.text() == Some("our window")).await?;
    ensure!(story.eva.download(&shown).await? == picture()?, "another picture");
    Ok(())
}

async fn an_edit_and_a_deletion(story: &Story) -> Result<()> {
    let (id, wa_id) = story.send("text", json!({ "to": EVA, "body": "at five" })).await?;
    story.eva.expect(SOON, |one| one.id == wa_id).await?;
    let path = format!("/messages/{id}");
    story.call(Method::PATCH, &path, Some(json!({ "body": "at six" }))).await?;
    story.eva.expect(SOON, |one| one.edited() == Some((wa_id.as_str(), "at six"))).await?;
    story.until(&path, |message| message["body"] == "at six").await?;
    // As clients of WHAPI edit.
    let again = json!({ "to": EVA, "body": "at seven", "edit": id });
    let answer = story.post("/messages/text", again).await?;
    ensure!(answer["message"]["id"] == id.as_str(), "{answer}");
    story.eva.expect(SOON, |one| one.edited() == Some((wa_id.as_str(), "at seven"))).await?;
    story.call(Method::DELETE, &path, None).await?;
    story.eva.expect(SOON, |one| one.revoked_id() == Some(wa_id.as_str())).await?;
    story.until(&path, |message| message["status"] == "deleted").await?;
    Ok(())
}

/// Once the phone has shared its keys.
async fn a_saved_contact(story: &Story) -> Result<()> {
    let body = Some(json!({ "phone": EVA, "name": "Eva Lima" }));
    let saved = story.insist(Method::PUT, "/contacts", body).await?;
    ensure!(saved["name"] == "Eva Lima", "{saved}");
    let index = format!("{EVA}@s.whatsapp.net");
    let is_named = |name: &str| {
        let kept = story.shop.kept(&["contact", index.as_str()]);
        kept.is_some_and(|kept| kept.contact_action.full_name.as_deref() == Some(name))
    };
    ensure!(is_named("Eva Lima"), "saved on the phone");
    let change = Some(json!({ "name": "Eva" }));
    story.call(Method::PATCH, &format!("/contacts/{EVA}"), change).await?;
    ensure!(is_named("Eva"), "renamed on the phone");
    Ok(())
}

async fn a_followed_presence(story: &Story) -> Result<()> {
    let path = format!("/presences/{EVA}");
    story.call(Method::POST, &path, None).await?;
    // The library does not keep the order of reports that arrive at once. Before the network's first one
    // she is offline, too, but it is not known since when.
    let is_reported = |seen: &Value| seen["status"] == "offline" && seen["last_seen"].is_string();
    story.until(&path, is_reported).await?;
    story.eva.presence(true).await;
    story.until(&path, |seen| seen["status"] == "online").await?;
    story.eva.typing(SHOP, true).await?;
    story.until(&path, |seen| seen["status"] == "typing").await?;
    story.eva.presence(false).await;
    story.until(&path, |seen| seen["status"] == "offline").await?;
    Ok(())
}

/// Another account posts, and this one follows.
async fn a_newsletter(story: &Story) -> Result<()> {
    let setup = &story.setup;
    let phone = setup.network.create_phone(STORE, "Store").await?;
    let store = link(setup, "store", &phone).await?;
    let new = Some(json!({ "name": "Store news" }));
    let made = call(setup, &store, Method::POST, "/channels", new).await?;
    ensure!(made.status == StatusCode::CREATED && made.body["role"] == "owner", "{}", made.body);
    let channel = made.body["id"].as_str().context("an address")?;
    let path = format!("/channels/{channel}/subscription");
    let followed = story.call(Method::POST, &path, None).await?;
    ensure!(followed["id"] == channel, "{followed}");
    let shown = story.call(Method::GET, &format!("/chats/{channel}"), None).await?;
    ensure!(shown["name"] == "Store news", "{shown}");
    let post = Some(json!({ "body": "Open today" }));
    let path = format!("/channels/{channel}/messages");
    let posted = call(setup, &store, Method::POST, &path, post).await?;
    ensure!(posted.status == StatusCode::OK, "{}", posted.body);

    let listed = story.until(&path, |page| page["items"][0]["body"] == "Open today").await?;
    ensure!(listed["items"][0]["from_me"] == false, "{listed}");
    let stored = format!("/chats/{channel}/messages");
    let page = story.until(&stored, |page| page["items"][0]["body"] == "Open today").await?;
    let message = &page["items"][0];
    ensure!(message["direction"] == "incoming" && message["chat_type"] == "channel", "{message}");
    let followed = story.call(Method::GET, "/channels", None).await?;
    ensure!(followed["items"][0]["name"] == "Store news", "{followed}");
    Ok(())
}

/// The documented delivery: its headers, its envelope and the members of a received message.
async fn a_webhook(story: &Story) -> Result<()> {
    let receiver = Receiver::start(0).await?;
    let me = story.call(Method::GET, "/me", None).await?;
    let account = me["id"].as_str().context("an id")?;
    let new = json!({
        "url": receiver.url(), "events": ["*"], "retry_count": 5, "timeout_seconds": 15,
    });
    let path = format!("/accounts/{account}/webhooks");
    let made = call(&story.setup, KEY, Method::POST, &path, Some(new)).await?;
    ensure!(made.status == StatusCode::CREATED && made.body["secret"].is_string(), "{}", made.body);
    let wa_id = story.eva.send_text(SHOP, "is it open?").await?;
    let delivery = received(&receiver, "message.received").await?;
    let body = delivery.json();
    let expected = json!({
        "event": "message.received",
        "account_id": account,
        "timestamp": body["timestamp"],
        "data": {
            "message_id": body["data"]["message_id"],
            "wa_message_id": wa_id,
            "chat_id": story.eva.jid(),
            "chat_type": "private",
            "direction": "incoming",
            "type": "text",
            "from": EVA,
            "from_name": "Eva",
            "to": null,
            "body": "is it open?",
            "source": "realtime",
            "quoted_id": null,
            "mentions": [],
        },
    });
    ensure!(body == expected, "{body}");
    let at = body["timestamp"].as_str().context("a time")?;
    ensure!(at.len() == 24 && at.ends_with('Z'), "ISO with milliseconds: {at}");
    ensure!(delivery.header("content-type") == "application/json");
    ensure!(delivery.header("user-agent") == "WhatsAppGateway-Webhook/1.0");
    ensure!(!delivery.header("x-webhook-delivery-id").is_empty(), "an id");
    ensure!(delivery.header("x-webhook-timestamp").ends_with('Z'), "a time");
    let signature = delivery.header("x-webhook-signature").strip_prefix("sha256=");
    let is_hex = |text: &str| text.len() == 64 && text.bytes().all(|one| one.is_ascii_hexdigit());
    ensure!(signature.is_some_and(is_hex), "{signature:?}");

    let path = format!("/messages/{}", body["data"]["message_id"].as_str().context("an id")?);
    let message = story.call(Method::GET, &path, None).await?;
    ensure!(message["wa_message_id"] == wa_id.as_str(), "{message}");
    Ok(())
}

/// The first delivery of this event.
async fn received(receiver: &Receiver, event: &str) -> Result<Delivery> {
    let began = Instant::now();
    loop {
        let mut all = receiver.received().into_iter();
        if let Some(found) = all.find(|one| one.header("x-webhook-event") == event) {
            return Ok(found);
        }
        ensure!(began.elapsed() < SOON, "no {event}");
        tokio::time::sleep(PAUSE).await;
    }
}

async fn everything(engine: Engine) -> Result<()> {
    let story = Story::on(engine).await?;
    a_group(&story).await.context("a group is made")?;
    a_poll(&story).await.context("a poll is voted")?;
    a_story(&story).await.context("a story is posted")?;
    an_edit_and_a_deletion(&story).await.context("a message is edited and deleted")?;
    a_saved_contact(&story).await.context("a contact is saved")?;
    a_followed_presence(&story).await.context("a presence is followed")?;
    a_webhook(&story).await.context("a webhook is delivered")?;
    a_newsletter(&story).await.context("a newsletter's post is received")?;
    story.setup.end().await
}

#[tokio::test]
async fn what_the_gateway_does_is_seen_by_phones_sqlite() -> Result<()> {
    everything(Engine::Sqlite).await
}

#[tokio::test]
async fn what_the_gateway_does_is_seen_by_phones_postgres() -> Result<()> {
    everything(Engine::Postgres).await
}
