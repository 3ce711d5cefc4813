//! Several nodes on one Postgres: what they receive together, and how long a number is away when the
//! node that holds it is killed or stops.

use crate::figures::{Aim, Figures};
use crate::measures::flood;
use crate::process::{KEY, Omni};
use anyhow::{Context, Result, ensure};
use futures::StreamExt as _;
use futures::future::try_join_all;
use omni_sandbox::whatsapp::{Network, NetworkOptions, Phone};
use omni_testing::Database;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

/// As many for each of one, two and three nodes.
const NUMBERS: usize = 6;
const GUESTS: usize = 10;
const LIMIT: Duration = Duration::from_mins(2);
const POLL: Duration = Duration::from_millis(20);
/// The time between two messages to a number, and so how exactly a gap is known.
const PROBE_EVERY: Duration = Duration::from_millis(50);

/// What happens to the node of a number.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    Kill,
    Stop,
}

/// A linked number and those who write to it.
struct Number {
    own: Phone,
    guests: Vec<Phone>,
}

struct Nodes {
    network: Network,
    database: Database,
    omnis: Vec<Omni>,
    numbers: Vec<Number>,
    http: reqwest::Client,
    _folder: TempDir,
}

/// Whether there is a Postgres for these measures.
async fn has_postgres() -> bool {
    let server = omni_testing::postgres_server();
    let answers = TcpStream::connect(&server).await.is_ok();
    if !answers {
        eprintln!("    left out: no Postgres answers at {server}");
    }
    answers
}

impl Nodes {
    async fn start(omni: &Path, count: usize) -> Result<Self> {
        let options = NetworkOptions { log_limit: 1_000, ..NetworkOptions::default() };
        let network = Network::start(options).await?;
        let (database, folder) = (Database::postgres().await, tempfile::tempdir()?);
        let mut omnis = Vec::new();
        for node in 0..count {
            let home = folder.path().join(format!("node-{node}"));
            std::fs::create_dir_all(&home)?;
            let (ws, url) = (network.ws_url(), database.url());
            omnis.push(Omni::start(omni, &home, &ws, Some(&url)).await?);
        }
        let http = reqwest::Client::builder().no_proxy().timeout(LIMIT).build()?;
        let mut nodes =
            Self { network, database, omnis, numbers: Vec::new(), http, _folder: folder };
        for index in 0..NUMBERS {
            let number = nodes.link(index).await?;
            nodes.numbers.push(number);
        }
        nodes.all_shared().await?;
        Ok(nodes)
    }

    async fn call(&self, node: usize, post: bool, path: &str, body: Value) -> Result<Value> {
        let url = format!("{}/api/v2{path}", self.omnis[node].url());
        let request = if post { self.http.post(url).json(&body) } else { self.http.get(url) };
        let answer = request.header("x-api-key", KEY).send().await?;
        let status = answer.status();
        let body: Value = answer.json().await?;
        ensure!(status.is_success(), "{path}: {status} {body}");
        Ok(body)
    }

    async fn get(&self, node: usize, path: &str) -> Result<Value> {
        self.call(node, false, path, Value::Null).await
    }

    async fn link(&self, index: usize) -> Result<Number> {
        let phone =
            |number: String, name| async move { self.network.create_phone(&number, name).await };
        let own = phone(format!("55117000{index:05}"), "Shop").await?;
        let mut guests = Vec::new();
        for guest in 0..GUESTS {
            guests.push(phone(format!("55118{index:04}{guest:04}"), "Guest").await?);
        }
        let body = json!({ "name": format!("number {index}"), "channel": "whatsapp-baileys" });
        let made = self.call(0, true, "/instances", body).await?;
        let path = format!("/instances/{}", made["id"].as_str().context("an id")?);
        self.call(0, true, &format!("{path}/connect"), json!({})).await?;
        let qr = self.get(0, &format!("{path}/qr")).await?;
        own.scan(qr["qr"].as_str().context("a QR")?).await?;
        Ok(Number { own, guests })
    }

    /// Waits until every number is connected and every node has its share.
    async fn all_shared(&self) -> Result<()> {
        let began = Instant::now();
        loop {
            let list = self.get(0, "/instances?limit=100").await?;
            let items = list["items"].as_array().context("items")?;
            let connected = items.iter().filter(|one| one["status"] == "connected").count();
            let health = self.get(0, "/health").await?;
            let nodes = health["nodes"].as_array().context("nodes")?;
            let share = u64::try_from(NUMBERS / self.omnis.len())?;
            let shared = nodes.iter().filter(|node| node["instances"] == share).count();
            if connected == NUMBERS && shared == self.omnis.len() {
                return Ok(());
            }
            ensure!(began.elapsed() < LIMIT, "{connected} are connected: {health}");
            tokio::time::sleep(POLL).await;
        }
    }

    /// Writes that many messages to the numbers, and waits until all are stored.
    async fn receive(&self, total: usize, before: usize) -> Result<()> {
        let each = total / NUMBERS;
        let numbers = self.numbers.iter();
        try_join_all(numbers.map(|one| flood(&one.guests, one.own.number(), each))).await?;
        let (began, wanted) = (Instant::now(), u64::try_from(before + total)?);
        let last = self.omnis.len() - 1;
        loop {
            let list = self.get(last, "/events?eventType=message.received&limit=1").await?;
            let count = list["meta"]["total"].as_u64().context("a total")?;
            if count >= wanted {
                ensure!(count == wanted, "{count} of {wanted}: something was stored twice");
                return Ok(());
            }
            ensure!(began.elapsed() < LIMIT, "{count} of {wanted} are stored");
            tokio::time::sleep(POLL).await;
        }
    }

