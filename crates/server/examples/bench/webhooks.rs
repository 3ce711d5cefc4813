//! Webhooks: from the socket to the receiver, sustained deliveries, and many dead endpoints.

use crate::figures::{Aim, Figures, percentile};
use crate::http_load::millis;
use crate::measures::{flood, guests};
use crate::setup::{Engine, Setup};
use anyhow::{Context, Result, ensure};
use omni_sandbox::receiver::{Delivery, Receiver};
use omni_sandbox::whatsapp::Phone;
use serde_json::json;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_mins(2);

async fn endpoint(setup: &Setup, url: &str) -> Result<()> {
    let body = json!({ "url": url, "events": ["message.received"], "disableAfter": 0 });
    setup.call(reqwest::Method::POST, "/api/v2/webhook-endpoints", body).await.map(drop)
}

/// Sends `count` messages, one every `pause`; when each was sent.
async fn paced(
    guests: &[Phone],
    to: &str,
    count: usize,
    pause: Duration,
) -> Result<HashMap<String, Instant>> {
    let mut sent = HashMap::new();
    let mut ticks = tokio::time::interval(pause);
    for index in 0..count {
        ticks.tick().await;
        let text = format!("paced {index}");
        sent.insert(text.clone(), Instant::now());
        guests[index % guests.len()].send_text(to, &text).await?;
    }
    Ok(sent)
}

/// Milliseconds from the socket to the reception of each delivery.
fn latencies(sent: &HashMap<String, Instant>, received: &[Delivery]) -> Vec<f64> {
    let of = |one: &Delivery| {
        let text = one.json()["data"]["textContent"].as_str()?.to_owned();
        Some(millis(one.at.duration_since(*sent.get(&text)?)))
    };
    received.iter().filter_map(of).collect()
}

pub(crate) async fn latency(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    const TOTAL: usize = 500;
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    let (_, own) = setup.linked("webhooks", "5511811119999").await?;
    let guests = guests(&setup, 20).await?;
    let receiver = Receiver::start(0).await?;
    endpoint(&setup, &receiver.url()).await?;
    flood(&guests, own.number(), 40).await?;
    receiver.expect(40, LIMIT).await?;
    let sent = paced(&guests, own.number(), TOTAL, Duration::from_millis(20)).await?;
    let received = receiver.expect(40 + TOTAL, LIMIT).await?;
    let latencies = latencies(&sent, &received);
    ensure!(latencies.len() == TOTAL, "{} of {TOTAL} were delivered", latencies.len());
    figures.add("message to webhook at 50/s, p50", percentile(&latencies, 50.0), "ms", Aim::None);
    figures.add(
        "message to webhook at 50/s, p99",
        percentile(&latencies, 99.0),
        "ms",
        Aim::AtMost(20.0),
    );
    setup.end().await
}

/// Of a backlog, so that not the messages' own rate is measured.
pub(crate) async fn throughput(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    const TOTAL: usize = 20_000;
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    let (_, own) = setup.linked("webhooks", "5511811119999").await?;
    let guests = guests(&setup, 100).await?;
    flood(&guests, own.number(), TOTAL).await?;
    let began = Instant::now();
    while setup.events("message.received").await? < TOTAL as u64 {
        ensure!(began.elapsed() < LIMIT, "the messages are not stored");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let receiver = Receiver::start(0).await?;
    let body = json!({ "url": receiver.url(), "events": ["message.received"], "since": 0 });
    let began = Instant::now();
    setup.call(reqwest::Method::POST, "/api/v2/webhook-endpoints", body).await?;
    receiver.expect(TOTAL, LIMIT).await?;
    #[expect(clippy::cast_precision_loss, reason = "a count of deliveries")]
    let rate = TOTAL as f64 / began.elapsed().as_secs_f64();
    figures.add("webhook deliveries to one receiver", rate, "per s", Aim::AtLeast(1_500.0));
    setup.end().await
}

/// The same hundred endpoints alone, and beside nine hundred that are dead.
pub(crate) async fn dead_endpoints(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    const HEALTHY: usize = 100;
    const DEAD: usize = 900;
    const MESSAGES: usize = 60;
    let mut p99 = Vec::new();
    for dead in [0, DEAD] {
        let setup = Setup::new(omni.clone(), Engine::Sqlite).await?;
        let (_, own) = setup.linked("webhooks", "5511811119999").await?;
        let guests = guests(&setup, 20).await?;
        let receiver = Receiver::start(0).await?;
        for _ in 0..HEALTHY {
            endpoint(&setup, &receiver.url()).await?;
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        for _ in 0..dead {
            endpoint(&setup, &format!("http://127.0.0.1:{port}/hook")).await?;
        }
        // The dead ones are found to be so.
        flood(&guests, own.number(), 100).await?;
        receiver.expect(100 * HEALTHY, LIMIT).await?;
        tokio::time::sleep(Duration::from_secs(5)).await;
        let before = receiver.received().len();
        let sent = paced(&guests, own.number(), MESSAGES, Duration::from_millis(500)).await?;
        let received = receiver.expect(before + MESSAGES * HEALTHY, LIMIT).await?;
        p99.push(percentile(&latencies(&sent, &received), 99.0));
        setup.end().await?;
    }
    let (alone, beside) = (p99.first().context("alone")?, p99.last().context("beside")?);
    figures.add("message to 100 webhooks, p99", *alone, "ms", Aim::None);
    figures.add("the same beside 900 dead ones, p99", *beside, "ms", Aim::None);
    figures.add("how much more", beside / alone, "times", Aim::AtMost(1.2));
    Ok(())
}
