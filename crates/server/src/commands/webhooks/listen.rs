//! Live events as webhooks, for development: no endpoint is created, and no public address is needed.

use crate::cli::Remote;
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::terminal::{Style, eprint_line, print_line, text_of};
use anyhow::Context as _;
use clap::Args;
use futures::{SinkExt as _, StreamExt as _};
use omni_app::webhooks::{is_secret, new_secret, sign};
use omni_domain::{Clock as _, SystemClock};
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_websockets::{ClientBuilder, Connector, MaybeTlsStream, Message, WebSocketStream};
use url::Url;

/// A receiver on this machine answers sooner, or is stopped by a debugger.
const FORWARD_LIMIT: Duration = Duration::from_secs(30);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Between two attempts to reach the server again.
const RETRY: Duration = Duration::from_secs(1);
const PING: Duration = Duration::from_secs(20);

/// Options of `omni webhooks listen`.
#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// Type (message.received), group (message.*) or *; may be repeated [default: *]
    #[arg(long = "event", value_name = "TYPE")]
    events: Vec<String>,
    /// Only events of this instance, by its name or id
    #[arg(long, value_name = "NAME")]
    instance: Option<String>,
    /// Send each event to this address with POST, as a webhook
    #[arg(long, value_name = "URL")]
    forward_to: Option<String>,
    /// Sign with this secret [default: a new one, which is shown]
    #[arg(long, value_name = "SECRET", env = "OMNI_WEBHOOK_SECRET", hide_env_values = true)]
    secret: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

struct Listener<'o> {
    client: Client,
    instance: Option<String>,
    options: &'o Listen,
    forward: Option<(reqwest::Client, Url)>,
    secret: String,
    as_json: bool,
    /// The last event that was shown: after a pause the server continues behind it.
    last: Option<i64>,
}

/// Runs until it is interrupted.
pub(super) async fn run(options: &Listen, as_json: bool) -> anyhow::Result<()> {
    let client = Client::new(&options.remote)?;
    let instance = match &options.instance {
        Some(name) => Some(client.instance_id(name).await?),
        None => None,
    };
    let forward = options.forward_to.as_deref().map(forwarder).transpose()?;
    let secret = options.secret.as_deref().map_or_else(|| Ok(new_secret()), usable)?;
    let mut listener = Listener { client, instance, options, forward, secret, as_json, last: None };
    let mut socket = listener.connect().await?;
    listener.greet();
    loop {
        let ended = tokio::select! {
            ended = listener.follow(&mut socket) => ended,
            _ = tokio::signal::ctrl_c() => return Ok(()),
        };
        if is_final(&ended) {
            return Err(ended);
        }
        eprint_line(&format!("The connection ended ({ended:#}); connecting again."));
        tokio::select! {
            connected = listener.reconnect() => socket = connected?,
            _ = tokio::signal::ctrl_c() => return Ok(()),
        }
        eprint_line("Connected again.");
    }
}

/// What the server refuses, it refuses again; a connection may succeed later.
fn is_final(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Failure>().is_some_and(|failure| failure.exit() != Exit::Network)
}

/// A secret that verifiers of Standard Webhooks accept.
fn usable(secret: &str) -> anyhow::Result<String> {
    let secret = secret.trim();
    if is_secret(secret) {
        return Ok(secret.to_owned());
    }
    let message = "--secret is `whsec_` and a key in base64; leave it out for a new one";
    Err(Failure::new(Exit::Arguments, message).into())
}

