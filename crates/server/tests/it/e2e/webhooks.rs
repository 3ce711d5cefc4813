//! SIGKILL at any time while events are delivered to many endpoints, some of which are slow, dead or
//! refuse: every event reaches every healthy endpoint, a repeat has the same id, and the order of a
//! chat is kept where it is asked for.

use super::harness::{Engine, Setup};
use anyhow::{Context, Result, ensure};
use axum::http::StatusCode;
use omni_sandbox::receiver::{Behaviour, Delivery, Receiver};
use omni_sandbox::whatsapp::Phone;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::{Duration, Instant};

const PHONES: usize = 10;
/// Unless `OMNI_WEBHOOK_EVENTS` says otherwise; the promise is about 5,000.
const EVENTS: usize = 1_000;
const ROUNDS: usize = 10;
const HEALTHY: usize = 10;
const ORDERED: usize = 4;
const SLOW: usize = 3;
const DEAD: usize = 2;
/// Without one more event, after the last start.
const STILL: Duration = Duration::from_mins(2);

#[tokio::test]
async fn every_event_reaches_every_healthy_endpoint_on_sqlite() -> Result<()> {
    killed(Engine::Sqlite).await
}

#[tokio::test]
async fn every_event_reaches_every_healthy_endpoint_on_postgres() -> Result<()> {
    killed(Engine::Postgres).await
}

/// How many events are delivered: a multiple of rounds and phones.
fn events() -> usize {
    let given = std::env::var_os("OMNI_WEBHOOK_EVENTS");
    let given = given.and_then(|text| text.to_str().and_then(|text| text.parse().ok()));
    given.unwrap_or(EVENTS) / (ROUNDS * PHONES) * (ROUNDS * PHONES)
}

/// The receivers of a test.
struct Receivers {
    healthy: Vec<Receiver>,
    ordered: Vec<Receiver>,
    /// Kept, so that they go on being slow.
    slow: Vec<Receiver>,
    limited: Receiver,
}

async fn killed(engine: Engine) -> Result<()> {
    let mut setup = Setup::on(engine).await?;
    let instance = setup.instance("killed").await?;
    let own = setup.linked(&instance, "5511950000001", "Shop").await?;
    let mut phones = Vec::new();
    for index in 0..PHONES {
        phones.push(setup.network.create_phone(&format!("55119500100{index:02}"), "Guest").await?);
    }
    let receivers = subscribe(&setup).await?;
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let to = own.number().to_owned();
    for round in 0..ROUNDS {
        let arriving = tokio::spawn(write_some(phones.clone(), to.clone(), round));
        tokio::time::sleep(Duration::from_millis(random.random_range(200..3_000))).await;
        setup.kill().await?;
        setup.start_again().await?;
        setup.connected(&instance).await?;
        arriving.await??;
    }
    for receiver in receivers.healthy.iter().chain(&receivers.ordered) {
        all_received(receiver).await.with_context(|| format!("on {engine:?}"))?;
    }
    for receiver in &receivers.ordered {
        in_order(&receiver.received())?;
    }
    ensure!(receivers.slow.iter().all(|slow| !slow.received().is_empty()), "slow ones get some");
    ensure!(!receivers.limited.received().is_empty(), "so does one that limits");
    setup.end().await
}

async fn subscribe(setup: &Setup) -> Result<Receivers> {
    let mut of = Receivers {
        healthy: Vec::new(),
        ordered: Vec::new(),
        slow: Vec::new(),
        limited: Receiver::start(0).await?,
    };
    of.limited.answer(Behaviour::status(429).with("retry-after", "2"));
    endpoint(setup, &of.limited.url(), "none").await?;
    for _ in 0..HEALTHY {
        let receiver = Receiver::start(0).await?;
        endpoint(setup, &receiver.url(), "none").await?;
        of.healthy.push(receiver);
    }
    for _ in 0..ORDERED {
        let receiver = Receiver::start(0).await?;
        endpoint(setup, &receiver.url(), "per_chat").await?;
        of.ordered.push(receiver);
    }
    for _ in 0..SLOW {
        let receiver = Receiver::start(0).await?;
        receiver.answer(Behaviour::status(200).after(Duration::from_secs(10)));
        endpoint(setup, &receiver.url(), "none").await?;
        of.slow.push(receiver);
    }
    for _ in 0..DEAD {
        let port = omni_testing::free_port();
        endpoint(setup, &format!("http://127.0.0.1:{port}/hook"), "none").await?;
    }
    Ok(of)
}

