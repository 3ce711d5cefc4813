//! `POST /models/{model}:generateContent`: Gemini's own API, without streaming.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Request, Server};
use crate::script::{Plan, header_text, refuse, summary, whole};

/// Parts of the last content.
fn parts(body: &Value) -> impl Iterator<Item = &Value> {
    let last = body["contents"].as_array().and_then(|contents| contents.last());
    last.and_then(|content| content["parts"].as_array()).into_iter().flatten()
}

/// The attached files: types and bytes.
fn files(body: &Value) -> Vec<(String, Vec<u8>)> {
    let file = |part: &Value| {
        let data = part["inline_data"].as_object().or_else(|| part["inlineData"].as_object())?;
        let kind = data.get("mime_type").or_else(|| data.get("mimeType"))?.as_str()?;
        Some((kind.to_owned(), STANDARD.decode(data.get("data")?.as_str()?).ok()?))
    };
    parts(body).filter_map(file).collect()
}

/// The default answer to files of this type.
fn otherwise(kind: &str) -> &'static str {
    match kind.split('/').next() {
        Some("image") => "Seen: {text}",
        Some("video") => "Watched: {text}",
        Some("audio") => "Transcript: {text}",
        _ => "Read: {text}",
    }
}

pub(super) async fn generate(
    State(server): State<Arc<Server>>,
    Path(call): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(model) = call.strip_suffix(":generateContent") else {
        return failure(StatusCode::NOT_FOUND, "only generateContent is supported");
    };
    let Ok(mut body) = serde_json::from_slice::<Value>(&body) else {
        return failure(StatusCode::BAD_REQUEST, "the body is not JSON");
    };
    let token = header_text(&headers, "x-goog-api-key");
    if !server.key.accepts(token.as_deref()) {
        return failure(StatusCode::FORBIDDEN, "API key not valid");
    }
    let files = files(&body);
    let (text, otherwise) = if let Some((kind, _)) = files.first() {
        let parts: Vec<String> = files.iter().map(|(_, bytes)| summary(bytes)).collect();
        (parts.join(" and "), otherwise(kind))
    } else {
        let texts: Vec<&str> = parts(&body).filter_map(|part| part["text"].as_str()).collect();
        (texts.join("\n"), "You said: {text}")
    };
    body["model"] = json!(model);
    server.requests.record(Request::new(Instant::now(), token, body));
    match server.script.follow(&text, otherwise).await {
        Plan::Say { text, gap, broken } => {
            whole(&generated(model, &text), &text, gap, broken).await
        }
        Plan::Refuse(refusal) => refuse(refusal, failure),
        Plan::Error(_) => {
            let blocked = json!({ "promptFeedback": { "blockReason": "OTHER" } });
            whole(&blocked, "", Duration::ZERO, false).await
        }
        Plan::Call(_) => failure(StatusCode::INTERNAL_SERVER_ERROR, "this model calls no tools"),
    }
}

fn generated(model: &str, text: &str) -> Value {
    let tokens = text.split_whitespace().count();
    json!({
        "candidates": [{
            "content": { "role": "model", "parts": [{ "text": text }] },
            "finishReason": "STOP",
            "index": 0,
        }],
        "usageMetadata": {
            "promptTokenCount": 1,
            "candidatesTokenCount": tokens,
            "totalTokenCount": tokens + 1,
        },
        "modelVersion": model,
    })
}

fn failure(status: StatusCode, message: &str) -> Response {
    let name = match status.as_u16() {
        400 => "INVALID_ARGUMENT",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        _ => "INTERNAL",
    };
    let error = json!({ "code": status.as_u16(), "message": message, "status": name });
    (status, Json(json!({ "error": error }))).into_response()
}
