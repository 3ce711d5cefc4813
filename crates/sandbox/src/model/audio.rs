//! `POST /audio/transcriptions`.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::extract::multipart::Multipart;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::{Request, Server, failure};
use crate::script::{Plan, refuse, summary};

/// The text is `Transcript: ` and the summary of the file's bytes, unless a rule matches that
/// summary.
pub(super) async fn transcribe(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Response {
    let token = match server.admit(&headers) {
        Ok(token) => token,
        Err(refusal) => return *refusal,
    };
    let mut fields = serde_json::Map::new();
    let mut file = None;
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            fields.insert("fileName".to_owned(), field.file_name().into());
            fields.insert("mimeType".to_owned(), field.content_type().into());
            file = field.bytes().await.ok();
        } else if let Ok(text) = field.text().await {
            fields.insert(name, text.into());
        }
    }
    let Some(file) = file.filter(|file| !file.is_empty()) else {
        return failure(StatusCode::BAD_REQUEST, "the form has no file, or an empty one");
    };
    fields.insert("size".to_owned(), file.len().into());
    let format = fields.get("response_format").and_then(Value::as_str).unwrap_or("json").to_owned();
    let language = fields.get("language").and_then(Value::as_str).unwrap_or("en").to_owned();
    server.requests.record(Request::new(Instant::now(), token, Value::Object(fields)));
    match server.script.follow(&summary(&file), "Transcript: {text}").await {
        Plan::Say { text, .. } => written(&format, &language, text),
        Plan::Refuse(refusal) => refuse(refusal, failure),
        Plan::Call(_) | Plan::Error(_) => {
            failure(StatusCode::INTERNAL_SERVER_ERROR, "a transcription cannot do that")
        }
    }
}

fn written(format: &str, language: &str, text: String) -> Response {
    match format {
        "text" => text.into_response(),
        "verbose_json" => Json(json!({
            "task": "transcribe",
            "language": language,
            "duration": 1.5,
            "text": text,
        }))
        .into_response(),
        _ => Json(json!({ "text": text })).into_response(),
    }
}
