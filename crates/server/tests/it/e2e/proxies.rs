//! Instances behind real proxies: `tinyproxy` and `microsocks`, each with a password.

use super::harness::Setup;
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use omni_sandbox::whatsapp::Phone;
use omni_testing::free_port;
use reqwest::Method;
use serde_json::{Value, json};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::{Child, Command};

const SOON: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(25);
const USER: &str = "ann";
const PASSWORD: &str = "s3cret";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Http,
    Socks5,
}

/// A proxy on loopback that ends with this value.
struct Proxy {
    kind: Kind,
    port: u16,
    child: Child,
    _folder: TempDir,
}

impl Proxy {
    async fn start(kind: Kind) -> Result<Self> {
        let (folder, port) = (tempfile::tempdir()?, free_port());
        let mut command = match kind {
            Kind::Http => {
                let config = folder.path().join("tinyproxy.conf");
                let lines = format!(
                    "Port {port}\nListen 127.0.0.1\nTimeout 600\nMaxClients 20\n\
                     Allow 127.0.0.1\nBasicAuth {USER} {PASSWORD}\n"
                );
                std::fs::write(&config, lines)?;
                let mut command = Command::new("tinyproxy");
                command.arg("-d").arg("-c").arg(config);
                command
            }
            Kind::Socks5 => {
                let mut command = Command::new("microsocks");
                command.args(["-i", "127.0.0.1", "-u", USER, "-P", PASSWORD]);
                command.arg("-p").arg(port.to_string());
                command
            }
        };
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.kill_on_drop(true).spawn().context("make test installs the proxies")?;
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(began.elapsed() < SOON, "{kind:?} does not listen");
            tokio::time::sleep(PAUSE).await;
        }
        Ok(Self { kind, port, child, _folder: folder })
    }

    fn url(&self, password: &str) -> String {
        let scheme = match self.kind {
            Kind::Http => "http",
            Kind::Socks5 => "socks5",
        };
        format!("{scheme}://{USER}:{password}@127.0.0.1:{}", self.port)
    }

    fn shown(&self) -> Value {
        let kind = match self.kind {
            Kind::Http => "http",
            Kind::Socks5 => "socks5",
        };
        let host = format!("127.0.0.1:{}", self.port);
        json!({ "type": kind, "host": host, "hasCredentials": true })
    }
}

async fn set(setup: &Setup, instance: &str, proxy: Value) -> Result<Value> {
    let path = format!("/api/v2/instances/{instance}");
    let body = json!({ "proxy": proxy });
    let changed = setup.server.call(Method::PATCH, &path, Some(body)).await?;
    ensure!(changed.status == 200, "{}", changed.body);
    Ok(changed.body)
}

/// Waits until the status contains this text.
async fn says(setup: &Setup, instance: &str, text: &str) -> Result<()> {
    let began = Instant::now();
    loop {
        let status = setup.server.get(&format!("/api/v2/instances/{instance}/status")).await?.body;
        if status["message"].as_str().is_some_and(|message| message.contains(text)) {
            ensure!(!status.to_string().contains(PASSWORD), "{status}");
            return Ok(());
        }
        ensure!(began.elapsed() < SOON, "not `{text}`: {status}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// A text and a file go through.
async fn works(setup: &Setup, instance: &str, friend: &Phone, text: &str) -> Result<()> {
    setup.send_text(instance, friend.number(), text).await?;
    friend.expect(SOON, |one| one.text() == Some(text)).await?;
    let body = json!({
        "instanceId": instance, "to": friend.number(), "type": "document",
        "base64": STANDARD.encode(text), "mimeType": "text/plain", "filename": "note.txt",
    });
    let sent = setup.server.post("/api/v2/messages/media", body).await?;
    ensure!(sent.status.is_success(), "{}", sent.body);
    let name = format!("a file after {text}");
    friend
        .expect(SOON, |one| one.message.document_message.as_option().is_some())
        .await
        .context(name)?;
    Ok(())
}

async fn through(kind: Kind, numbers: [&str; 2]) -> Result<()> {
    let setup = Setup::new().await?;
    let mut proxy = Proxy::start(kind).await?;
    let instance = setup.instance("proxied").await?;
    let shown = set(&setup, &instance, json!(proxy.url(PASSWORD))).await?;
    ensure!(shown["proxy"] == proxy.shown(), "{shown}");
    ensure!(!shown.to_string().contains(PASSWORD), "{shown}");
    setup.linked(&instance, numbers[0], "Shop").await?;
    let friend = setup.network.create_phone(numbers[1], "Eva").await?;
    works(&setup, &instance, &friend, "through the proxy").await?;

    // A change holds at once.
    set(&setup, &instance, json!(proxy.url("wrong"))).await?;
    says(&setup, &instance, "the proxy refused the user name or the password").await?;
    set(&setup, &instance, json!(proxy.url(PASSWORD))).await?;
    setup.connected(&instance).await?;

    // Nothing goes around it.
    proxy.child.kill().await?;
    says(&setup, &instance, "the proxy cannot be reached").await?;
    let shown = set(&setup, &instance, Value::Null).await?;
    ensure!(shown["proxy"].is_null(), "{shown}");
    setup.connected(&instance).await?;
    setup.send_text(&instance, friend.number(), "directly").await?;
    friend.expect(SOON, |one| one.text() == Some("directly")).await?;
    setup.end().await
}

#[tokio::test]
async fn an_instance_works_through_an_http_proxy() -> Result<()> {
    through(Kind::Http, ["5511930000001", "5511930000002"]).await
}

#[tokio::test]
async fn an_instance_works_through_a_socks_proxy() -> Result<()> {
    through(Kind::Socks5, ["5511930000003", "5511930000004"]).await
}
