//! A language model with Anthropic's Messages API, which follows a script.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::host::Host;
use crate::script::{
    Plan, Received, RequiredKey, Rule, Script, ToolCall, header_text, paced, refuse, whole,
};

/// One request that the model received.
#[derive(Debug, Clone)]
pub struct Request {
    /// `x-api-key` of the request.
    pub key: Option<String>,
    /// `anthropic-version` of the request.
    pub version: Option<String>,
    /// The body.
    pub body: Value,
}

/// A running model; it stops when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Anthropic {
    host: Arc<Host>,
    server: Arc<Server>,
}

#[derive(Debug, Default)]
struct Server {
    script: Script,
    key: RequiredKey,
    requests: Received<Request>,
}

impl Anthropic {
    /// Starts it on a port of the loopback; 0 lets the system choose.
    pub async fn start(port: u16) -> anyhow::Result<Self> {
        let server = Arc::new(Server::default());
        let routes = Router::new()
            .route("/v1/messages", post(messages))
            .route("/v1/models", get(models))
            .with_state(Arc::clone(&server));
        let host = Arc::new(Host::start("the Anthropic model", port, routes).await?);
        Ok(Self { host, server })
    }

    /// Base address for clients, without `/v1`.
    pub fn url(&self) -> String {
        self.host.url()
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

    /// All requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.server.requests.all()
    }
}

fn failure(status: StatusCode, message: &str) -> Response {
    let kind = match status.as_u16() {
        401 => "authentication_error",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        500..=599 => "api_error",
        _ => "invalid_request_error",
    };
    let error = json!({ "type": "error", "error": { "type": kind, "message": message } });
    (status, Json(error)).into_response()
}

async fn models(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    if !server.key.accepts(header_text(&headers, "x-api-key").as_deref()) {
        return failure(StatusCode::UNAUTHORIZED, "invalid x-api-key");
    }
    let model = json!({ "type": "model", "id": "claude-sandbox", "display_name": "Sandbox" });
    Json(json!({ "data": [model], "has_more": false })).into_response()
}

/// The texts of the last message, if it consists of `kind`.
fn last_texts(body: &Value, kind: &str, text: &str) -> Option<String> {
    let content = &body["messages"].as_array()?.last()?["content"];
    if let (Value::String(words), "text") = (content, kind) {
        return Some(words.clone());
    }
    let parts = content.as_array()?.iter().filter(|part| part["type"] == kind);
    let texts: Vec<String> = parts
        .map(|part| match &part[text] {
            Value::String(words) => words.clone(),
            Value::Array(inner) => {
                inner.iter().filter_map(|part| part["text"].as_str()).collect::<String>()
            }
            other => other.to_string(),
        })
        .collect();
    (!texts.is_empty()).then(|| texts.join(" | "))
}

async fn messages(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let key = header_text(&headers, "x-api-key");
    if !server.key.accepts(key.as_deref()) {
        return failure(StatusCode::UNAUTHORIZED, "invalid x-api-key");
    }
    let version = header_text(&headers, "anthropic-version");
    if version.is_none() || !body["max_tokens"].is_u64() {
        return failure(StatusCode::BAD_REQUEST, "anthropic-version or max_tokens is missing");
    }
    let (text, otherwise) = match last_texts(&body, "tool_result", "content") {
        Some(results) => (results, "The tools say: {text}"),
        None => (last_texts(&body, "text", "text").unwrap_or_default(), "You said: {text}"),
    };
    let streams = body["stream"] == true;
    let model = body["model"].as_str().unwrap_or("claude-sandbox").to_owned();
    let number = server.requests.record(Request { key, version, body });
    let one = Message { id: format!("msg_{number}"), model };
    match server.script.follow(&text, otherwise).await {
        Plan::Say { text, gap, broken } if streams => one.stream(&text, gap, broken),
        Plan::Say { text, gap, broken } => {
            let content = json!([{ "type": "text", "text": text }]);
            whole(&one.whole(&content, "end_turn"), &text, gap, broken).await
        }
        Plan::Call(calls) => one.call(&calls).await,
        Plan::Error(message) if streams => {
            let error = json!({ "type": "error", "error": { "type": "overloaded_error", "message": message } });
            let frames = vec![one.start(), frame("error", &error)];
            paced("text/event-stream", frames, Duration::ZERO, false)
        }
        Plan::Error(message) => {
            failure(StatusCode::from_u16(529).unwrap_or(StatusCode::BAD_GATEWAY), &message)
        }
        Plan::Refuse(refusal) => refuse(refusal, failure),
    }
}

struct Message {
    id: String,
    model: String,
}

fn frame(name: &str, data: &Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

impl Message {
    fn whole(&self, content: &Value, stop: &str) -> Value {
        json!({
            "id": self.id, "type": "message", "role": "assistant", "model": self.model,
            "content": content, "stop_reason": stop, "stop_sequence": null,
            "usage": { "input_tokens": 3, "output_tokens": 5 },
        })
    }

    fn start(&self) -> String {
        let message = json!({
            "id": self.id, "type": "message", "role": "assistant", "model": self.model,
            "content": [], "stop_reason": null, "stop_sequence": null,
            "usage": { "input_tokens": 3, "output_tokens": 1 },
        });
        frame("message_start", &json!({ "type": "message_start", "message": message }))
    }

    fn stream(&self, answer: &str, gap: Duration, broken: bool) -> Response {
        let block = json!({ "type": "text", "text": "" });
        let mut frames = vec![
            self.start(),
            frame(
                "content_block_start",
                &json!({ "type": "content_block_start", "index": 0, "content_block": block }),
            ),
            frame("ping", &json!({ "type": "ping" })),
        ];
        frames.extend(answer.split_inclusive(' ').map(|word| {
            let delta = json!({ "type": "text_delta", "text": word });
            frame(
                "content_block_delta",
                &json!({ "type": "content_block_delta", "index": 0, "delta": delta }),
            )
        }));
        frames.push(frame(
            "content_block_stop",
            &json!({ "type": "content_block_stop", "index": 0 }),
        ));
        let delta = json!({ "stop_reason": "end_turn", "stop_sequence": null });
        frames.push(frame(
            "message_delta",
            &json!({ "type": "message_delta", "delta": delta, "usage": { "output_tokens": 5 } }),
        ));
        frames.push(frame("message_stop", &json!({ "type": "message_stop" })));
        paced("text/event-stream", frames, gap, broken)
    }

    async fn call(&self, calls: &[ToolCall]) -> Response {
        let content: Vec<Value> = calls
            .iter()
            .enumerate()
            .map(|(index, call)| {
                json!({
                    "type": "tool_use", "id": format!("toolu_{}_{index}", self.id),
                    "name": call.name, "input": call.arguments,
                })
            })
            .collect();
        whole(&self.whole(&content.into(), "tool_use"), "", Duration::ZERO, false).await
    }
}