fn forwarder(text: &str) -> anyhow::Result<(reqwest::Client, Url)> {
    let wrong = || {
        let message = format!("`{text}` is not a URL; give one such as http://localhost:3000/hook");
        Failure::new(Exit::Arguments, message)
    };
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .ok_or_else(wrong)?;
    let http = crate::client::builder(&url)
        .timeout(FORWARD_LIMIT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .context("the HTTP client cannot be set up")?;
    Ok((http, url))
}

impl Listener<'_> {
    fn greet(&self) {
        let to = self.forward.as_ref().map(|(_, url)| format!(" and forwarding them to {url}"));
        eprint_line(&format!("Listening for events{}. Ctrl+C ends.", to.unwrap_or_default()));
        if self.forward.is_some() && self.options.secret.is_none() {
            eprint_line(&format!("They are signed with the secret {}", self.secret));
        }
    }

    /// Opens the stream of events and subscribes.
    async fn connect(&self) -> anyhow::Result<Socket> {
        let mut url = self.client.at("/api/v2/ws/events")?;
        let is_tls = url.scheme() == "https";
        let scheme = if is_tls { "wss" } else { "ws" };
        let unusable = || anyhow::anyhow!("this address cannot be used for a WebSocket");
        url.set_scheme(scheme).map_err(|()| unusable())?;
        let connector = if is_tls { tls()? } else { Connector::Plain };
        let key = HeaderValue::from_str(self.client.key())
            .context("the key cannot be sent as a header")?;
        let builder = ClientBuilder::new()
            .uri(url.as_str())?
            .connector(&connector)
            .add_header(HeaderName::from_static("x-api-key"), key)?;
        let opened = tokio::time::timeout(CONNECT_LIMIT, builder.connect()).await;
        let opened = match opened {
            Ok(opened) => opened.map_err(|error| error.to_string()),
            Err(_) => Err("no answer in time".to_owned()),
        };
        let mut socket = match opened {
            Ok((socket, _)) => socket,
            Err(why) => return Err(self.unopened(&why).await),
        };
        let mut subscribe = json!({ "type": "subscribe", "channels": self.channels() });
        if let Some(instance) = &self.instance {
            subscribe["filters"] = json!({ "instanceId": instance });
        }
        if let Some(last) = self.last {
            subscribe["since"] = json!(last);
        }
        socket.send(Message::text(subscribe.to_string())).await?;
        let subscribed = tokio::time::timeout(CONNECT_LIMIT, subscribed(&mut socket)).await;
        subscribed.map_err(|_| unreachable("the server does not confirm the subscription"))??;
        Ok(socket)
    }

    /// Connects until it succeeds, or the server refuses.
    async fn reconnect(&self) -> anyhow::Result<Socket> {
        loop {
            match self.connect().await {
                Err(error) if !is_final(&error) => tokio::time::sleep(RETRY).await,
                done => return done,
            }
        }
    }

    /// Why the stream was not opened: the API's response to the same key is more exact than a handshake.
    async fn unopened(&self, why: &str) -> anyhow::Error {
        match self.client.get("/events?limit=1").await {
            Err(error) => error,
            Ok(_) => unreachable(&format!("the stream of events cannot be opened: {why}")).into(),
        }
    }

    fn channels(&self) -> Vec<String> {
        if self.options.events.is_empty() {
            return vec!["*".to_owned()];
        }
        self.options.events.clone()
    }

    /// Shows events until the connection ends; why it did.
    async fn follow(&mut self, socket: &mut Socket) -> anyhow::Error {
        loop {
            let received = tokio::select! {
                received = socket.next() => received,
                () = tokio::time::sleep(PING) => {
                    if let Err(error) = socket.send(Message::ping("")).await {
                        return error.into();
                    }
                    continue;
                }
            };
            let message = match received {
                Some(Ok(message)) => message,
                Some(Err(error)) => return error.into(),
                None => return anyhow::anyhow!("closed by the server"),
            };
            let Some(text) = message.as_text() else { continue };
            let frame: Value = serde_json::from_str(text).unwrap_or_default();
            if let Err(error) = self.take(&frame).await {
                return error;
            }
        }
    }

    async fn take(&mut self, frame: &Value) -> anyhow::Result<()> {
        match frame["type"].as_str() {
            Some("event") => self.event(&frame["event"]).await,
            Some("error") => Err(refusal(frame).into()),
            _ => Ok(()),
        }
    }

    /// An event that has a row, which are those that webhooks deliver.
    async fn event(&mut self, event: &Value) -> anyhow::Result<()> {
        let (Some(seq), Some(id)) = (event["seq"].as_i64(), event["id"].as_str()) else {
            return Ok(());
        };
        // As a delivery has it: the event as the API shows it.
        let data = self.client.get(&format!("/events/{id}")).await?;
        let body = json!({
            "type": event["type"],
            "timestamp": event["timestamp"],
            "data": data,
        });
        self.last = Some(seq);
        let answer = match &self.forward {
            Some((http, url)) => Some(forward(http, url, &self.secret, id, &body).await),
            None => None,
        };
        self.show(&body, answer);
        Ok(())
    }

    fn show(&self, body: &Value, answer: Option<Result<(u16, Duration), String>>) {
        if self.as_json {
            print_line(&body.to_string());
            return;
        }
        let style = Style::stdout();
        let time = text_of(&body["timestamp"]);
        let id = text_of(&body["data"]["id"]);
        let mut line = format!("{} {} {id}", style.dim(time), style.bold(text_of(&body["type"])));
        match answer {
            Some(Ok((status, took))) => {
                let text = format!("{status} after {} ms", took.as_millis());
                let is_good = (200..300).contains(&status);
                line =
                    format!("{line} {}", if is_good { style.good(text) } else { style.bad(text) });
            }
            Some(Err(why)) => line = format!("{line} {}", style.bad(why)),
            None => {}
        }
        if let Some(text) = body["data"]["textContent"].as_str() {
            let text: String = text.chars().take(80).collect();
            line = format!("{line} {}", style.dim(format!("{text:?}")));
        }
        print_line(&line);
    }
}

