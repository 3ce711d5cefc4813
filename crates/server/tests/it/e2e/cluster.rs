//! Three nodes as processes on one Postgres: killed, stopped, paused, and their bus cut, while every
//! number receives and every node is asked to send. Nothing is lost, shown twice or sent after it has
//! failed, and no number is away for long.
//!
//! `OMNI_CLUSTER_ROUNDS` and `OMNI_CLUSTER_NUMBERS` make it longer, and `OMNI_CLUSTER_SLACK_S` stricter,
//! see `scripts/accept/cluster.sh`.

use super::harness::{KEY, Server, Services, free_port};
use anyhow::{Context, Result, bail, ensure};
use omni_sandbox::whatsapp::{Network, NetworkOptions, Phone};
use omni_testing::{Database, Space};
use rand::seq::IndexedRandom as _;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::task::JoinSet;

const NODES: usize = 3;
/// The gap that any number may have after a node was killed, and after one stopped.
const KILL_GAP: Duration = Duration::from_secs(10);
const STOP_GAP: Duration = Duration::from_secs(2);
fn setting(name: &str, usual: usize) -> usize {
    let given = std::env::var_os(name).and_then(|text| text.to_str()?.parse().ok());
    given.unwrap_or(usual)
}

/// What happens to a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Kill,
    Stop,
    Pause,
    CutBus,
}

struct Number {
    instance: String,
    own: Phone,
    guest: Phone,
}

struct Cluster {
    network: Network,
    database: Database,
    bus: Option<Space>,
    folder: TempDir,
    nodes: Vec<Option<Server>>,
    numbers: Vec<Arc<Number>>,
}

impl Cluster {
    async fn start(over_nats: bool, count: usize) -> Result<Self> {
        let network = Network::start(NetworkOptions::default()).await?;
        let bus = if over_nats { Some(Space::new().await) } else { None };
        let mut cluster = Self {
            network,
            database: Database::postgres().await,
            bus,
            folder: tempfile::tempdir()?,
            nodes: (0..NODES).map(|_| None).collect(),
            numbers: Vec::new(),
        };
        for node in 0..NODES {
            cluster.start_node(node).await?;
        }
        for index in 0..count {
            cluster.link(index).await.with_context(|| format!("number {index}"))?;
        }
        Ok(cluster)
    }

    async fn start_node(&mut self, node: usize) -> Result<()> {
        let folder = self.folder.path().join(format!("node-{node}"));
        std::fs::create_dir_all(&folder)?;
        let shared = [
            ("OMNI_SECRET_KEY", "the nodes of a test share this key".to_owned()),
            ("OMNI__BLOBS__DIR", self.folder.path().join("blobs").display().to_string()),
            ("OMNI__CLUSTER__NODE_NAME", format!("node-{node}")),
        ];
        let services = Services::of(Some(&self.database), self.bus.as_ref()).with(shared);
        let server = Server::start(&folder, free_port()?, &self.network.ws_url(), services).await?;
        self.nodes[node] = Some(server);
        Ok(())
    }

    /// A node that runs, another one each time.
    fn any(&self, turn: usize) -> Result<&Server> {
        let running: Vec<&Server> = self.nodes.iter().flatten().collect();
        ensure!(!running.is_empty(), "no node runs");
        Ok(running[turn % running.len()])
    }

    /// Links a number: made on one node, connected and scanned over others.
    async fn link(&mut self, index: usize) -> Result<()> {
        let own = self.network.create_phone(&format!("551195{index:06}0"), "Shop").await?;
        let guest = self.network.create_phone(&format!("551196{index:06}0"), "Guest").await?;
        let body = json!({ "name": format!("number {index}"), "channel": "whatsapp-baileys" });
        let made = self.any(index)?.post("/api/v2/instances", body).await?;
        let instance = made.body["id"].as_str().context("an id")?.to_owned();
        let path = format!("/api/v2/instances/{instance}");
        let shown = self.any(index + 1)?.post(&format!("{path}/connect"), json!({})).await?;
        ensure!(shown.status == 200, "{}", shown.body);
        let qr = self.any(index + 2)?.get(&format!("{path}/qr")).await?;
        ensure!(qr.status == 200, "{}", qr.body);
        own.scan(qr.body["qr"].as_str().context("a QR")?).await?;
        self.numbers.push(Arc::new(Number { instance, own, guest }));
        self.connected(index).await
    }

