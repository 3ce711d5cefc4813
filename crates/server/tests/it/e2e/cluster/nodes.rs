//! Three nodes as processes on one Postgres, and their numbers.

use super::super::harness::{Server, Services};
use anyhow::{Context, Result, anyhow, ensure};
use futures::{StreamExt as _, TryStreamExt as _};
use omni_sandbox::whatsapp::{Network, NetworkOptions, Phone};
use omni_testing::{Database, Proxy, Space, free_port};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::Command;

pub(super) const NODES: usize = 3;
/// Numbers that are linked at once.
const LINKING: usize = 4;
const LIMIT: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(50);

/// A number that the server owns, and one that exchanges messages with it.
pub(super) struct Number {
    pub(super) instance: String,
    pub(super) own: Phone,
    pub(super) guest: Phone,
}

/// A node's process, and what leads to it and from it.
struct Node {
    port: u16,
    database: Proxy,
    bus: Option<Proxy>,
    server: Option<Server>,
}

impl Node {
    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn pid(&self) -> Result<String> {
        let server = self.server.as_ref().context("it runs")?;
        Ok(server.child.id().context("it runs")?.to_string())
    }

    async fn signal(&self, signal: &str) -> Result<()> {
        Command::new("kill").arg(signal).arg(self.pid()?).status().await?;
        Ok(())
    }
}

pub(super) struct Cluster {
    network: Network,
    database: Database,
    bus: Option<Space>,
    /// The settings of the store of files.
    media: Vec<(&'static str, String)>,
    folder: TempDir,
    nodes: Vec<Node>,
    /// The program that nodes are started with, if it is not the one that was built with the test.
    earlier: Option<PathBuf>,
    pub(super) numbers: Vec<Arc<Number>>,
}

impl Cluster {
    pub(super) async fn start(over_nats: bool, count: usize) -> Result<Self> {
        Self::of(None, Database::postgres().await, over_nats, count).await
    }

    /// Nodes of an earlier program, which creates its schema.
    pub(super) async fn of_earlier(program: PathBuf, count: usize) -> Result<Self> {
        Self::of(Some(program), Database::empty_postgres().await, false, count).await
    }

    async fn of(
        earlier: Option<PathBuf>,
        database: Database,
        over_nats: bool,
        count: usize,
    ) -> Result<Self> {
        let network = Network::start(NetworkOptions::default()).await?;
        let bus = if over_nats { Some(Space::new().await) } else { None };
        let mut nodes = Vec::new();
        for _ in 0..NODES {
            nodes.push(Node {
                port: free_port(),
                database: Proxy::to(database.server()).await,
                bus: if over_nats { Some(Proxy::to(Space::server()).await) } else { None },
                server: None,
            });
        }
        let folder = tempfile::tempdir()?;
        let media = media(folder.path()).await?;
        let numbers = Vec::new();
        let mut cluster = Self { network, database, bus, media, folder, nodes, earlier, numbers };
        cluster.start_node(0).await?;
        // As when a machine is copied.
        cluster.copy_data(0, 1)?;
        for node in 1..NODES {
            cluster.start_node(node).await?;
        }
        cluster.all_join().await?;
        let linking = (0..count).map(|index| cluster.link(index));
        let linked = futures::stream::iter(linking).buffered(LINKING).try_collect().await?;
        cluster.numbers = linked;
        Ok(cluster)
    }

    pub(super) async fn start_node(&mut self, index: usize) -> Result<()> {
        let folder = self.home(index);
        std::fs::create_dir_all(&folder)?;
        let node = &self.nodes[index];
        let mut settings = self.media.clone();
        settings.extend([
            ("OMNI_SECRET_KEY", "the nodes of a test share this key".to_owned()),
            ("OMNI__CLUSTER__NODE_NAME", format!("node-{index}")),
            ("OMNI_DATABASE_URL", self.database.url_over(&node.database)),
        ]);
        if let Some(bus) = &node.bus {
            settings.push(("OMNI_NATS_URL", format!("nats://{}", bus.address())));
        }
        let mut services = Services::of(Some(&self.database), self.bus.as_ref()).with(settings);
        if let Some(program) = &self.earlier {
            services = services.of_program(program.clone());
        }
        let server = Server::start(&folder, node.port, &self.network.ws_url(), services).await?;
        self.nodes[index].server = Some(server);
        Ok(())
    }