fn unreachable(message: &str) -> Failure {
    Failure::new(Exit::Network, message)
}

/// The error of a frame.
fn refusal(frame: &Value) -> Failure {
    let error = &frame["error"];
    let failure = Failure::new(Exit::Validation, text_of(&error["message"]));
    match error["code"].as_str() {
        Some(code) => failure.with_code(code),
        None => failure,
    }
}

/// Waits until the subscription is confirmed: what happens from then on is received.
async fn subscribed(socket: &mut Socket) -> anyhow::Result<()> {
    while let Some(received) = socket.next().await {
        let message = received.map_err(|error| unreachable(&error.to_string()))?;
        let Some(text) = message.as_text() else { continue };
        let frame: Value = serde_json::from_str(text).unwrap_or_default();
        match frame["type"].as_str() {
            Some("subscribed") => return Ok(()),
            Some("error") => return Err(refusal(&frame).into()),
            _ => {}
        }
    }
    Err(unreachable("the server closed the stream of events").into())
}

/// Sends an event as a delivery is sent; the status, and how long it took.
async fn forward(
    http: &reqwest::Client,
    url: &Url,
    secret: &str,
    id: &str,
    body: &Value,
) -> Result<(u16, Duration), String> {
    let (bytes, started) = (body.to_string().into_bytes(), Instant::now());
    let seconds = SystemClock.now().millis().div_euclid(1000);
    let signature = sign(&[secret.to_owned()], id, seconds, &bytes);
    let request = http
        .post(url.clone())
        .header("content-type", "application/json")
        .header("user-agent", concat!("Omni-Webhook/", env!("CARGO_PKG_VERSION")))
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds.to_string())
        .header("webhook-signature", signature)
        .body(bytes);
    let why = |error: reqwest::Error| {
        let why = if error.is_timeout() { "does not answer in time" } else { "cannot be reached" };
        format!("the receiver {why}")
    };
    let response = request.send().await.map_err(why)?;
    let status = response.status().as_u16();
    // Read, so that the connection is used again.
    let _ = response.bytes().await;
    Ok((status, started.elapsed()))
}

fn tls() -> anyhow::Result<Connector> {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("TLS cannot be set up")?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Connector::Rustls(tokio_rustls::TlsConnector::from(Arc::new(config))))
}
