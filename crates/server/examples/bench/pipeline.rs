//! The whole pipeline: a message, its turn, the agent, the answer on the phone.

use crate::figures::{Aim, Figures, percentile};
use crate::http_load::millis;
use crate::measures::{flood, guests};
use crate::process::KEY;
use crate::setup::{Engine, Setup};
use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use omni_sandbox::model::Model;
use omni_sandbox::whatsapp::Phone;
use reqwest::Method;
use serde_json::json;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_mins(2);

/// A linked number whose agent is the sandbox's model, without debounce or delays.
struct Desk {
    setup: Setup,
    model: Model,
    number: String,
}

impl Desk {
    async fn new(omni: PathBuf) -> Result<Self> {
        let setup = Setup::new(omni, Engine::Sqlite).await?;
        let model = Model::start(0).await?;
        let (id, own) = setup.linked("desk", "5511811119999").await?;
        let agent = json!({ "type": "openai", "apiUrl": model.url(), "agentId": "m" });
        let messaging = json!({ "debounceMode": "disabled", "enableAutoSplit": false });
        let config = json!({ "agent": agent, "messaging": messaging });
        setup.call(Method::PATCH, &format!("/api/v2/instances/{id}"), config).await?;
        Ok(Self { setup, model, number: own.number().to_owned() })
    }

    /// Lines of `/metrics` by the beginning of their names, summed.
    async fn figure(&self, name: &str) -> Result<u64> {
        let url = format!("{}/metrics", self.setup.omni.url());
        let text = self.setup.http.get(url).bearer_auth(KEY).send().await?.text().await?;
        Ok(text
            .lines()
            .filter(|line| line.starts_with(name))
            .filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok())
            .sum())
    }

    /// Until that many messages are stored and no turn is open.
    async fn all_answered(&self, messages: u64) -> Result<()> {
        let began = Instant::now();
        loop {
            let stored = self.figure("omni_messages_total{status=\"received\"}").await?;
            if stored >= messages && self.figure("omni_turns{").await? == 0 {
                return Ok(());
            }
            ensure!(began.elapsed() < LIMIT, "{stored} of {messages} stored, turns are open");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// What Omni adds between a message on the socket and the request at its agent. The sender's
/// encryption is in it, too.
pub(crate) async fn added_latency(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    const TOTAL: usize = 500;
    let desk = Desk::new(omni).await?;
    let guests = guests(&desk.setup, 50).await?;
    flood(&guests, &desk.number, 50).await?;
    desk.all_answered(50).await?;
    let mut sent = HashMap::with_capacity(TOTAL);
    let mut ticks = tokio::time::interval(Duration::from_millis(20));
    for index in 0..TOTAL {
        ticks.tick().await;
        let text = format!("latency {index}");
        sent.insert(text.clone(), Instant::now());
        guests[index % guests.len()].send_text(&desk.number, &text).await?;
    }
    desk.all_answered(50 + TOTAL as u64).await?;
    let latencies: Vec<f64> = desk
        .model
        .requests()
        .iter()
        .filter_map(|request| {
            Some(millis(request.at.duration_since(*sent.get(&request.last_user_text())?)))
        })
        .collect();
    ensure!(
        latencies.len() == TOTAL,
        "{} of {TOTAL} messages had their own request",
        latencies.len()
    );
    let name = "message to agent's request at 50/s";
    figures.add(format!("{name}, p50"), percentile(&latencies, 50.0), "ms", Aim::None);
    figures.add(format!("{name}, p99"), percentile(&latencies, 99.0), "ms", Aim::AtMost(15.0));
    desk.setup.end().await
}

/// A thousand people write at once and wait for an agent that takes a second.
pub(crate) async fn side_by_side(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    const CONVERSATIONS: usize = 1_000;
    let desk = Desk::new(omni).await?;
    let guests = guests(&desk.setup, CONVERSATIONS).await?;
    // Sessions between the phones exist, as in ongoing conversations.
    flood(&guests, &desk.number, CONVERSATIONS).await?;
    desk.all_answered(CONVERSATIONS as u64).await?;
    desk.model.set_delay(Duration::from_secs(1));
    desk.setup.omni.reset_peak()?;
    let began = Instant::now();
    let conversations =
        guests.iter().enumerate().map(|(index, guest)| converse(guest, &desk.number, index));
    try_join_all(conversations).await?;
    let whole = began.elapsed().as_secs_f64();
    figures.add("1,000 conversations, an agent of 1 s", whole, "s", Aim::AtMost(5.0));
    figures.add("peak memory of that", desk.setup.omni.peak()?, "MiB", Aim::AtMost(200.0));
    desk.setup.end().await
}

async fn converse(guest: &Phone, to: &str, index: usize) -> Result<()> {
    let text = format!("question {index}");
    guest.send_text(to, &text).await?;
    let answer = format!("You said: {text}");
    guest.expect(LIMIT, |one| one.text() == Some(&answer)).await.context("no answer")?;
    Ok(())
}

/// Inbound messages per second while each is taken into a turn and answered.
pub(crate) async fn throughput(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    const TOTAL: usize = 10_000;
    let desk = Desk::new(omni).await?;
    let guests = guests(&desk.setup, 100).await?;
    flood(&guests, &desk.number, 400).await?;
    desk.all_answered(400).await?;
    let began = Instant::now();
    flood(&guests, &desk.number, TOTAL).await?;
    desk.all_answered(400 + TOTAL as u64).await?;
    #[expect(clippy::cast_precision_loss, reason = "a count of messages")]
    let rate = TOTAL as f64 / began.elapsed().as_secs_f64();
    figures.add(
        "inbound with the whole pipeline, all answered, SQLite",
        rate,
        "msg/s",
        Aim::AtLeast(700.0),
    );
    desk.setup.end().await
}
