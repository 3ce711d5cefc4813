//! A receiver of messages as JSON, which answers at once or only confirms the receipt.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::host::Host;
use crate::script::{
    Plan, Received, RequiredKey, Rule, Script, bearer, header_text, locked, refuse, whole,
};

/// One received message.
#[derive(Debug, Clone)]
pub struct Call {
    /// Bearer token of the request.
    pub token: Option<String>,
    /// `x-omni-provider` of the request.
    pub provider: Option<String>,
    /// The body.
    pub body: Value,
}

/// A running receiver; it stops when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Webhook {
    host: Arc<Host>,
    state: Arc<Receiver>,
}

#[derive(Debug, Default)]
struct Receiver {
    script: Script,
    key: RequiredKey,
    later: Mutex<bool>,
    calls: Received<Call>,
}

impl Webhook {
    /// Starts it on a port of the loopback; 0 lets the system choose.
    pub async fn start(port: u16) -> anyhow::Result<Self> {
        let state = Arc::new(Receiver::default());
        // Like many webhook receivers, it answers 405 to HEAD.
        let routes = Router::new().route("/hook", post(receive)).with_state(Arc::clone(&state));
        let host = Arc::new(Host::start("the webhook", port, routes).await?);
        Ok(Self { host, state })
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("{}/hook", self.host.url())
    }

    /// Replaces the script. Messages without a rule are answered with `You said: …`.
    pub fn script(&self, rules: Vec<Rule>) {
        self.state.script.set(rules);
    }

    /// From now on requests need this key.
    pub fn require_key(&self, key: &str) {
        self.state.key.require(key);
    }

    /// Whether it answers 202 and leaves the answer for later; the test sends it.
    pub fn set_later(&self, later: bool) {
        *locked(&self.state.later) = later;
    }

    /// All messages so far, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.state.calls.all()
    }

    /// Waits until so many messages were received.
    pub async fn expect_calls(&self, count: usize, timeout: Duration) -> anyhow::Result<Vec<Call>> {
        self.state.calls.expect(count, timeout).await
    }
}

fn failure(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "error": message }))).into_response()
}

async fn receive(State(state): State<Arc<Receiver>>, headers: HeaderMap, body: Bytes) -> Response {
    let token = bearer(&headers);
    if !state.key.accepts(token.as_deref()) {
        return failure(StatusCode::UNAUTHORIZED, "wrong key");
    }
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return failure(StatusCode::BAD_REQUEST, "the body is not JSON");
    };
    let text = body["content"]["text"].as_str().unwrap_or_default().to_owned();
    let provider = header_text(&headers, "x-omni-provider");
    state.calls.record(Call { token, provider, body });
    let plan = state.script.follow(&text, "You said: {text}").await;
    let later = *locked(&state.later);
    match plan {
        Plan::Refuse(refusal) => refuse(refusal, failure),
        _ if later => StatusCode::ACCEPTED.into_response(),
        Plan::Say { text, gap, broken } => {
            whole(&json!({ "reply": text, "metadata": {} }), &text, gap, broken).await
        }
        Plan::Error(message) => failure(StatusCode::INTERNAL_SERVER_ERROR, &message),
        Plan::Call(_) => failure(StatusCode::INTERNAL_SERVER_ERROR, "a webhook calls no tools"),
    }
}
