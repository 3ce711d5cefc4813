//! The started program against the sandbox network: a child process, real HTTP, real Noise.

use anyhow::{Context, Result, bail, ensure};
use omni_sandbox::model::Model;
use omni_sandbox::whatsapp::{Network, NetworkOptions, Phone};
use omni_testing::Database;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::{Child, Command};

pub const KEY: &str = "omni_sk_e2eE2Ee2eE2Ee2eE2Ee2eE2Ee2eE2Ee2";
const START_LIMIT: Duration = Duration::from_secs(30);

/// Which database a story runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A network, a model, a database and the program.
pub struct Stage {
    pub network: Network,
    pub model: Model,
    pub server: Server,
    folder: TempDir,
    database: Option<Database>,
    port: u16,
}

impl Stage {
    pub async fn new() -> Result<Self> {
        Self::on(Engine::Sqlite).await
    }

    pub async fn on(engine: Engine) -> Result<Self> {
        let network = Network::start(NetworkOptions::default()).await?;
        let model = Model::start(0).await?;
        let folder = tempfile::tempdir()?;
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Database::postgres().await),
        };
        let port = free_port()?;
        let url = database.as_ref().map(Database::url);
        let server = Server::start(folder.path(), port, &network.ws_url(), url.as_deref()).await?;
        Ok(Self { network, model, server, folder, database, port })
    }

    /// SIGKILL, without a chance to say anything.
    pub async fn kill(&mut self) -> Result<()> {
        self.server.child.kill().await?;
        Ok(())
    }

    /// SIGTERM, and waits for the clean end.
    pub async fn terminate(&mut self) -> Result<()> {
        let pid = self.server.child.id().context("it runs")?;
        Command::new("kill").arg("-TERM").arg(pid.to_string()).status().await?;
        let ended =
            tokio::time::timeout(Duration::from_secs(30), self.server.child.wait()).await??;
        ensure!(ended.success(), "a clean stop ends with success, not {ended}");
        Ok(())
    }

    /// Starts the program again on the same data.
    pub async fn start_again(&mut self) -> Result<()> {
        let url = self.database.as_ref().map(Database::url);
        self.server =
            Server::start(self.folder.path(), self.port, &self.network.ws_url(), url.as_deref())
                .await?;
        Ok(())
    }

    /// An instance without an agent.
    pub async fn instance(&self, name: &str) -> Result<String> {
        self.instance_with(name, json!({})).await
    }

    /// An instance that the sandbox's model answers for.
    pub async fn instance_with_agent(&self, name: &str) -> Result<String> {
        let agent = json!({ "type": "openai", "apiUrl": self.model.url(), "agentId": "sandbox" });
        self.instance_with(
            name,
            json!({ "agent": agent, "messaging": { "enableAutoSplit": false } }),
        )
        .await
    }

    async fn instance_with(&self, name: &str, mut config: Value) -> Result<String> {
        config["name"] = json!(name);
        config["channel"] = json!("whatsapp-baileys");
        let made = self.server.post("/api/v2/instances", config).await?;
        ensure!(made.status == StatusCode::CREATED, "{}", made.body);
        Ok(made.body["id"].as_str().context("an id")?.to_owned())
    }

    /// A phone whose number is linked to the instance by QR and connected.
    pub async fn linked(&self, instance: &str, number: &str, name: &str) -> Result<Phone> {
        let phone = self.network.create_phone(number, name).await?;
        self.link(instance, &phone).await?;
        Ok(phone)
    }

    pub async fn link(&self, instance: &str, phone: &Phone) -> Result<()> {
        let shown =
            self.server.post(&format!("/api/v2/instances/{instance}/connect"), json!({})).await?;
        ensure!(shown.status == StatusCode::OK, "{}", shown.body);
        let qr = self.server.get(&format!("/api/v2/instances/{instance}/qr")).await?;
        ensure!(qr.status == StatusCode::OK, "{}", qr.body);
        phone.scan(qr.body["qr"].as_str().context("a QR")?).await?;
        self.connected(instance).await
    }

    /// Waits until the instance says that it is connected.
    pub async fn connected(&self, instance: &str) -> Result<()> {
        self.status(instance, "connected", Duration::from_secs(20)).await.map(|_| ())
    }

    /// Waits until the instance's `status` is this.
    pub async fn status(&self, instance: &str, wanted: &str, limit: Duration) -> Result<Value> {
        let began = Instant::now();
        loop {
            let answer = self.server.get(&format!("/api/v2/instances/{instance}/status")).await?;
            if answer.body["status"] == wanted || answer.body["state"] == wanted {
                return Ok(answer.body);
            }
            if began.elapsed() > limit {
                bail!("the instance is not {wanted} after {limit:?}: {}", answer.body);
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    pub async fn send_text(&self, instance: &str, to: &str, text: &str) -> Result<Answer> {
        let body = json!({ "instanceId": instance, "to": to, "text": text });
        self.server.post("/api/v2/messages", body).await
    }

    /// Every stored message of a chat, oldest first.
    pub async fn messages(&self, instance: &str, chat: &str) -> Result<Vec<Value>> {
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
    pub async fn stored(
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

    pub async fn end(self) -> Result<()> {
        let Self { network, mut server, database, .. } = self;
        server.child.kill().await?;
        network.stop().await;
        if let Some(database) = database {
            database.remove().await;
        }
        Ok(())
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
    pub request_id: Option<String>,
}

pub struct Server {
    pub child: Child,
    pub url: String,
    pub http: reqwest::Client,
}

impl Server {
    async fn start(folder: &Path, port: u16, ws_url: &str, database: Option<&str>) -> Result<Self> {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.join("server.log"))?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_omni"));
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
        if let Some(url) = database {
            command.env("OMNI_DATABASE_URL", url);
        }
        let child = command.spawn()?;
        // Fails only when a provider was installed before; either way there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http =
            reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build()?;
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

    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Result<Answer> {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Result<Answer> {
        let mut request =
            self.http.request(method, format!("{}{path}", self.url)).header("x-api-key", KEY);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let request_id = answer
            .headers()
            .get("x-request-id")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let body = serde_json::from_slice(&answer.bytes().await?).unwrap_or(Value::Null);
        Ok(Answer { status, body, request_id })
    }
}

pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
