//! What keeps an account from being banned: its limits, and what its network forbids it for a time.

use super::harness::{Answer, Engine, Setup};
use anyhow::{Context, Result, ensure};
use omni_sandbox::whatsapp::{Phone, StreamFault};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(50);

/// A number on the server.
struct Story {
    setup: Setup,
    instance: String,
    own: Phone,
}

impl Story {
    async fn new(engine: Engine, pacing: Value) -> Result<Self> {
        let setup = Setup::on(engine).await?;
        let instance = setup.instance("careful").await?;
        let own = setup.linked(&instance, "5511940000001", "Shop").await?;
        let path = format!("/api/v2/instances/{instance}");
        let body = json!({ "pacing": pacing });
        let changed = setup.server.call(Method::PATCH, &path, Some(body)).await?;
        ensure!(changed.status == StatusCode::OK, "{}", changed.body);
        Ok(Self { setup, instance, own })
    }

    async fn person(&self, number: &str) -> Result<Phone> {
        self.setup.network.create_phone(number, "Someone").await
    }

    async fn send(&self, to: &str, text: &str) -> Result<Answer> {
        self.setup.send_text(&self.instance, to, text).await
    }

    /// Sends what is to wait, and returns why it does.
    async fn held(&self, to: &str, text: &str) -> Result<Value> {
        let held = self.send(to, text).await?;
        ensure!(held.status == StatusCode::ACCEPTED, "{}: {}", held.status, held.body);
        ensure!(held.body["status"] == "queued", "{}", held.body);
        ensure!(held.body["hold"]["notBefore"].is_string(), "{}", held.body);
        Ok(held.body["hold"]["reason"].clone())
    }

    /// Writes to the instance, and waits until that is stored.
    async fn written(&self, phone: &Phone, text: &str) -> Result<()> {
        phone.send_text(self.own.number(), text).await?;
        let is_it = |message: &Value| message["content"]["text"] == text;
        self.setup.stored(&self.instance, &phone.jid(), text, is_it).await?;
        Ok(())
    }

