//! The started program against the sandbox network: a child process, real HTTP, real Noise.

use anyhow::{Context, Result, bail, ensure};
use omni_sandbox::model::Model;
use omni_sandbox::whatsapp::{Network, NetworkOptions, Phone};
use omni_testing::{Database, Space, free_port};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::{Child, Command};

pub(super) const KEY: &str = "omni_sk_e2eE2Ee2eE2Ee2eE2Ee2eE2Ee2eE2Ee2";
const START_LIMIT: Duration = Duration::from_secs(30);

/// The database of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    Sqlite,
    Postgres,
}

/// A network, a model, a database and the program.
pub(super) struct Setup {
    pub network: Network,
    pub model: Model,
    pub server: Server,
    folder: TempDir,
    database: Option<Database>,
    bus: Option<Space>,
    port: u16,
}

/// `OMNI_TEST_BUS=nats` runs every test over NATS.
fn uses_nats() -> bool {
    std::env::var_os("OMNI_TEST_BUS").is_some_and(|bus| bus == "nats")
}

impl Setup {
    pub(super) async fn new() -> Result<Self> {
        Self::on(Engine::Sqlite).await
    }

    pub(super) async fn on(engine: Engine) -> Result<Self> {
        let network = Network::start(NetworkOptions::default()).await?;
        let model = Model::start(0).await?;
        let folder = tempfile::tempdir()?;
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Database::postgres().await),
        };
        let bus = if uses_nats() { Some(Space::new().await) } else { None };
        let port = free_port();
        let services = Services::of(database.as_ref(), bus.as_ref());
        let server = Server::start(folder.path(), port, &network.ws_url(), services).await?;
        Ok(Self { network, model, server, folder, database, bus, port })
    }

    /// SIGKILL, without a clean stop.
    pub(super) async fn kill(&mut self) -> Result<()> {
        self.server.child.kill().await?;
        Ok(())
    }

    /// SIGTERM, and waits for the clean end.
    pub(super) async fn terminate(&mut self) -> Result<()> {
        let pid = self.server.child.id().context("it runs")?;
        Command::new("kill").arg("-TERM").arg(pid.to_string()).status().await?;
        let ended =
            tokio::time::timeout(Duration::from_secs(30), self.server.child.wait()).await??;
        ensure!(ended.success(), "a clean stop ends with success, not {ended}");
        Ok(())
    }

    /// Starts the program again on the same data.
    pub(super) async fn start_again(&mut self) -> Result<()> {
        let services = Services::of(self.database.as_ref(), self.bus.as_ref());
        self.server =
            Server::start(self.folder.path(), self.port, &self.network.ws_url(), services).await?;
        Ok(())
    }

    /// The program's log so far.
    pub(super) fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(self.folder.path().join("server.log"))?)
    }

    /// What the server knows of a chat, and the end of its log: for failures that are hard to repeat.
    pub(super) async fn describe(&self, instance: &str, chat: &str) -> String {
        let instance_path = format!("/api/v2/instances/{instance}");
        let mut lines = Vec::new();
        for path in [
            format!("{instance_path}/status"),
            format!("/api/v2/turns?instanceId={instance}&chatId={chat}&limit=3"),
            format!("{instance_path}/chats/{chat}/messages?limit=10"),
            "/api/v2/dead-letters?limit=10".to_owned(),
        ] {
            let answer = self.server.get(&path).await;
            lines.push(format!("{path}: {:?}", answer.map(|answer| answer.body.to_string())));
        }
        let log = self.log().unwrap_or_default();
        let log: Vec<&str> = log.lines().filter(|line| !line.contains(": request ")).collect();
        lines.extend(log.iter().rev().take(60).rev().map(|line| (*line).to_owned()));
        lines.join("\n")
    }

    /// An instance without an agent.
    pub(super) async fn instance(&self, name: &str) -> Result<String> {
        self.instance_with(name, json!({})).await
    }

    /// An instance whose agent is the sandbox's model.
    pub(super) async fn instance_with_agent(&self, name: &str) -> Result<String> {
        let agent = json!({ "type": "openai", "apiUrl": self.model.url(), "agentId": "sandbox" });
        self.instance_with(
            name,
            json!({ "agent": agent, "messaging": { "enableAutoSplit": false } }),
        )
        .await
    }

    /// An instance whose agent is the sandbox's model, with these settings.
    pub(super) async fn instance_with_agent_config(
        &self,
        name: &str,
        mut config: Value,
    ) -> Result<String> {
        let mut agent = json!({ "type": "openai", "apiUrl": self.model.url(), "agentId": "m" });
        if let Some(given) = config["agent"].as_object() {
            agent.as_object_mut().context("an object")?.extend(given.clone());
        }
        config["agent"] = agent;
        self.instance_with(name, config).await
    }

    /// A figure of `/metrics`; 0 if it is absent.
    pub(super) async fn figure(&self, name: &str) -> Result<usize> {
        let url = format!("{}/metrics", self.server.url);
        let answer = self.server.http.get(url).bearer_auth(KEY).send().await?;
        ensure!(answer.status() == StatusCode::OK, "{}", answer.status());
        let text = answer.text().await?;
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        Ok(value.map(str::parse).transpose()?.unwrap_or(0))
    }

    async fn instance_with(&self, name: &str, mut config: Value) -> Result<String> {
        config["name"] = json!(name);
        config["channel"] = json!("whatsapp-baileys");
        let created = self.server.post("/api/v2/instances", config).await?;
        ensure!(created.status == StatusCode::CREATED, "{}: {}", created.status, created.body);
        Ok(created.body["id"].as_str().context("an id")?.to_owned())
    }

    /// A phone whose number is linked to the instance by QR and connected.
    pub(super) async fn linked(&self, instance: &str, number: &str, name: &str) -> Result<Phone> {
        let phone = self.network.create_phone(number, name).await?;
        self.link(instance, &phone).await?;
        Ok(phone)
    }

    pub(super) async fn link(&self, instance: &str, phone: &Phone) -> Result<()> {
        let shown =
            self.server.post(&format!("/api/v2/instances/{instance}/connect"), json!({})).await?;
        ensure!(shown.status == StatusCode::OK, "{}", shown.body);
        let qr = self.server.get(&format!("/api/v2/instances/{instance}/qr")).await?;
        ensure!(qr.status == StatusCode::OK, "{}", qr.body);
        phone.scan(qr.body["qr"].as_str().context("a QR")?).await?;
        self.connected(instance).await
    }

    /// Waits until the instance reports that it is connected.
    pub(super) async fn connected(&self, instance: &str) -> Result<()> {
        self.status(instance, "connected", Duration::from_secs(20)).await.map(|_| ())
    }

    /// Waits until the instance's `status` is this.
    pub(super) async fn status(
        &self,
        instance: &str,
        expected: &str,
        limit: Duration,
    ) -> Result<Value> {
        let began = Instant::now();
        loop {
            let answer = self.server.get(&format!("/api/v2/instances/{instance}/status")).await?;
            if answer.body["status"] == expected || answer.body["state"] == expected {
                return Ok(answer.body);
            }
            if began.elapsed() > limit {
                bail!("the instance is not {expected} after {limit:?}: {}", answer.body);
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    pub(super) async fn send_text(&self, instance: &str, to: &str, text: &str) -> Result<Answer> {
        let body = json!({ "instanceId": instance, "to": to, "text": text });
        self.server.post("/api/v2/messages", body).await
    }

    /// Every stored message of a chat, oldest first.
    pub(super) async fn messages(&self, instance: &str, chat: &str) -> Result<Vec<Value>> {
        let mut all = Vec::new();
        let mut before = String::new();
        loop {
            let path =
                format!("/api/v2/instances/{instance}/chats/{chat}/messages?limit=100{before}");
            let page = self.server.get(&path).await?;
            if page.status == StatusCode::NOT_FOUND {
                return Ok(Vec::new());
            }
            ensure!(page.status == StatusCode::OK, "{}", page.body);
            let items = page.body["items"].as_array().context("items")?.clone();
            let more = page.body["meta"]["hasMore"] == true;
            if let Some(oldest) = items.last() {
                before = format!("&before={}", oldest["id"].as_str().context("an id")?);
            }
            all.extend(items);
            if !more {
                break;
            }
        }
        all.reverse();
        Ok(all)
    }

    /// Waits for a stored message of the chat that satisfies the test.
    pub(super) async fn stored(
        &self,
        instance: &str,
        chat: &str,
        what: &str,
        test: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let began = Instant::now();
        loop {
            let messages = self.messages(instance, chat).await?;
            if let Some(found) = messages.iter().find(|message| test(message)) {
                return Ok(found.clone());
            }
            if began.elapsed() > Duration::from_secs(15) {
                bail!("no stored message: {what}; there are {messages:#?}");
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    pub(super) async fn end(self) -> Result<()> {
        let Self { network, mut server, database, bus, .. } = self;
        server.child.kill().await?;
        network.stop().await;
        if let Some(bus) = bus {
            bus.remove().await;
        }
        if let Some(database) = database {
            database.remove().await;
        }
        Ok(())
    }
}

pub(super) struct Answer {
    pub status: StatusCode,
    pub body: Value,
}

/// What the program is connected to besides the network.
pub(super) struct Services {
    database_url: Option<String>,
    nats_prefix: Option<String>,
    settings: Vec<(&'static str, String)>,
    program: PathBuf,
}

impl Services {
    pub(super) fn of(database: Option<&Database>, bus: Option<&Space>) -> Self {
        Self {
            database_url: database.map(Database::url),
            nats_prefix: bus.map(|space| space.prefix.clone()),
            settings: Vec::new(),
            program: env!("CARGO_BIN_EXE_omni").into(),
        }
    }

    /// Of this program, not of the one that was built with the test.
    pub(super) fn of_program(self, program: PathBuf) -> Self {
        Self { program, ..self }
    }

    /// With these variables besides.
    pub(super) fn with(
        mut self,
        settings: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        self.settings.extend(settings);
        self
    }
}

pub(super) struct Server {
    pub child: Child,
    pub url: String,
    pub http: reqwest::Client,
}

impl Server {
    pub(super) async fn start(
        folder: &Path,
        port: u16,
        ws_url: &str,
        services: Services,
    ) -> Result<Self> {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.join("server.log"))?;
        let mut command = Command::new(services.program);
        command
            .arg("serve")
            .env("OMNI__SERVER__PORT", port.to_string())
            .env("OMNI__DATA__DIR", folder.join("data"))
            .env("OMNI__WHATSAPP__URL", ws_url)
            .env("OMNI__WHATSAPP__VERSION", "2.3000.1")
            .env("OMNI__OUTBOUND__ALLOW", r#"["127.0.0.1"]"#)
            .env(
                "OMNI__LOG__LEVEL",
                std::env::var_os("OMNI_E2E_LOG").unwrap_or_else(|| "info".into()),
            )
            .env("OMNI_API_KEY", KEY)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true);
        if let Some(url) = services.database_url {
            command.env("OMNI_DATABASE_URL", url);
        }
        if let Some(prefix) = services.nats_prefix {
            command.env("OMNI_NATS_URL", Space::url()).env("OMNI__BUS__NATS_PREFIX", prefix);
        }
        command.envs(services.settings);
        let child = command.spawn()?;
        // Fails only if a provider is already installed, which is sufficient.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(1)).build()?;
        let server = Self { child, url: format!("http://127.0.0.1:{port}"), http };
        let began = Instant::now();
        while server.http.get(format!("{}/api/v2/health", server.url)).send().await.is_err() {
            if began.elapsed() > START_LIMIT {
                let log = std::fs::read_to_string(folder.join("server.log")).unwrap_or_default();
                bail!("the server does not listen after {START_LIMIT:?}; its log:\n{log}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(server)
    }

    pub(super) async fn get(&self, path: &str) -> Result<Answer> {
        self.call(Method::GET, path, None).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Result<Answer> {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Answer> {
        let mut request =
            self.http.request(method, format!("{}{path}", self.url)).header("x-api-key", KEY);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let body = serde_json::from_slice(&answer.bytes().await?).unwrap_or(Value::Null);
        Ok(Answer { status, body })
    }
}
