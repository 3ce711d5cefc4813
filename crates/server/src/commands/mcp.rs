//! `omni mcp`: the Model Context Protocol on standard input and output.
//!
//! A bridge to a running server's `/mcp`: one message per line in, one per line out. The tools run
//! in the server, which holds the connections to the networks; the bridge has only the key.

use crate::cli::Remote;
use crate::client::{self, Client};
use crate::exit::{Exit, Failure};
use anyhow::Context as _;
use clap::Args;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use serde_json::{Value, json};
use std::io::{BufRead, Read as _, Write as _};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, mpsc};
use url::Url;

/// Longest line read, bytes.
const MAX_LINE: u64 = 4 * 1024 * 1024;
/// Concurrent requests; the next line is read once one has a response.
const MAX_CONCURRENT: usize = 16;
/// JSON-RPC's code for an internal error.
const INTERNAL_ERROR: i32 = -32_603;
const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";

/// Options of `omni mcp`.
#[derive(Debug, Args)]
#[command(after_help = "\
Clients such as Claude Code start this command themselves. Their configuration is written by
POST /api/v2/mcp/install, or manually:
  { \"mcpServers\": { \"omni\": { \"command\": \"omni\", \"args\": [\"mcp\"],
                              \"env\": { \"OMNI_API_KEY\": \"omni_sk_...\" } } } }")]
pub(crate) struct Mcp {
    #[command(flatten)]
    remote: Remote,
}

pub(crate) async fn run(options: Mcp) -> anyhow::Result<ExitCode> {
    let bridge = Arc::new(Bridge::new(&options.remote)?);
    let (answers, mut lines) = mpsc::channel::<String>(MAX_CONCURRENT);
    let writer = std::thread::spawn(move || -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        while let Some(line) = lines.blocking_recv() {
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")?;
            out.flush()?;
        }
        Ok(())
    });
    let mut input = read_lines();
    let room = Arc::new(Semaphore::new(MAX_CONCURRENT));
    while let Some(line) = input.recv().await {
        let line = line?;
        let message: Value = match serde_json::from_str(&line) {
            Ok(message) => message,
            Err(error) => {
                let refusal = failure(&Value::Null, -32_700, &format!("not JSON: {error}"));
                let _ = answers.send(refusal.to_string()).await;
                continue;
            }
        };
        let permit = Arc::clone(&room).acquire_owned().await?;
        // The handshake's result applies to all messages that follow it.
        if message["method"] == "initialize" {
            if let Some(answer) = bridge.forward(message).await {
                let _ = answers.send(answer.to_string()).await;
            }
            continue;
        }
        let (bridge, answers) = (Arc::clone(&bridge), answers.clone());
        tokio::spawn(async move {
            if let Some(answer) = bridge.forward(message).await {
                let _ = answers.send(answer.to_string()).await;
            }
            drop(permit);
        });
    }
    // The end of the input ends the session; open requests still get their responses.
    drop(answers);
    // Each open request holds a sender; once they are dropped, everything is written.
    let written = tokio::task::spawn_blocking(move || writer.join()).await?;
    written.map_err(|_| anyhow::anyhow!("the output could not be written"))??;
    Ok(ExitCode::SUCCESS)
}

/// The lines of standard input, until it ends. On a separate thread: a read of standard input
/// cannot be cancelled.
fn read_lines() -> mpsc::Receiver<anyhow::Result<String>> {
    let (lines, received) = mpsc::channel(1);
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        while let Some(line) = next_line(&mut input).transpose() {
            let last = line.is_err();
            if lines.blocking_send(line).is_err() || last {
                return;
            }
        }
    });
    received
}

fn next_line(input: &mut impl BufRead) -> anyhow::Result<Option<String>> {
    loop {
        let mut line = String::new();
        let read = input.take(MAX_LINE).read_line(&mut line)?;
        if read == 0 {
            return Ok(None);
        }
        if read as u64 == MAX_LINE && !line.ends_with('\n') {
            let message = format!("a message is longer than {MAX_LINE} bytes");
            return Err(Failure::new(Exit::Validation, message).into());
        }
        if !line.trim().is_empty() {
            return Ok(Some(line));
        }
    }
}

