//! `POST /chat/completions`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{NAME, Request, Server, ToolCall, failure};
use crate::script::{Plan, paced, refuse, summary, whole};

/// Content is a text, or a list of parts of which some are texts.
pub(super) fn content_text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part["text"].as_str());
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

/// The summaries of the pictures or files in the last message of the user.
fn shown(body: &Value) -> Option<(String, &'static str)> {
    let last = body["messages"].as_array()?.iter().rev().find(|one| one["role"] == "user")?;
    let parts = last["content"].as_array()?;
    let of_kind = |kind: &str, url: &str| {
        let found: Vec<String> = parts
            .iter()
            .filter(|part| part["type"] == kind)
            .filter_map(|part| part[kind][url].as_str()?.split_once(";base64,"))
            .filter_map(|(_, data)| Some(summary(&STANDARD.decode(data).ok()?)))
            .collect();
        (!found.is_empty()).then(|| found.join(" and "))
    };
    let pictures = of_kind("image_url", "url").map(|found| (found, "Seen: {text}"));
    pictures.or_else(|| of_kind("file", "file_data").map(|found| (found, "Read: {text}")))
}

/// The results of the last tool calls, if the model has to answer them.
fn tool_results(body: &Value) -> Option<String> {
    let messages = body["messages"].as_array()?;
    let results: Vec<String> = messages
        .iter()
        .rev()
        .take_while(|message| message["role"] == "tool")
        .map(|message| content_text(&message["content"]))
        .collect();
    (!results.is_empty()).then(|| results.into_iter().rev().collect::<Vec<_>>().join(" | "))
}

pub(super) async fn complete(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let at = Instant::now();
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return failure(StatusCode::BAD_REQUEST, "the body is not JSON");
    };
    let token = match server.admit(&headers) {
        Ok(token) => token,
        Err(refusal) => return *refusal,
    };
    let request = Request::new(at, token, body);
    let stopwatch = request.stopwatch();
    stopwatch.follow(answer(&server, request).await)
}

async fn answer(server: &Server, request: Request) -> Response {
    let (text, otherwise) = if let Some(results) = tool_results(&request.body) {
        (results, "The tools say: {text}")
    } else if let Some(shown) = shown(&request.body) {
        shown
    } else {
        (request.last_user_text(), "You said: {text}")
    };
    let streams = request.body["stream"] == true;
    let model = request.body["model"].as_str().unwrap_or(NAME).to_owned();
    let number = server.requests.record(request);
    let one = Completion { id: format!("chatcmpl-{number}"), model };
    match server.script.follow(&text, otherwise).await {
        Plan::Say { text, gap, broken } if streams => one.stream(&text, gap, broken),
        Plan::Say { text, gap, broken } => whole(&one.whole(&text), &text, gap, broken).await,
        Plan::Call(calls) => one.call(&calls, streams).await,
        Plan::Error(message) => {
            let error = json!({ "error": { "message": message, "type": "server_error" } });
            if streams {
                paced(
                    "text/event-stream",
                    vec![format!("data: {error}\n\n")],
                    Duration::ZERO,
                    false,
                )
            } else {
                whole(&error, "", Duration::ZERO, false).await
            }
        }
        Plan::Refuse(refusal) => refuse(refusal, failure),
    }
}

struct Completion {
    id: String,
    model: String,
}

impl Completion {
    fn whole(&self, answer: &str) -> Value {
        let tokens = answer.split_whitespace().count();
        let message = json!({ "role": "assistant", "content": answer });
        self.message(&message, "stop", tokens)
    }

    fn message(&self, message: &Value, finish: &str, tokens: usize) -> Value {
        json!({
            "id": self.id,
            "object": "chat.completion",
            "created": 0,
            "model": self.model,
            "choices": [{ "index": 0, "message": message, "finish_reason": finish }],
            "usage": { "prompt_tokens": 1, "completion_tokens": tokens, "total_tokens": tokens + 1 },
        })
    }

    fn chunk(&self, delta: &Value, finish: Option<&str>) -> String {
        let chunk = json!({
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": 0,
            "model": self.model,
            "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }],
        });
        format!("data: {chunk}\n\n")
    }

    fn stream(&self, answer: &str, gap: Duration, broken: bool) -> Response {
        let mut chunks = vec![self.chunk(&json!({ "role": "assistant", "content": "" }), None)];
        let words = answer.split_inclusive(' ');
        chunks.extend(words.map(|word| self.chunk(&json!({ "content": word }), None)));
        self.end(chunks, "stop", gap, broken)
    }

    fn end(&self, mut chunks: Vec<String>, finish: &str, gap: Duration, broken: bool) -> Response {
        chunks.push(self.chunk(&json!({}), Some(finish)));
        chunks.push("data: [DONE]\n\n".to_owned());
        paced("text/event-stream", chunks, gap, broken)
    }

    async fn call(&self, calls: &[ToolCall], streams: bool) -> Response {
        let calls: Vec<Value> = calls
            .iter()
            .enumerate()
            .map(|(index, call)| {
                json!({
                    "index": index,
                    "id": format!("call-{}-{index}", self.id),
                    "type": "function",
                    "function": { "name": call.name, "arguments": call.arguments.to_string() },
                })
            })
            .collect();
        let message = json!({ "role": "assistant", "content": null, "tool_calls": calls });
        if streams {
            return self.end(vec![self.chunk(&message, None)], "tool_calls", Duration::ZERO, false);
        }
        whole(&self.message(&message, "tool_calls", 1), "", Duration::ZERO, false).await
    }
}
