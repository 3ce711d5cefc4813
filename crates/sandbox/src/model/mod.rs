//! A language model with the `OpenAI` API that answers from a script: chat, pictures and files in
//! it, tool calls, and `/audio/transcriptions`. It has Gemini's own API as well. Its answers to
//! pictures, files and sounds are derived from their bytes.

mod audio;
mod chat;
mod gemini;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::{StreamExt as _, stream};
use serde::Serialize;
use serde_json::{Value, json};

use crate::host::Host;
pub use crate::script::{Reaction, Rule, ToolCall, summary};
use crate::script::{Received, RequiredKey, Script, bearer};

/// Name of the model that [`Model`] reports.
pub const NAME: &str = "sandbox-1";

/// One request that the model received.
#[derive(Debug, Clone, Serialize)]
pub struct Request {
    /// Bearer token of the request.
    pub token: Option<String>,
    /// The body.
    pub body: Value,
    /// When all of it had arrived.
    #[serde(skip)]
    pub at: Instant,
    #[serde(skip)]
    took: Arc<OnceLock<Duration>>,
}

impl Request {
    fn new(at: Instant, token: Option<String>, body: Value) -> Self {
        Self { token, body, at, took: Arc::default() }
    }

    /// The model's own time for a chat completion: until the connection had the last piece of the
    /// answer, or the answer was given up. `None` before that.
    pub fn took(&self) -> Option<Duration> {
        self.took.get().copied()
    }

    fn stopwatch(&self) -> Stopwatch {
        Stopwatch { began: self.at, took: Arc::clone(&self.took) }
    }

    /// Last text of the user in the conversation.
    pub fn last_user_text(&self) -> String {
        let messages = self.body["messages"].as_array();
        let last = messages.and_then(|all| all.iter().rev().find(|one| one["role"] == "user"));
        last.map(|one| chat::content_text(&one["content"])).unwrap_or_default()
    }
}

/// Sets the time that an answer took when it is dropped.
#[derive(Debug)]
struct Stopwatch {
    began: Instant,
    took: Arc<OnceLock<Duration>>,
}

impl Stopwatch {
    /// Runs until all of the response is passed on.
    fn follow(self, response: Response) -> Response {
        response.map(|body| {
            let begun = (body.into_data_stream(), self);
            Body::from_stream(stream::unfold(begun, |(mut rest, stopwatch)| async move {
                let piece = rest.next().await?;
                Some((piece, (rest, stopwatch)))
            }))
        })
    }
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        let _ = self.took.set(self.began.elapsed());
    }
}

/// A running model; it stops when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Model {
    host: Arc<Host>,
    server: Arc<Server>,
}

#[derive(Debug, Default)]
struct Server {
    script: Script,
    key: RequiredKey,
    requests: Received<Request>,
}

impl Model {
    /// Starts the model on a port of the loopback; 0 lets the system choose.
    pub async fn start(port: u16) -> anyhow::Result<Self> {
        let server = Arc::new(Server::default());
        let routes = Router::new()
            .route("/v1/chat/completions", post(chat::complete))
            .route("/v1/audio/transcriptions", post(audio::transcribe))
            .route("/v1/models", get(models))
            .route("/v1beta/openai/chat/completions", post(chat::complete))
            .route("/v1beta/openai/models", get(models))
            .route("/v1beta/models/{call}", post(gemini::generate))
            .with_state(Arc::clone(&server));
        let host = Arc::new(Host::start("the model", port, routes).await?);
        Ok(Self { host, server })
    }

    /// Base address for clients: `http://127.0.0.1:PORT/v1`.
    pub fn url(&self) -> String {
        format!("{}/v1", self.host.url())
    }

    /// Base address for Gemini clients, next to its own API: `http://127.0.0.1:PORT/v1beta/openai`.
    pub fn gemini_url(&self) -> String {
        format!("{}/v1beta/openai", self.host.url())
    }

    /// Replaces the script. Texts without a rule are answered with `You said: …`, results of tools
    /// with `The tools say: …`.
    pub fn script(&self, rules: Vec<Rule>) {
        self.server.script.set(rules);
    }

    /// From now on requests need this key.
    pub fn require_key(&self, key: &str) {
        self.server.key.require(key);
    }

    /// Pause before every answer.
    pub fn set_delay(&self, delay: Duration) {
        self.server.script.set_delay(delay);
    }

    /// Whether answers wait until they are no longer held. Requests are received meanwhile.
    pub fn set_held(&self, held: bool) {
        self.server.script.set_held(held);
    }

    /// All requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.server.requests.all()
    }

    /// Waits until so many requests were received.
    pub async fn expect_requests(
        &self,
        count: usize,
        timeout: Duration,
    ) -> anyhow::Result<Vec<Request>> {
        self.server.requests.expect(count, timeout).await
    }
}

impl Server {
    /// The request's token, or the error response for a wrong one.
    fn admit(&self, headers: &HeaderMap) -> Result<Option<String>, Box<Response>> {
        let token = bearer(headers);
        if self.key.accepts(token.as_deref()) {
            Ok(token)
        } else {
            Err(Box::new(failure(StatusCode::UNAUTHORIZED, "incorrect API key")))
        }
    }
}

async fn models(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    if let Err(refusal) = server.admit(&headers) {
        return *refusal;
    }
    let model = json!({ "id": NAME, "object": "model", "created": 0, "owned_by": "sandbox" });
    Json(json!({ "object": "list", "data": [model] })).into_response()
}

fn failure(status: StatusCode, message: &str) -> Response {
    let error = json!({ "error": { "message": message, "type": "sandbox_error", "code": null } });
    (status, Json(error)).into_response()
}