    /// Waits until every running node says that a number is connected.
    async fn connected(&self, index: usize) -> Result<()> {
        let path = format!("/api/v2/instances/{}/status", self.numbers[index].instance);
        let began = Instant::now();
        for server in self.nodes.iter().flatten() {
            loop {
                let answer = server.get(&path).await?;
                if answer.body["isConnected"] == true || answer.body["status"] == "connected" {
                    break;
                }
                ensure!(began.elapsed() < Duration::from_secs(40), "{path}: {}", answer.body);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(())
    }

    async fn all_connected(&self) -> Result<()> {
        for index in 0..self.numbers.len() {
            self.connected(index).await?;
        }
        Ok(())
    }

    /// The process id of a node.
    fn pid(&self, node: usize) -> Result<String> {
        let server = self.nodes[node].as_ref().context("it runs")?;
        Ok(server.child.id().context("it runs")?.to_string())
    }

    async fn signal(&self, node: usize, signal: &str) -> Result<()> {
        Command::new("kill").arg(signal).arg(self.pid(node)?).status().await?;
        Ok(())
    }

    /// Does it, and brings the node back.
    async fn happen(&mut self, event: Event, node: usize) -> Result<()> {
        match event {
            Event::Kill => {
                self.nodes[node].as_mut().context("it runs")?.child.kill().await?;
                self.nodes[node] = None;
                tokio::time::sleep(KILL_GAP).await;
                self.start_node(node).await
            }
            Event::Stop => {
                self.signal(node, "-TERM").await?;
                let mut server = self.nodes[node].take().context("it runs")?;
                let ended =
                    tokio::time::timeout(Duration::from_secs(30), server.child.wait()).await??;
                ensure!(ended.success(), "a clean stop ends with success, not {ended}");
                tokio::time::sleep(Duration::from_secs(3)).await;
                self.start_node(node).await
            }
            Event::Pause => {
                self.signal(node, "-STOP").await?;
                let paused = self.nodes[node].take();
                tokio::time::sleep(KILL_GAP).await;
                self.nodes[node] = paused;
                self.signal(node, "-CONT").await
            }
            Event::CutBus => {
                self.database.end_connections("omni-bus").await;
                tokio::time::sleep(Duration::from_secs(2)).await;
                Ok(())
            }
        }
    }

    fn urls(&self) -> Vec<String> {
        self.nodes.iter().flatten().map(|server| server.url.clone()).collect()
    }

    async fn end(self) -> Result<()> {
        for mut server in self.nodes.into_iter().flatten() {
            server.child.kill().await?;
        }
        self.network.stop().await;
        if let Some(bus) = self.bus {
            bus.remove().await;
        }
        self.database.remove().await;
        Ok(())
    }
}

fn client() -> Result<reqwest::Client> {
    Ok(reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(8)).build()?)
}

/// The messages of a number with its guest, as some node that answers has them.
async fn messages(http: &reqwest::Client, urls: &[String], number: &Number) -> Option<Vec<Value>> {
    let path = format!(
        "/api/v2/instances/{}/chats/{}/messages?limit=100",
        number.instance,
        number.guest.jid()
    );
    for url in urls {
        let answer = http.get(format!("{url}{path}")).header("x-api-key", KEY).send().await;
        let Ok(answer) = answer else { continue };
        if !answer.status().is_success() {
            continue;
        }
        let body: Value = answer.json().await.ok()?;
        return body["items"].as_array().cloned();
    }
    None
}

/// Writes to a number, one text after the other is stored, until `stop`; the longest that one took,
/// and how many there were.
async fn receive(
    number: Arc<Number>,
    urls: Vec<String>,
    round: usize,
    stop: Arc<AtomicBool>,
) -> Result<(Duration, usize)> {
    let http = client()?;
    let (mut longest, mut count) = (Duration::ZERO, 0);
    while !stop.load(Ordering::Acquire) {
        let text = format!("in {round} {count}");
        let began = Instant::now();
        number.guest.send_text(number.own.number(), &text).await?;
        loop {
            let stored = messages(&http, &urls, &number).await.unwrap_or_default();
            if stored.iter().any(|one| one["content"]["text"] == json!(text)) {
                break;
            }
            ensure!(began.elapsed() < Duration::from_mins(1), "`{text}` is not stored");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        longest = longest.max(began.elapsed());
        count += 1;
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    Ok((longest, count))
}

/// Sends from a number over every node in turn, until `stop`; the ids of accepted messages.
async fn send(
    number: Arc<Number>,
    urls: Vec<String>,
    round: usize,
    stop: Arc<AtomicBool>,
) -> Result<Vec<String>> {
    let http = client()?;
    let mut accepted = Vec::new();
    let mut count = 0;
    while !stop.load(Ordering::Acquire) {
        let url = &urls[count % urls.len()];
        let text = format!("out {round} {count}");
        let body =
            json!({ "instanceId": number.instance, "to": number.guest.number(), "text": text });
        let sent = http
            .post(format!("{url}/api/v2/messages"))
            .header("x-api-key", KEY)
            .header("prefer", "respond-async")
            .json(&body)
            .send()
            .await;
        count += 1;
        // A node that is away accepts nothing.
        if let Ok(answer) = sent {
            let status = answer.status().as_u16();
            let body: Value = answer.json().await.unwrap_or(Value::Null);
            match body["messageId"].as_str() {
                Some(id) => accepted.push(id.to_owned()),
                None => ensure!(status >= 500, "refused with {status}: {body}"),
            }
        }
        tokio::time::sleep(Duration::from_millis(120)).await;
    }
    Ok(accepted)
}

/// Whether every accepted message was shown once, or failed and was not.
async fn all_sent(cluster: &Cluster, sent: &HashMap<usize, Vec<String>>) -> Result<()> {
    let http = client()?;
    for (index, ids) in sent {
        let number = &cluster.numbers[*index];
        for id in ids {
            let began = Instant::now();
            let row = loop {
                let url = &cluster.any(0)?.url;
                let answer = http
                    .get(format!("{url}/api/v2/messages/{id}"))
                    .header("x-api-key", KEY)
                    .send()
                    .await?;
                ensure!(answer.status().is_success(), "accepted but not stored: {id}");
                let row: Value = answer.json().await?;
                if row["status"] != "queued" {
                    break row;
                }
                ensure!(began.elapsed() < Duration::from_mins(1), "still queued: {row}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            };
            let external = row["externalId"].as_str().context("an id")?;
            let shown = || number.guest.received().iter().filter(|one| one.id == external).count();
            if row["status"] == "failed" {
                ensure!(shown() == 0, "failed and shown: {row}");
                continue;
            }
            number.guest.expect(Duration::from_secs(20), |one| one.id == external).await?;
            ensure!(shown() == 1, "shown {} times: {row}", shown());
        }
        // One text is one id: a repeat has the first one's.
        let mut texts: HashMap<String, usize> = HashMap::new();
        for one in number.guest.received() {
            *texts.entry(one.text().unwrap_or_default().to_owned()).or_default() += 1;
        }
        let twice: Vec<_> = texts.iter().filter(|(_, count)| **count > 1).collect();
        ensure!(twice.is_empty(), "shown twice: {twice:?}");
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the gaps are measured here")]
async fn one_round(cluster: &mut Cluster, round: usize, event: Event, node: usize) -> Result<()> {
    cluster.all_connected().await?;
    let stop = Arc::new(AtomicBool::new(false));
    let urls = cluster.urls();
    let mut receiving = JoinSet::new();
    let mut sending = JoinSet::new();
    for (index, number) in cluster.numbers.iter().enumerate() {
        let (number, urls) = (Arc::clone(number), urls.clone());
        receiving.spawn(receive(Arc::clone(&number), urls.clone(), round, Arc::clone(&stop)));
        let sent = send(number, urls, round, Arc::clone(&stop));
        sending.spawn(async move { sent.await.map(|ids| (index, ids)) });
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
    cluster.happen(event, node).await?;
    stop.store(true, Ordering::Release);
    let (mut gap, mut received) = (Duration::ZERO, 0);
    while let Some(ended) = receiving.join_next().await {
        let (longest, count) = ended??;
        gap = gap.max(longest);
        received += count;
    }
    let mut sent = HashMap::new();
    while let Some(ended) = sending.join_next().await {
        let (index, ids) = ended??;
        sent.insert(index, ids);
    }
    all_sent(cluster, &sent).await?;
    let accepted: usize = sent.values().map(Vec::len).sum();
    // What this machine may add: it runs all nodes, the network and the test.
    let slack = Duration::from_secs(setting("OMNI_CLUSTER_SLACK_S", 20) as u64);
    let limit = match event {
        Event::Kill | Event::Pause => KILL_GAP,
        Event::Stop | Event::CutBus => STOP_GAP,
    };
    println!(
        "round {round}: {event:?} of node {node}: longest gap {gap:.1?} (limit {limit:?}), \
         {received} received, {accepted} sent"
    );
    ensure!(gap < limit + slack, "a gap of {gap:?} after {event:?}");
    Ok(())
}

async fn story(over_nats: bool) -> Result<()> {
    let (rounds, count) = (setting("OMNI_CLUSTER_ROUNDS", 4), setting("OMNI_CLUSTER_NUMBERS", 4));
    let mut cluster = Cluster::start(over_nats, count).await?;
    let mut random = ChaCha8Rng::seed_from_u64(11);
    // Each event once, then any of them.
    let all = [Event::Kill, Event::Stop, Event::Pause, Event::CutBus];
    for round in 0..rounds {
        let event = match all.get(round) {
            Some(event) => *event,
            None => *all.choose(&mut random).context("an event")?,
        };
        let node = random.random_range(0..NODES);
        if let Err(error) = one_round(&mut cluster, round, event, node).await {
            let logs = cluster.folder.keep();
            bail!("round {round}, {event:?} of node {node}: {error:#}; logs in {}", logs.display());
        }
    }
    cluster.all_connected().await?;
    cluster.end().await
}

#[tokio::test]
#[ignore = "not in make test yet: run it with scripts/accept/cluster.sh (docs/CLUSTER.md, Known)"]
async fn three_nodes_on_postgres_lose_and_double_nothing() -> Result<()> {
    story(false).await
}

#[tokio::test]
#[ignore = "not in make test yet: run it with scripts/accept/cluster.sh (docs/CLUSTER.md, Known)"]
async fn three_nodes_over_nats_lose_and_double_nothing() -> Result<()> {
    story(true).await
}
