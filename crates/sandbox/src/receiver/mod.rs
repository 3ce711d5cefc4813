//! A receiver of webhook deliveries: it records their raw bodies, and can be slow, dead, or refuse.

mod tls;

pub use tls::Credentials;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Version};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::host::Host;
use crate::script::{Received, locked};
use tls::{Protocol, TlsListener};

/// One delivery.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The version of HTTP that it was sent with.
    pub version: Version,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as it was received.
    pub body: Bytes,
    /// When it was received.
    pub at: Instant,
    /// The status that it was answered with.
    pub status: u16,
}

impl Delivery {
    /// The text of a header; empty if it has none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The HMAC-SHA256 of its body, in hex.
    pub fn hmac_sha256(&self, key: &[u8]) -> anyhow::Result<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key)?;
        mac.update(&self.body);
        Ok(hex::encode(mac.finalize().into_bytes()))
    }

    /// The body as JSON; null if it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// How deliveries are answered.
#[derive(Debug, Clone)]
pub struct Behaviour {
    /// With this status.
    pub status: u16,
    /// After this time.
    pub delay: Duration,
    /// With these headers.
    pub headers: Vec<(&'static str, String)>,
    /// With this body.
    pub body: String,
}

impl Behaviour {
    /// An answer without a body, at once.
    pub fn status(status: u16) -> Self {
        Self { status, delay: Duration::ZERO, headers: Vec::new(), body: String::new() }
    }

    /// The same, later.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// With a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

#[derive(Debug)]
struct Shared {
    usual: Mutex<Behaviour>,
    next: Mutex<Vec<Behaviour>>,
    received: Received<Delivery>,
}

/// A running receiver; it stops when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Receiver {
    host: Arc<Host>,
    shared: Arc<Shared>,
}

impl Receiver {
    /// Starts it on a port of the loopback; 0 lets the system choose. It answers 204.
    pub async fn start(port: u16) -> anyhow::Result<Self> {
        let (shared, routes) = routes();
        let host = Arc::new(Host::start("the webhook receiver", port, routes).await?);
        Ok(Self { host, shared })
    }

    /// Starts one with a certificate of its own, which only takes clients that prove themselves.
    pub async fn start_tls() -> anyhow::Result<(Self, Credentials)> {
        Self::start_with(Protocol::Http1).await
    }

    /// The same, which agrees to HTTP/2 alone.
    pub async fn start_http2() -> anyhow::Result<(Self, Credentials)> {
        Self::start_with(Protocol::Http2).await
    }

    async fn start_with(protocol: Protocol) -> anyhow::Result<(Self, Credentials)> {
        let (shared, routes) = routes();
        let (listener, credentials) = TlsListener::bind(protocol).await?;
        let host = Arc::new(Host::serve("the webhook receiver", listener, "https", routes)?);
        Ok((Self { host, shared }, credentials))
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("{}/hook", self.host.url())
    }

    /// How deliveries are answered from now on.
    pub fn answer(&self, behaviour: Behaviour) {
        *locked(&self.shared.usual) = behaviour;
    }

    /// How the next deliveries are answered, one each, before the usual answer.
    pub fn answer_next(&self, mut behaviours: Vec<Behaviour>) {
        behaviours.reverse();
        *locked(&self.shared.next) = behaviours;
    }

    /// All deliveries so far, in the order of their reception.
    pub fn received(&self) -> Vec<Delivery> {
        self.shared.received.all()
    }

    /// Waits until so many deliveries were received.
    pub async fn expect(&self, count: usize, timeout: Duration) -> anyhow::Result<Vec<Delivery>> {
        self.shared.received.expect(count, timeout).await
    }
}

fn routes() -> (Arc<Shared>, Router) {
    let shared = Arc::new(Shared {
        usual: Mutex::new(Behaviour::status(204)),
        next: Mutex::default(),
        received: Received::default(),
    });
    let routes = Router::new().route("/hook", post(receive)).with_state(Arc::clone(&shared));
    (shared, routes)
}

async fn receive(
    State(shared): State<Arc<Shared>>,
    version: Version,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let at = Instant::now();
    let next = locked(&shared.next).pop();
    let behaviour = next.unwrap_or_else(|| locked(&shared.usual).clone());
    shared.received.record(Delivery { version, headers, body, at, status: behaviour.status });
    tokio::time::sleep(behaviour.delay).await;
    let status = StatusCode::from_u16(behaviour.status).unwrap_or(StatusCode::OK);
    let mut response = (status, behaviour.body).into_response();
    for (name, value) in behaviour.headers {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
