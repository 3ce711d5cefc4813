use super::steps::Steps;
use crate::client::Client;
use crate::commands::itself;
use crate::terminal::{Style, draw_qr, print_line, text_of};
use anyhow::{Context as _, ensure};
use omni_sandbox::model::{self, Model, Rule};
use omni_sandbox::whatsapp::{Network, NetworkOptions, Phone};
use omni_server::config::{Config, DEFAULTS, Flag, Sources};
use omni_server::{Overrides, Running, start, telemetry};
use serde_json::{Value, json};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// The number that is linked.
const BUSINESS: &str = "5511900000001";
/// The number that sends messages to it.
pub(super) const CUSTOMER: &str = "5511900000002";
const PORT: u16 = 8882;
const WAIT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(20);

/// The running parts of the demo.
pub(super) struct Setup {
    server: Running,
    network: Network,
    model: Model,
    data: TempDir,
    log: telemetry::Started,
}

/// The result of the demo.
pub(super) struct Demo {
    /// A key with all permissions.
    pub(super) primary_key: String,
    pub(super) instance_id: String,
    pub(super) number: String,
}

impl Setup {
    /// Starts the network, the agent's model and the server.
    pub(super) async fn start(steps: &mut Steps) -> anyhow::Result<Self> {
        steps.next("start the simulated WhatsApp network");
        let options = NetworkOptions { control_port: Some(0), ..NetworkOptions::default() };
        let network = Network::start(options).await?;
        let model = Model::start(0).await?;
        model.script(vec![Rule::say(
            "",
            "Hello! I am the agent behind this number. You wrote: {text}",
        )]);
        steps.done(&format!(
            "simulated WhatsApp network at {}, a model at {}",
            network.ws_url(),
            model.url()
        ));

        steps.next("start the server");
        let data = tempfile::Builder::new().prefix("omni-demo-").tempdir()?;
        let config = config(&data, &network).await?;
        let log = telemetry::start(&config.log)?;
        let logs = Some(log.ring.clone());
        let own_program = itself();
        let overrides = Overrides { logs, own_program, ..Overrides::default() };
        let server = start(config, overrides).await?;
        steps.done(&format!("server at {}, on a fresh SQLite file", server.url()));
        Ok(Self { server, network, model, data, log })
    }

    /// Links a number, sends it a message, reads the agent's answer.
    pub(super) async fn run(&self, steps: &mut Steps) -> anyhow::Result<Demo> {
        steps.next("create an API key");
        let primary = self.server.primary_key.as_deref().context("a new server has a new key")?;
        let admin = Client::with_key(&self.url(), primary)?;
        let scopes = ["instances:*", "messages:*", "events:read"];
        let created = admin.post("/api-keys", &json!({ "name": "demo", "scopes": scopes })).await?;
        let key = created["key"].as_str().context("the response contains the key")?;
        let client = Client::with_key(&self.url(), key)?;
        steps.done(&format!("API key `demo` with the scopes {}", scopes.join(", ")));

        steps.next("create an instance");
        let instance = client.post("/instances", &self.instance()).await?;
        let instance_id = text_of(&instance["id"]);
        steps.done(&format!(
            "instance `{}` of channel {}, with an agent",
            text_of(&instance["name"]),
            text_of(&instance["channel"])
        ));

        steps.next("get a QR");
        let status = client.post(&format!("/instances/{instance_id}/connect"), &json!({})).await?;
        let qr = status["qr"]
            .as_str()
            .with_context(|| format!("no QR was received: {}", text_of(&status["message"])))?;
        steps.done("connecting; this is the QR to scan:");
        print_line(&draw_qr(qr, Style::stdout())?);

        steps.next("scan the QR");
        let business = self.network.create_phone(BUSINESS, "Bike shop").await?;
        business.scan(qr).await?;
        steps.done(&format!("phone +{BUSINESS} scanned it"));

        steps.next("finish the login");
        connected(&client, &instance_id).await?;
        steps.done("connected, and its first sync is complete");

        steps.next("get an answer");
        let customer = self.network.create_phone(CUSTOMER, "Ana").await?;
        customer.send_text(BUSINESS, "hello").await?;
        steps.done(&format!(
            "phone +{CUSTOMER} sent “hello”, encrypted for every device of the shop"
        ));
        let answer = answer(&customer).await?;
        ensure!(answer.contains("hello"), "the answer is not the agent's: {answer}");
        steps.done(&format!("the agent answered; the phone decrypted: “{answer}”"));
        Ok(Demo { primary_key: primary.to_owned(), instance_id, number: BUSINESS.to_owned() })
    }

    fn instance(&self) -> Value {
        json!({
            "name": "bike-shop",
            "channel": "whatsapp-baileys",
            "agent": {
                "type": "openai",
                "apiUrl": self.model.url(),
                "apiKey": "not-needed-here",
                "agentId": model::NAME,
                "prompt": "You help the customers of a bike shop.",
            },
        })
    }

    pub(super) fn url(&self) -> String {
        self.server.url()
    }

    pub(super) fn model_url(&self) -> String {
        self.model.url()
    }

    pub(super) fn control_url(&self) -> String {
        self.network.control_url().unwrap_or_default()
    }

    /// Stops everything and removes the data folder.
    pub(super) async fn stop(self) {
        self.server.stop().await;
        self.network.stop().await;
        drop(self.data);
        drop(self.log);
    }
}

/// The defaults, a separate folder, and the address of the simulated network. Not the environment:
/// a demo must not write to the database of the real server. Only the log settings may be set.
async fn config(data: &TempDir, network: &Network) -> anyhow::Result<Config> {
    let flag = |key: &'static str, value: String| Flag { name: "omni demo", key, value };
    let env = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with("OMNI__LOG__"))
        .collect::<Vec<_>>();
    let mut flags = vec![
        flag("data.dir", data.path().join("data").display().to_string()),
        flag("server.port", free_port().await.to_string()),
        flag("whatsapp.url", network.ws_url()),
        flag("outbound.allow", "127.0.0.1,localhost".to_owned()),
    ];
    if !env.iter().any(|(name, _)| name == "OMNI__LOG__LEVEL") {
        flags.push(flag("log.level", "error".to_owned()));
    }
    debug_assert!(
        DEFAULTS.contains(&format!("port = {PORT}")),
        "the demo prefers the default port"
    );
    Ok(Config::load(&Sources { file: None, env, flags })?)
}

/// The default port, or 0 for any if it is in use.
async fn free_port() -> u16 {
    if TcpListener::bind(("127.0.0.1", PORT)).await.is_ok() { PORT } else { 0 }
}

async fn connected(client: &Client, instance: &str) -> anyhow::Result<()> {
    let path = format!("/instances/{instance}/status");
    let mut status = Value::Null;
    let polling = async {
        loop {
            status = client.get(&path).await?;
            if status["isConnected"] == true {
                return anyhow::Ok(());
            }
            tokio::time::sleep(POLL).await;
        }
    };
    let done = tokio::time::timeout(WAIT, polling).await;
    done.map_err(|_| {
        anyhow::anyhow!(
            "not connected: {} {}",
            text_of(&status["state"]),
            text_of(&status["message"])
        )
    })?
}

async fn answer(customer: &Phone) -> anyhow::Result<String> {
    let received = customer
        .expect(WAIT, |received| !received.from_me && received.from.contains(BUSINESS))
        .await?;
    Ok(received.text().unwrap_or_default().to_owned())
}