    async fn end(self) -> Result<()> {
        for mut omni in self.omnis {
            omni.child.kill().await?;
        }
        self.network.stop().await;
        self.database.remove().await;
        Ok(())
    }
}

/// Inbound messages per second of so many nodes together.
pub(crate) async fn throughput(omni: PathBuf, figures: &mut Figures, count: usize) -> Result<()> {
    const WARM: usize = NUMBERS * GUESTS * 4;
    const TOTAL: usize = NUMBERS * GUESTS * 200;
    if !has_postgres().await {
        return Ok(());
    }
    let nodes = Nodes::start(&omni, count).await?;
    nodes.receive(WARM, 0).await?;
    let began = Instant::now();
    nodes.receive(TOTAL, WARM).await?;
    #[expect(clippy::cast_precision_loss, reason = "a count of messages")]
    let rate = TOTAL as f64 / began.elapsed().as_secs_f64();
    let plural = if count == 1 { "" } else { "s" };
    let name = format!("inbound, Postgres, {NUMBERS} numbers on {count} node{plural}");
    figures.add(name, rate, "msg/s", Aim::None);
    nodes.end().await
}

/// What was written and has not arrived at a socket, and the longest that something took.
#[derive(Debug, Default)]
struct Probes {
    waiting: HashMap<String, Instant>,
    longest: Duration,
}

type Shared = Arc<Mutex<Probes>>;

fn with<T>(probes: &Shared, run: impl FnOnce(&mut Probes) -> T) -> T {
    run(&mut probes.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Writes to a number until it is stopped.
async fn probe(number: usize, from: Phone, to: String, probes: Shared, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(PROBE_EVERY);
    for count in 0_u64.. {
        if stop.run_until_cancelled(ticks.tick()).await.is_none() {
            return;
        }
        let text = format!("probe {number} {count}");
        with(&probes, |all| all.waiting.insert(text.clone(), Instant::now()));
        if from.send_text(&to, &text).await.is_err() {
            return;
        }
    }
}

/// Follows what is stored over a node that stays.
async fn follow(port: u16, probes: Shared) -> Result<()> {
    let url = format!("ws://127.0.0.1:{port}/api/v2/ws/events?api_key={KEY}");
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await?;
    let subscribe = json!({ "type": "subscribe", "channels": ["message.received"] });
    futures::SinkExt::send(&mut socket, Message::text(subscribe.to_string())).await?;
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message? else { continue };
        let value: Value = serde_json::from_str(&text)?;
        let Some(text) = value["event"]["payload"]["content"]["text"].as_str() else { continue };
        with(&probes, |all| {
            if let Some(sent_at) = all.waiting.remove(text) {
                all.longest = all.longest.max(sent_at.elapsed());
            }
        });
    }
    Ok(())
}

/// Waits until everything is stored that was written before `until`.
async fn all_stored(probes: &Shared, until: Instant) -> Result<()> {
    let began = Instant::now();
    loop {
        let late = with(probes, |all| all.waiting.values().filter(|at| **at < until).count());
        if late == 0 {
            return Ok(());
        }
        ensure!(began.elapsed() < LIMIT, "{late} messages are not stored");
        tokio::time::sleep(POLL).await;
    }
}

/// The longest time that a number is away when its node, one of three, is killed or stops.
pub(crate) async fn gap(omni: PathBuf, figures: &mut Figures, end: End) -> Result<()> {
    if !has_postgres().await {
        return Ok(());
    }
    let mut nodes = Nodes::start(&omni, 3).await?;
    nodes.receive(NUMBERS * GUESTS, 0).await?;
    let (probes, stop) = (Shared::default(), CancellationToken::new());
    let following = tokio::spawn(follow(nodes.omnis[2].port, Arc::clone(&probes)));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let probing = nodes.numbers.iter().enumerate().map(|(index, number)| {
        let (guest, to) = (number.guests[0].clone(), number.own.number().to_owned());
        tokio::spawn(probe(index, guest, to, Arc::clone(&probes), stop.clone()))
    });
    let probing: Vec<_> = probing.collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut lost = nodes.omnis.remove(0);
    match end {
        End::Kill => lost.child.kill().await?,
        End::Stop => lost.terminate().await?,
    }
    // Until the numbers of the lost node have received again.
    let ended = Instant::now();
    tokio::time::sleep(PROBE_EVERY * 2).await;
    all_stored(&probes, ended + PROBE_EVERY).await?;
    stop.cancel();
    for task in probing {
        task.await?;
    }
    all_stored(&probes, Instant::now()).await?;
    following.abort();
    let (name, aim) = match end {
        End::Kill => ("a number is away after its node was killed", 10.0),
        End::Stop => ("a number is away after its node stopped", 2.0),
    };
    let longest = with(&probes, |all| all.longest);
    figures.add(name, longest.as_secs_f64(), "s", Aim::AtMost(aim));
    nodes.end().await
}