/// The connection to the server.
struct Bridge {
    http: reqwest::Client,
    url: Url,
    /// The protocol version that the handshake selected.
    version: Mutex<Option<String>>,
}

impl Bridge {
    fn new(remote: &Remote) -> anyhow::Result<Self> {
        let client = Client::new(remote)?;
        let url = client.at("/mcp")?;
        let mut key = HeaderValue::from_str(client.key())
            .map_err(|_| Failure::new(Exit::Arguments, "the API key is not plain ASCII text"))?;
        key.set_sensitive(true);
        let mut headers = HeaderMap::new();
        headers.insert("x-api-key", key);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
        let http = client::builder(&url).default_headers(headers).build()?;
        Ok(Self { http, url, version: Mutex::default() })
    }

    /// Forwards a message; every request gets a response, also on failure.
    async fn forward(&self, message: Value) -> Option<Value> {
        let id = message.get("id").filter(|_| message.get("method").is_some()).cloned();
        match self.send(&message).await {
            Ok(answer) => {
                if message["method"] == "initialize" {
                    let version = answer.as_ref().and_then(|answer| {
                        answer["result"]["protocolVersion"].as_str().map(str::to_owned)
                    });
                    *self.version.lock().unwrap_or_else(PoisonError::into_inner) = version;
                }
                match answer {
                    Some(mut answer) => {
                        // Rejected before the protocol was reached, where the id is not known.
                        if answer["id"].is_null() {
                            answer["id"] = id.clone().unwrap_or_default();
                        }
                        id.map(|_| answer)
                    }
                    None => {
                        id.map(|id| failure(&id, INTERNAL_ERROR, "the server sent no response"))
                    }
                }
            }
            Err(error) => {
                // The URL may contain a user name, never the key.
                let text = format!("{} cannot be reached: {error}", self.url);
                id.map(|id| failure(&id, INTERNAL_ERROR, &text))
            }
        }
    }

    async fn send(&self, message: &Value) -> anyhow::Result<Option<Value>> {
        let mut request = self.http.post(self.url.clone()).json(message);
        for (name, value) in self.headers(message) {
            request = request.header(name, value);
        }
        let response = request.send().await.map_err(reqwest::Error::without_url)?;
        let status = response.status();
        let body = response.text().await.map_err(reqwest::Error::without_url)?;
        if body.trim().is_empty() && status.is_success() {
            return Ok(None);
        }
        let answer = serde_json::from_str(&body).ok().or_else(|| last_event(&body));
        answer.map(Some).with_context(|| format!("it returned {status}; is it an Omni server?"))
    }

    /// The headers that the protocol requires for a message, so that proxies need not read its
    /// body.
    fn headers(&self, message: &Value) -> Vec<(&'static str, String)> {
        let settled = self.version.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let own = message["params"]["_meta"][VERSION_KEY].as_str().map(str::to_owned);
        let method = message["method"].as_str();
        let version = if method == Some("initialize") { None } else { own.or(settled) };
        let mut headers = Vec::new();
        headers.extend(version.map(|version| ("mcp-protocol-version", version)));
        headers.extend(method.map(|method| ("mcp-method", method.to_owned())));
        let name = ["name", "uri"].iter().find_map(|name| message["params"][name].as_str());
        // Only values that are valid in a header; otherwise the server reads the message itself.
        let name = name.filter(|name| name.bytes().all(|byte| byte.is_ascii_graphic()));
        headers.extend(name.map(|name| ("mcp-name", name.to_owned())));
        headers
    }
}

/// The last message of an event stream: the response, after notifications.
fn last_event(body: &str) -> Option<Value> {
    let data = body.lines().filter_map(|line| line.strip_prefix("data:"));
    data.filter_map(|data| serde_json::from_str(data.trim()).ok()).next_back()
}

fn failure(id: &Value, code: i32, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}
