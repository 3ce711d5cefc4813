//! An Automagik Agents server, the protocol of Omni v1, that follows a script.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::host::Host;
use crate::script::{Plan, Received, RequiredKey, Rule, Script, header_text, refuse, whole};

/// One requested run.
#[derive(Debug, Clone)]
pub struct Run {
    /// Which agent.
    pub agent: String,
    /// `x-api-key` of the request.
    pub key: Option<String>,
    /// The body.
    pub body: Value,
}

/// A running server; it stops when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct AgentApi {
    host: Arc<Host>,
    state: Arc<Server>,
}

#[derive(Debug, Default)]
struct Server {
    script: Script,
    key: RequiredKey,
    runs: Received<Run>,
}

impl AgentApi {
    /// Starts it on a port of the loopback; 0 lets the system choose.
    pub async fn start(port: u16) -> anyhow::Result<Self> {
        let state = Arc::new(Server::default());
        let routes = Router::new()
            .route("/health", get(|| async { Json(json!({ "status": "healthy" })) }))
            .route("/api/v1/agent/list", get(list))
            .route("/api/v1/agent/{name}/run", post(run))
            .with_state(Arc::clone(&state));
        let host = Arc::new(Host::start("the agent API", port, routes).await?);
        Ok(Self { host, state })
    }

    /// Base address for clients.
    pub fn url(&self) -> String {
        self.host.url()
    }

    /// Replaces the script. Messages without a rule are answered with `You said: …`.
    pub fn script(&self, rules: Vec<Rule>) {
        self.state.script.set(rules);
    }

    /// From now on requests need this key.
    pub fn require_key(&self, key: &str) {
        self.state.key.require(key);
    }

    /// Pause before every answer.
    pub fn set_delay(&self, delay: Duration) {
        self.state.script.set_delay(delay);
    }

    /// All runs so far, in order.
    pub fn runs(&self) -> Vec<Run> {
        self.state.runs.all()
    }
}

fn detail(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "detail": text }))).into_response()
}

async fn list() -> Json<Value> {
    Json(json!([{ "id": 1, "name": "simple", "description": "Returns the text" }]))
}

async fn run(
    State(state): State<Arc<Server>>,
    Path(agent): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let key = header_text(&headers, "x-api-key");
    if !state.key.accepts(key.as_deref()) {
        return detail(StatusCode::UNAUTHORIZED, "Invalid API key");
    }
    if agent != "simple" {
        return detail(StatusCode::NOT_FOUND, "Agent not found");
    }
    let Some(message) = body["message_content"].as_str().map(str::to_owned) else {
        return detail(StatusCode::UNPROCESSABLE_ENTITY, "message_content is missing");
    };
    let session = body["session_name"].clone();
    state.runs.record(Run { agent, key, body });
    match state.script.follow(&message, "You said: {text}").await {
        Plan::Say { text, gap, broken } => {
            let body = json!({
                "message": text, "success": true, "session_id": session, "tool_calls": [],
                "tool_outputs": [], "usage": { "request_tokens": 3, "response_tokens": 5 },
            });
            whole(&body, &text, gap, broken).await
        }
        Plan::Error(message) => {
            let body = json!({ "message": message, "success": false, "error": message });
            whole(&body, "", Duration::ZERO, false).await
        }
        Plan::Refuse(refusal) => refuse(refusal, detail),
        Plan::Call(_) => detail(StatusCode::INTERNAL_SERVER_ERROR, "an agent calls its own tools"),
    }
}
