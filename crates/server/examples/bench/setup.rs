//! A network, a database and a server with linked numbers.

use crate::archive;
use crate::process::{KEY, Omni};
use anyhow::{Context, Result, bail, ensure};
use omni_domain::ids::InstanceId;
use omni_sandbox::whatsapp::{Network, NetworkOptions, Phone};
use omni_testing::Database;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tempfile::TempDir;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

pub(crate) struct Setup {
    pub network: Network,
    pub omni: Omni,
    pub http: reqwest::Client,
    pub folder: TempDir,
    binary: PathBuf,
    database: Option<Database>,
}

impl Setup {
    pub(crate) async fn new(binary: PathBuf, engine: Engine) -> Result<Self> {
        let network =
            Network::start(NetworkOptions { log_limit: 1_000, ..NetworkOptions::default() })
                .await?;
        let folder = tempfile::tempdir()?;
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Database::postgres().await),
        };
        let url = database.as_ref().map(Database::url);
        let omni = Omni::start(&binary, folder.path(), &network.ws_url(), url.as_deref()).await?;
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(1)).build()?;
        Ok(Self { network, omni, http, folder, binary, database })
    }

    /// A server over a database with history, and the instance of that history.
    pub(crate) async fn with_archive(
        binary: PathBuf,
        engine: Engine,
        messages: usize,
    ) -> Result<(Self, InstanceId)> {
        Self::with_chats(binary, engine, messages, archive::CHATS).await
    }

    /// The same whose messages are among so many chats.
    pub(crate) async fn with_chats(
        binary: PathBuf,
        engine: Engine,
        messages: usize,
        chats: usize,
    ) -> Result<(Self, InstanceId)> {
        let network = Network::start(NetworkOptions::default()).await?;
        let folder = tempfile::tempdir()?;
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Database::postgres().await),
        };
        let url = database.as_ref().map(Database::url);
        let data = folder.path().join("data");
        std::fs::create_dir_all(&data)?;
        let file = sqlite_url(&folder);
        let instance = archive::write(url.as_deref().unwrap_or(&file), messages, chats).await?;
        if let Some(database) = &database {
            database.analyze().await;
        }
        let omni = Omni::start(&binary, folder.path(), &network.ws_url(), url.as_deref()).await?;
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(1)).build()?;
        Ok((Self { network, omni, http, folder, binary, database }, instance))
    }

    pub(crate) fn database_url(&self) -> String {
        let postgres = self.database.as_ref().map(Database::url);
        postgres.unwrap_or_else(|| sqlite_url(&self.folder))
    }

    pub(crate) fn binary(&self) -> &std::path::Path {
        &self.binary
    }

    pub(crate) async fn restart(self) -> Result<Self> {
        let url = self.database.as_ref().map(Database::url);
        let Self { network, omni, http, folder, binary, database } = self;
        omni.terminate().await?;
        let omni = Omni::start(&binary, folder.path(), &network.ws_url(), url.as_deref()).await?;
        Ok(Self { network, omni, http, folder, binary, database })
    }

    pub(crate) async fn call(
        &self,
        method: reqwest::Method,
        path: &str,
        body: Value,
    ) -> Result<Value> {
        let answer = self
            .http
            .request(method, format!("{}{path}", self.omni.url()))
            .header("x-api-key", KEY)
            .json(&body)
            .send()
            .await?;
        let status = answer.status();
        let body: Value = answer.json().await?;
        ensure!(status.is_success(), "{path}: {status} {body}");
        Ok(body)
    }

    pub(crate) async fn instance(&self, name: &str) -> Result<String> {
        let body = json!({ "name": name, "channel": "whatsapp-baileys" });
        let created = self.call(reqwest::Method::POST, "/api/v2/instances", body).await?;
        Ok(created["id"].as_str().context("an id")?.to_owned())
    }

    /// A fresh instance, and the QR that it offers.
    pub(crate) async fn offered(&self, name: &str) -> Result<(String, String)> {
        let id = self.instance(name).await?;
        self.call(reqwest::Method::POST, &format!("/api/v2/instances/{id}/connect"), json!({}))
            .await?;
        let qr = self
            .call(reqwest::Method::GET, &format!("/api/v2/instances/{id}/qr"), json!({}))
            .await?;
        Ok((id, qr["qr"].as_str().context("a QR")?.to_owned()))
    }

    pub(crate) async fn linked(&self, name: &str, number: &str) -> Result<(String, Phone)> {
        let (id, qr) = self.offered(name).await?;
        let phone = self.network.create_phone(number, name).await?;
        phone.scan(&qr).await?;
        self.until_connected(&id).await?;
        Ok((id, phone))
    }

    /// Waits until an instance is connected.
    pub(crate) async fn until_connected(&self, id: &str) -> Result<()> {
        let began = Instant::now();
        loop {
            let status = self
                .call(reqwest::Method::GET, &format!("/api/v2/instances/{id}/status"), json!({}))
                .await?;
            if status["status"] == "connected" {
                return Ok(());
            }
            if began.elapsed() > Duration::from_secs(20) {
                bail!("not connected: {status}");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Events stored so far.
    pub(crate) async fn events(&self, event_type: &str) -> Result<u64> {
        let path = format!("/api/v2/events?eventType={event_type}&limit=1");
        let list = self.call(reqwest::Method::GET, &path, json!({})).await?;
        list["meta"]["total"].as_u64().context("a total")
    }

    pub(crate) async fn connected(&self) -> Result<u64> {
        let health = self.call(reqwest::Method::GET, "/api/v2/health", json!({})).await?;
        health["instances"]["connected"].as_u64().context("a count")
    }

    pub(crate) async fn end(self) -> Result<()> {
        let Self { network, mut omni, database, .. } = self;
        omni.child.kill().await?;
        network.stop().await;
        if let Some(database) = database {
            database.remove().await;
        }
        Ok(())
    }
}

fn sqlite_url(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("data/omni.db").display())
}