    /// Waits for an event of a type.
    async fn event(&self, kind: &str) -> Result<Value> {
        let began = Instant::now();
        let path = format!("/api/v2/events?eventType={kind}");
        loop {
            let events = self.setup.server.get(&path).await?.body;
            if let Some(event) = events["items"].get(0) {
                return Ok(event["payload"].clone());
            }
            ensure!(began.elapsed() < 2 * SOON, "no event {kind}: {events}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn status(&self) -> Result<Value> {
        let path = format!("/api/v2/instances/{}/status", self.instance);
        Ok(self.setup.server.get(&path).await?.body)
    }
}

/// A number in the order of the sends.
fn number(at: usize) -> String {
    format!("55119500{at:05}")
}

/// A fresh number begins 2 conversations on its first day, 4 on the second, and so on to 14: 70 in the
/// eight days for which a message waits.
async fn new_conversations_are_spread_over_days(engine: Engine) -> Result<()> {
    let limits = json!({ "newChatsPerDay": 14, "warmUpDays": 6, "messagesPerMinute": 0 });
    let mut story = Story::new(engine, limits).await?;
    let known = story.person("5511940000002").await?;
    story.written(&known, "hello").await?;
    let mut people = Vec::new();
    for at in 0..3 {
        people.push(story.person(&number(at)).await?);
    }
    let (mut sent, mut held, mut refused) = (0, 0, 0);
    for at in 0..200 {
        let answer = story.send(&number(at), &format!("offer {at}")).await?;
        match answer.status {
            StatusCode::CREATED => sent += 1,
            StatusCode::ACCEPTED => {
                ensure!(answer.body["hold"]["reason"] == "new_chats_per_day", "{}", answer.body);
                held += 1;
            }
            _ => {
                let code = &answer.body["error"]["details"]["channelCode"];
                ensure!(code == "pacing.new_chats_per_day", "{}", answer.body);
                refused += 1;
            }
        }
        if at == 100 {
            let reply = story.send(known.number(), "in between").await?;
            ensure!(reply.status == StatusCode::CREATED, "a reply waits: {}", reply.body);
        }
    }
    ensure!((sent, held, refused) == (2, 68, 130), "{sent} sent, {held} held, {refused} refused");
    for (at, person) in people.iter().enumerate().take(2) {
        let offer = format!("offer {at}");
        person.expect(SOON, |one| one.text() == Some(offer.as_str())).await?;
    }

    // What waits and what was counted survives.
    story.setup.terminate().await?;
    story.setup.start_again().await?;
    story.setup.connected(&story.instance).await?;
    let more = story.send(&number(300), "one more").await?;
    ensure!(more.body["error"]["code"] == "CHANNEL_SEND_FAILED", "{}", more.body);
    ensure!(people[2].received().is_empty(), "it was not sent before its day");
    // A person who writes is answered, with what waited first.
    story.written(&people[2], "are you there?").await?;
    let answer = story.send(people[2].number(), "yes").await?;
    ensure!(answer.status == StatusCode::CREATED, "{}", answer.body);
    people[2].expect(SOON, |one| one.text() == Some("yes")).await?;
    let texts: Vec<String> =
        people[2].received().iter().filter_map(|one| one.text().map(str::to_owned)).collect();
    ensure!(texts == ["offer 2", "yes"], "{texts:?}");
    story.setup.end().await
}

#[tokio::test]
async fn new_conversations_are_spread_over_days_on_sqlite() -> Result<()> {
    new_conversations_are_spread_over_days(Engine::Sqlite).await
}

#[tokio::test]
async fn new_conversations_are_spread_over_days_on_postgres() -> Result<()> {
    new_conversations_are_spread_over_days(Engine::Postgres).await
}

/// The network refuses strangers in the middle of a campaign, for some seconds.
async fn a_restriction_pauses_new_conversations_and_ends_in_time(engine: Engine) -> Result<()> {
    let story = Story::new(engine, json!({})).await?;
    let known = story.person("5511940000002").await?;
    story.written(&known, "hello").await?;
    let (first, second) = (story.person(&number(1)).await?, story.person(&number(2)).await?);
    let before = story.send(&number(1), "before").await?;
    ensure!(before.status == StatusCode::CREATED, "{}", before.body);
    let faults = story.setup.network.faults();
    faults.restrict_new_chats(story.own.number(), Duration::from_secs(8))?;

    ensure!(story.held(second.number(), "first try").await? == "restricted");
    let third = story.person(&number(3)).await?;
    ensure!(story.held(third.number(), "not even tried").await? == "restricted");
    let reply = story.send(known.number(), "a reply").await?;
    ensure!(reply.status == StatusCode::CREATED, "{}", reply.body);
    let begun = story.event("instance.restricted").await?;
    ensure!(begun["code"] == "RESTRICTED" && begun["until"].is_string(), "{begun}");
    let status = story.status().await?;
    ensure!(status["isConnected"] == true, "{status}");
    ensure!(status["restriction"]["code"] == "RESTRICTED", "{status}");
    ensure!(second.received().is_empty() && third.received().is_empty());

    second.expect(SOON, |one| one.text() == Some("first try")).await?;
    third.expect(SOON, |one| one.text() == Some("not even tried")).await?;
    story.event("instance.restriction_ended").await?;
    let status = story.status().await?;
    ensure!(status["restriction"].is_null(), "{status}");
    first.expect(SOON, |one| one.text() == Some("before")).await?;
    story.setup.end().await
}

#[tokio::test]
async fn a_restriction_pauses_new_conversations_on_sqlite() -> Result<()> {
    a_restriction_pauses_new_conversations_and_ends_in_time(Engine::Sqlite).await
}

#[tokio::test]
async fn a_restriction_pauses_new_conversations_on_postgres() -> Result<()> {
    a_restriction_pauses_new_conversations_and_ends_in_time(Engine::Postgres).await
}

#[tokio::test]
async fn new_conversations_fail_during_a_restriction_if_that_is_set() -> Result<()> {
    let story = Story::new(Engine::Sqlite, json!({ "onRestriction": "refuse" })).await?;
    let person = story.person(&number(1)).await?;
    let faults = story.setup.network.faults();
    faults.restrict_new_chats(story.own.number(), Duration::from_mins(5))?;
    for text in ["refused by the network", "refused here"] {
        let refused = story.send(person.number(), text).await?;
        let code = &refused.body["error"]["details"]["channelCode"];
        ensure!(code == "channel.restricted", "{}", refused.body);
    }
    ensure!(person.received().is_empty());
    story.setup.end().await
}

/// During a ban there is no attempt to connect, also not after a restart; after it, there is one.
async fn a_banned_account_connects_after_the_ban(engine: Engine) -> Result<()> {
    let mut story = Story::new(engine, json!({})).await?;
    let faults = story.setup.network.faults();
    faults.ban(story.own.number(), Duration::from_secs(12), 101)?;
    let status = story.setup.status(&story.instance, "error", SOON).await?;
    ensure!(status["isConnected"] == false, "{status}");
    let banned = story.event("instance.banned").await?;
    ensure!(banned["code"] == "101" && banned["until"].is_string(), "{banned}");
    let status = story.status().await?;
    ensure!(status["ban"]["code"] == "101", "{status}");
    ensure!(status["message"].as_str().context("a message")?.contains("suspended"), "{status}");
    let logins = story.setup.network.stats().logins;
    story.setup.terminate().await?;
    story.setup.start_again().await?;
    story.setup.status(&story.instance, "error", SOON).await?;
    ensure!(story.setup.network.stats().logins == logins, "it waits");
    story.setup.status(&story.instance, "connected", 2 * SOON).await?;
    let status = story.status().await?;
    ensure!(status["ban"].is_null(), "{status}");
    story.setup.end().await
}

#[tokio::test]
async fn a_banned_account_connects_after_the_ban_on_sqlite() -> Result<()> {
    a_banned_account_connects_after_the_ban(Engine::Sqlite).await
}

#[tokio::test]
async fn a_banned_account_connects_after_the_ban_on_postgres() -> Result<()> {
    a_banned_account_connects_after_the_ban(Engine::Postgres).await
}

#[tokio::test]
async fn a_removed_device_is_reported_with_the_reason() -> Result<()> {
    let story = Story::new(Engine::Sqlite, json!({})).await?;
    story.own.unlink().await;
    let ended = story.event("instance.logged_out").await?;
    ensure!(ended["reason"] == "device_removed", "{ended}");
    ensure!(ended["message"].as_str().context("a message")?.contains("link it again"), "{ended}");
    story.setup.end().await
}

#[tokio::test]
async fn a_session_that_another_client_took_over_is_reported() -> Result<()> {
    let story = Story::new(Engine::Sqlite, json!({})).await?;
    story.setup.network.faults().stream_error(story.own.number(), StreamFault::Replaced)?;
    let failed = story.event("instance.failed").await?;
    ensure!(failed["reason"] == "session_replaced", "{failed}");
    ensure!(failed["message"].as_str().context("a message")?.contains("connect again"), "{failed}");
    story.setup.status(&story.instance, "error", SOON).await?;
    story.setup.end().await
}

#[tokio::test]
async fn a_number_is_looked_up_once() -> Result<()> {
    let story = Story::new(Engine::Sqlite, json!({})).await?;
    let person = story.person(&number(1)).await?;
    let path = format!("/api/v2/instances/{}/validate-recipient", story.instance);
    for to in [person.number().to_owned(), number(2)] {
        let ask = || story.setup.server.post(&path, json!({ "recipient": to }));
        let first = ask().await?;
        ensure!(first.status == StatusCode::OK, "{}", first.body);
        // The network cannot answer now.
        story.setup.network.faults().drop_frames_to(story.own.number(), 1000)?;
        let again = ask().await?;
        ensure!(again.body == first.body, "{}", again.body);
        story.setup.network.faults().drop_frames_to(story.own.number(), 0)?;
    }
    story.setup.end().await
}
