//! A language model that speaks the `OpenAI` API and answers from a script: chat, pictures and
//! files in it, tool calls, and `/audio/transcriptions`. It speaks Gemini's own API as well. What it
//! says of pictures, files and sounds comes from their bytes.

mod audio;
mod chat;
mod gemini;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use serde_json::{Value, json};

use crate::host::Host;
use crate::script::{Lock, Received, Script, bearer};
pub use crate::script::{Reaction, Rule, ToolCall, impression};

/// Name of the model that [`Model`] claims to be.
pub const NAME: &str = "sandbox-1";

/// One request that the model got.
#[derive(Debug, Clone, Serialize)]
pub struct Request {
    /// Bearer token of the request.
    pub token: Option<String>,
    /// The body.
    pub body: Value,
    /// When it was read.
    #[serde(skip)]
    pub at: Instant,
}

impl Request {
    /// Last text of the user in the conversation.
    pub fn last_user_text(&self) -> String {
        let messages = self.body["messages"].as_array();
        let last = messages.and_then(|all| all.iter().rev().find(|one| one["role"] == "user"));
        last.map(|one| chat::content_text(&one["content"])).unwrap_or_default()
    }
}

/// A running model; it stops when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Model {
    host: Arc<Host>,
    mind: Arc<Mind>,
}

#[derive(Debug, Default)]
struct Mind {
    script: Script,
    key: Lock,
    requests: Received<Request>,
}

impl Model {
    /// Starts the model on a port of the loopback; 0 lets the system choose.
    pub async fn start(port: u16) -> anyhow::Result<Self> {
        let mind = Arc::new(Mind::default());
        let routes = Router::new()
            .route("/v1/chat/completions", post(chat::complete))
            .route("/v1/audio/transcriptions", post(audio::transcribe))
            .route("/v1/models", get(models))
            .route("/v1beta/openai/chat/completions", post(chat::complete))
            .route("/v1beta/openai/models", get(models))
            .route("/v1beta/models/{call}", post(gemini::generate))
            .with_state(Arc::clone(&mind));
        let host = Arc::new(Host::start("the model", port, routes).await?);
        Ok(Self { host, mind })
    }

    /// Base address for clients: `http://127.0.0.1:PORT/v1`.
    pub fn url(&self) -> String {
        format!("{}/v1", self.host.url())
    }

    /// Base address as Gemini's, with its own API beside it: `http://127.0.0.1:PORT/v1beta/openai`.
    pub fn gemini_url(&self) -> String {
        format!("{}/v1beta/openai", self.host.url())
    }

    /// Replaces the script. Texts without a rule are answered with `You said: …`, results of tools
    /// with `The tools say: …`.
    pub fn script(&self, rules: Vec<Rule>) {
        self.mind.script.set(rules);
    }

    /// From now on only callers with this key are answered.
    pub fn require_key(&self, key: &str) {
        self.mind.key.require(key);
    }

    /// Pause before every answer.
    pub fn set_delay(&self, delay: Duration) {
        self.mind.script.set_delay(delay);
    }

    /// All requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.mind.requests.all()
    }

    /// Waits until so many requests have come in.
    pub async fn expect_requests(
        &self,
        count: usize,
        timeout: Duration,
    ) -> anyhow::Result<Vec<Request>> {
        self.mind.requests.expect(count, timeout).await
    }
}

impl Mind {
    /// The caller's token, or the refusal of a wrong one.
    fn admit(&self, headers: &HeaderMap) -> Result<Option<String>, Box<Response>> {
        let token = bearer(headers);
        if self.key.opens_for(token.as_deref()) {
            Ok(token)
        } else {
            Err(Box::new(failure(StatusCode::UNAUTHORIZED, "incorrect API key")))
        }
    }
}

async fn models(State(mind): State<Arc<Mind>>, headers: HeaderMap) -> Response {
    if let Err(refusal) = mind.admit(&headers) {
        return *refusal;
    }
    let model = json!({ "id": NAME, "object": "model", "created": 0, "owned_by": "sandbox" });
    Json(json!({ "object": "list", "data": [model] })).into_response()
}

fn failure(status: StatusCode, message: &str) -> Response {
    let error = json!({ "error": { "message": message, "type": "sandbox_error", "code": null } });
    (status, Json(error)).into_response()
}