    /// The folder in which a node runs.
    fn home(&self, index: usize) -> PathBuf {
        self.folder.path().join(format!("node-{index}"))
    }

    /// Copies the files of a running node's data folder.
    fn copy_data(&self, from: usize, to: usize) -> Result<()> {
        let [from, to] = [from, to].map(|index| self.home(index).join("data"));
        std::fs::create_dir_all(&to)?;
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                std::fs::copy(entry.path(), to.join(entry.file_name()))?;
            }
        }
        Ok(())
    }

    /// Waits until a node lists them all, each under an id of its own.
    async fn all_join(&self) -> Result<()> {
        let began = Instant::now();
        loop {
            let health = self.any(0)?.get("/api/v2/health").await?.body;
            let nodes = health["nodes"].as_array().cloned().unwrap_or_default();
            let ids: HashSet<&str> = nodes.iter().filter_map(|node| node["id"].as_str()).collect();
            if ids.len() == NODES {
                return Ok(());
            }
            ensure!(began.elapsed() < LIMIT, "not {NODES} nodes: {health}");
            tokio::time::sleep(POLL).await;
        }
    }

    pub(super) fn running(&self) -> impl Iterator<Item = &Server> {
        self.nodes.iter().filter_map(|node| node.server.as_ref())
    }

    /// A node that runs.
    pub(super) fn server(&self, index: usize) -> Result<&Server> {
        let node = self.nodes.get(index).context("a node")?;
        node.server.as_ref().with_context(|| format!("node {index} does not run"))
    }

    /// A node that runs, another one each time.
    fn any(&self, turn: usize) -> Result<&Server> {
        let running: Vec<&Server> = self.running().collect();
        ensure!(!running.is_empty(), "no node runs");
        Ok(running[turn % running.len()])
    }

    /// The addresses of all nodes, running or not.
    pub(super) fn urls(&self) -> Vec<String> {
        self.nodes.iter().map(Node::url).collect()
    }

    /// Links a number: made on one node, connected and scanned over others.
    async fn link(&self, index: usize) -> Result<Arc<Number>> {
        let own = self.network.create_phone(&format!("551195{index:06}0"), "Shop").await?;
        let guest = self.network.create_phone(&format!("551196{index:06}0"), "Guest").await?;
        let body = json!({ "name": format!("number {index}"), "channel": "whatsapp-baileys" });
        let made = self.any(index)?.post("/api/v2/instances", body).await?;
        let instance = made.body["id"].as_str().context("an id")?.to_owned();
        let path = format!("/api/v2/instances/{instance}");
        let shown = self.any(index + 1)?.post(&format!("{path}/connect"), json!({})).await?;
        ensure!(shown.status == 200, "number {index}: {}", shown.body);
        let qr = self.any(index + 2)?.get(&format!("{path}/qr")).await?;
        ensure!(qr.status == 200, "number {index}: {}", qr.body);
        own.scan(qr.body["qr"].as_str().context("a QR")?).await?;
        Ok(Arc::new(Number { instance, own, guest }))
    }

    /// Restarts the session of a number, over some node.
    pub(super) async fn reconnect(&self, turn: usize, number: &Number) -> Result<()> {
        let path = format!("/api/v2/instances/{}/restart", number.instance);
        let answer = self.any(turn)?.post(&path, json!({})).await?;
        ensure!(answer.status.is_success(), "{}", answer.body);
        Ok(())
    }

    /// Waits until every running node says that every number is connected.
    pub(super) async fn all_connected(&self) -> Result<()> {
        for server in self.running() {
            let began = Instant::now();
            loop {
                let answer = server.get("/api/v2/instances?limit=100").await?;
                let items = answer.body["items"].as_array().cloned().unwrap_or_default();
                let away: Vec<&Value> =
                    items.iter().filter(|one| one["status"] != "connected").collect();
                if away.is_empty() && items.len() == self.numbers.len() {
                    break;
                }
                ensure!(began.elapsed() < LIMIT, "{}: not connected: {away:?}", server.url);
                tokio::time::sleep(POLL).await;
            }
        }
        Ok(())
    }

    /// SIGKILL.
    pub(super) async fn kill(&mut self, node: usize) -> Result<()> {
        let mut server = self.nodes[node].server.take().context("it runs")?;
        server.child.kill().await?;
        Ok(())
    }

    /// SIGTERM, to the clean end.
    pub(super) async fn stop(&mut self, node: usize) -> Result<()> {
        self.nodes[node].signal("-TERM").await?;
        let mut server = self.nodes[node].server.take().context("it runs")?;
        let ended = tokio::time::timeout(LIMIT, server.child.wait()).await??;
        ensure!(ended.success(), "a clean stop ends with success, not {ended}");
        Ok(())
    }

    /// Nodes that start from now on are of the program that was built with the test.
    pub(super) fn upgrade_program(&mut self) {
        self.earlier = None;
    }

    /// SIGSTOP, and SIGCONT.
    pub(super) async fn pause(&self, node: usize) -> Result<()> {
        self.nodes[node].signal("-STOP").await
    }

    pub(super) async fn resume(&self, node: usize) -> Result<()> {
        self.nodes[node].signal("-CONT").await
    }

    /// A node's packets to and from Postgres are lost, until they are not.
    pub(super) fn lose_database(&self, node: usize) {
        self.nodes[node].database.silence();
    }

    pub(super) fn find_database(&self, node: usize) {
        self.nodes[node].database.mend();
    }

    /// The bus's connections of all nodes are closed; over NATS they cannot be opened until it is mended.
    pub(super) async fn cut_bus(&self) {
        for bus in self.nodes.iter().filter_map(|node| node.bus.as_ref()) {
            bus.cut();
        }
        if self.bus.is_none() {
            self.database.end_connections("omni-bus").await;
        }
    }

    pub(super) fn mend_bus(&self) {
        for bus in self.nodes.iter().filter_map(|node| node.bus.as_ref()) {
            bus.mend();
        }
    }

    /// Applies a step of the schema as the next version of the program may have it.
    pub(super) async fn upgrade_schema(&self) {
        self.database.apply_a_later_step().await;
    }

    /// Keeps the folder with the logs; where it is.
    pub(super) fn keep(self) -> String {
        self.folder.keep().display().to_string()
    }

    pub(super) async fn end(self) -> Result<()> {
        for mut server in self.nodes.into_iter().filter_map(|node| node.server) {
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

/// The store of files: the S3 service that `OMNI_TEST_S3_URL` names, or a folder.
async fn media(folder: &Path) -> Result<Vec<(&'static str, String)>> {
    let Some(url) = std::env::var_os("OMNI_TEST_S3_URL") else {
        return Ok(vec![("OMNI__BLOBS__DIR", folder.join("blobs").display().to_string())]);
    };
    let url = url.into_string().map_err(|_| anyhow!("OMNI_TEST_S3_URL is no text"))?;
    let bucket = format!("omni-test-{:016x}", rand::random::<u64>());
    // Fails only if a provider is already installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let made = client.put(format!("{url}/{bucket}")).send().await?;
    ensure!(made.status().is_success(), "the bucket was not made: {}", made.status());
    Ok(vec![
        ("OMNI__BLOBS__KIND", "s3".to_owned()),
        ("OMNI__BLOBS__S3__BUCKET", bucket),
        ("OMNI__BLOBS__S3__ENDPOINT", url),
        ("OMNI__BLOBS__S3__ACCESS_KEY_ID", "test".to_owned()),
        ("OMNI__BLOBS__S3__SECRET_ACCESS_KEY", "test".to_owned()),
        ("OMNI__BLOBS__S3__PATH_STYLE", "true".to_owned()),
        ("OMNI__BLOBS__S3__ALLOW_HTTP", "true".to_owned()),
    ])
}