async fn endpoint(setup: &Setup, url: &str, ordering: &str) -> Result<()> {
    let body = json!({
        "url": url, "events": ["message.received"], "ordering": ordering, "disableAfter": 0,
    });
    let created = setup.server.post("/api/v2/webhook-endpoints", body).await?;
    ensure!(created.status.as_u16() == StatusCode::CREATED.as_u16(), "{}", created.body);
    Ok(())
}

/// `p<phone> <n>`, `n` growing over all rounds.
async fn write_some(phones: Vec<Phone>, to: String, round: usize) -> Result<()> {
    let each = events() / ROUNDS / phones.len();
    for count in round * each..(round + 1) * each {
        for (index, phone) in phones.iter().enumerate() {
            phone.send_text(&to, &format!("p{index} {count}")).await?;
        }
    }
    Ok(())
}

fn text(delivery: &Delivery) -> Option<String> {
    delivery.json()["data"]["textContent"].as_str().map(str::to_owned)
}

/// Waits until it has all; repeats have the same id.
async fn all_received(receiver: &Receiver) -> Result<()> {
    let mut last = (0, Instant::now());
    loop {
        let received = receiver.received();
        let mut ids: HashMap<String, &str> = HashMap::new();
        for delivery in &received {
            let text = text(delivery).context("a message")?;
            let id = delivery.header("webhook-id");
            let known = *ids.entry(text.clone()).or_insert(id);
            ensure!(known == id, "{text} has the ids {known} and {id}");
        }
        let count = ids.len();
        if count == events() {
            return Ok(());
        }
        if count > last.0 {
            last = (count, Instant::now());
        }
        ensure!(last.1.elapsed() < STILL, "{count} of {} were received", events());
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Of each chat in the order of the log, in which a message that had to be decrypted again is later.
/// A repeat after a crash is of the last one alone, because the next waits until it is recorded.
fn in_order(received: &[Delivery]) -> Result<()> {
    let mut last: HashMap<String, i64> = HashMap::new();
    for delivery in received {
        let body = delivery.json();
        let event = &body["data"];
        let chat = event["canonicalChatId"].as_str().context("its chat")?;
        let seq = event["seq"].as_i64().context("its position")?;
        let before = last.insert(chat.to_owned(), seq);
        ensure!(before.is_none_or(|before| before <= seq), "{chat}: {seq} after {before:?}");
    }
    ensure!(last.len() == PHONES, "{} chats", last.len());
    Ok(())
}

/// What `omni webhooks listen` needs: the event of a frame is read as a delivery has it.
#[tokio::test]
async fn a_delivery_has_the_event_as_the_api_shows_it() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("shown").await?;
    let own = setup.linked(&instance, "5511950000002", "Shop").await?;
    let receiver = Receiver::start(0).await?;
    endpoint(&setup, &receiver.url(), "none").await?;
    let guest = setup.network.create_phone("5511950000003", "Guest").await?;
    guest.send_text(own.number(), "hello").await?;
    let received = receiver.expect(1, Duration::from_secs(20)).await?;
    let body: Value = received[0].json();
    let id = body["data"]["id"].as_str().context("an id")?;
    let event = setup.server.get(&format!("/api/v2/events/{id}")).await?;
    ensure!(event.body == body["data"], "{} {body}", event.body);
    setup.end().await
}
