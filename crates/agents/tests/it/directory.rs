//! Listing the agents of providers, and reading pictures and sounds by models, over servers that
//! behave and misbehave.

use crate::server::{Asked, http, json, serve};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use omni_agents::{
    AgentDirectory, AgentError, Attachment, Describe, MediaApi, MediaModels, ModelAddress,
    ProviderAddress, Transcribe,
};
use omni_domain::provider::ProviderKind;
use serde_json::{Map, Value, json};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const SOON: Duration = Duration::from_secs(5);

fn address(kind: ProviderKind, base_url: &str) -> ProviderAddress {
    let api_key = Some("sk-secret-key".to_owned());
    ProviderAddress { kind, base_url: base_url.to_owned(), api_key, options: Map::new() }
}

fn model(base_url: &str, name: &str) -> ModelAddress {
    let api_key = Some("sk-secret-key".to_owned());
    let api = MediaApi::OpenAi;
    ModelAddress { base_url: base_url.to_owned(), api_key, model: name.to_owned(), api }
}

fn sound() -> Transcribe {
    Transcribe {
        sound: Attachment::from_bytes("audio.ogg", "audio/ogg; codecs=opus", &b"sound"[..]),
        language: Some("pt".to_owned()),
        timeout: SOON,
    }
}

#[tokio::test]
async fn each_protocol_sends_its_key_its_way() {
    let base = serve(|asked: Asked| {
        let header = |name: &str| asked.headers.get(name).is_some();
        let (bearer, api_key) = (header("authorization"), header("x-api-key"));
        let line = format!("{} bearer={bearer} x-api-key={api_key}", asked.path);
        json(&format!(r#"[{{"id":"{line}"}}]"#))
    })
    .await;
    let directory = AgentDirectory::new(http());
    let cases = [
        (ProviderKind::Openai, "/v1/models bearer=true x-api-key=false"),
        (ProviderKind::Anthropic, "/v1/v1/models bearer=false x-api-key=true"),
        (ProviderKind::AgentApi, "/v1/api/v1/agent/list bearer=false x-api-key=true"),
        (ProviderKind::Agno, "/v1/agents bearer=true x-api-key=false"),
    ];
    for (kind, expected) in cases {
        let agents = directory.agents(&address(kind, &base), SOON).await.unwrap();
        assert_eq!(agents[0].id, expected, "{kind}");
    }
    let mut custom = address(ProviderKind::Custom, &base);
    custom.options.insert("agentsPath".into(), "/list".into());
    custom.options.insert("authHeader".into(), "X-Api-Key: Token {{apiKey}}".into());
    let agents = directory.agents(&custom, SOON).await.unwrap();
    assert_eq!(agents[0].id, "/v1/list bearer=false x-api-key=true");
    let webhook = directory.agents(&address(ProviderKind::Webhook, &base), SOON).await.unwrap();
    assert!(webhook.is_empty());
}

#[tokio::test]
async fn a_provider_that_misbehaves_is_an_error_without_its_text() {
    let directory = AgentDirectory::new(http());
    let huge = serve(|_| json(&format!("[{}1]", "1,".repeat(3 * 1024 * 1024)))).await;
    let error = directory.agents(&address(ProviderKind::Openai, &huge), SOON).await.unwrap_err();
    assert!(matches!(error, AgentError::TooLarge { .. }), "{error}");
    let page = serve(|_| "<html>sk-secret-key</html>").await;
    let error = directory.agents(&address(ProviderKind::Openai, &page), SOON).await.unwrap_err();
    assert!(matches!(&error, AgentError::BadAnswer(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("sk-secret"));
    let refuses = serve(|_| (StatusCode::FORBIDDEN, "sk-secret-key")).await;
    let error = directory.health(&address(ProviderKind::Agno, &refuses), SOON).await.unwrap_err();
    assert_eq!(error, AgentError::Unauthorized);
    let listens = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = format!("http://{}", listens.local_addr().unwrap());
    let short = Duration::from_millis(200);
    let error = directory.health(&address(ProviderKind::Openai, &silent), short).await.unwrap_err();
    assert_eq!(error, AgentError::Timeout);
    let shown = format!("{:?}", address(ProviderKind::Agno, "http://h"));
    assert!(!shown.contains("sk-secret"), "{shown}");
}

#[tokio::test]
async fn only_whisper_is_requested_for_more_than_text() {
    let base = serve(|asked: Asked| -> Response {
        let body = String::from_utf8_lossy(&asked.body).into_owned();
        let verbose = body.contains("verbose_json");
        let whole = body.contains("name=\"language\"") && body.contains("filename=\"audio.ogg\"");
        if !whole {
            return StatusCode::BAD_REQUEST.into_response();
        }
        json(if verbose {
            r#"{"text":" hello ","language":"portuguese","duration":2.5}"#
        } else {
            r#"{"text":"hello"}"#
        })
    })
    .await;
    let (models, cancel) = (MediaModels::new(http()), CancellationToken::new());
    let transcript = models.transcribe(&model(&base, "whisper-1"), sound(), &cancel).await.unwrap();
    assert_eq!((transcript.text.as_str(), transcript.duration), ("hello", Some(2.5)));
    let transcript = models.transcribe(&model(&base, "gpt-4o-transcribe"), sound(), &cancel).await;
    assert_eq!(transcript.unwrap().language, None);
}

#[tokio::test]
async fn models_that_misbehave_are_errors() {
    let (models, cancel) = (MediaModels::new(http()), CancellationToken::new());
    let empty = serve(|_| json(r#"{"text":"  ","choices":[{"message":{"content":" "}}]}"#)).await;
    let transcript = models.transcribe(&model(&empty, "whisper-1"), sound(), &cancel).await;
    assert_eq!(transcript.unwrap_err(), AgentError::EmptyAnswer);
    let picture = Describe {
        files: vec![Attachment::from_bytes("a.png", "image/png", vec![1, 2, 3])],
        prompt: "What is it?".to_owned(),
        max_tokens: 100,
        timeout: SOON,
    };
    let seen = models.describe(&model(&empty, "m"), picture.clone(), &cancel).await;
    assert_eq!(seen.unwrap_err(), AgentError::EmptyAnswer);
    let page = serve(|_| "<html>").await;
    let seen = models.describe(&model(&page, "m"), picture.clone(), &cancel).await;
    assert!(matches!(seen, Err(AgentError::BadAnswer(_))));
    cancel.cancel();
    let seen = models.describe(&model(&page, "m"), picture, &cancel).await;
    assert_eq!(seen.unwrap_err(), AgentError::Cancelled);
}

#[tokio::test]
async fn a_document_is_sent_in_the_form_of_each_api() {
    let (models, cancel) = (MediaModels::new(http()), CancellationToken::new());
    let what = Describe {
        files: vec![
            Attachment::from_bytes("a \0.pdf", "application/pdf", &b"%PDF"[..]),
            Attachment::from_bytes("b.png", "image/png", &b"png"[..]),
        ],
        prompt: "Read\0 it".to_owned(),
        max_tokens: 100,
        timeout: SOON,
    };
    let echo = |asked: Asked| {
        let body: Value = serde_json::from_slice(&asked.body).unwrap();
        let key = |name: &str| asked.headers.get(name).map(|key| key.to_str().unwrap().to_owned());
        let said = json!([asked.path, key("authorization"), key("x-goog-api-key"), body]);
        let said = said.to_string();
        let text = json!([{ "text": said }]);
        json(
            &json!({
                "choices": [{ "message": { "content": said } }],
                "candidates": [{ "content": { "parts": text } }],
            })
            .to_string(),
        )
    };
    let base = serve(echo).await;
    let seen = models.describe(&model(&base, "m"), what.clone(), &cancel).await.unwrap();
    let content = json!([
        { "type": "text", "text": "Read it" },
        { "type": "file", "file": {
            "filename": "a .pdf", "file_data": "data:application/pdf;base64,JVBERg==" } },
        { "type": "image_url", "image_url": { "url": "data:image/png;base64,cG5n" } },
    ]);
    let body = json!({
        "model": "m", "max_tokens": 100, "messages": [{ "role": "user", "content": content }],
    });
    let expected = json!(["/v1/chat/completions", "Bearer sk-secret-key", null, body]);
    assert_eq!(serde_json::from_str::<Value>(&seen.text).unwrap(), expected);

    let gemini = ModelAddress { api: MediaApi::Gemini, ..model(&base, "models/g-1") };
    let seen = models.describe(&gemini, what, &cancel).await.unwrap();
    let parts = json!([
        { "inline_data": { "mime_type": "application/pdf", "data": "JVBERg==" } },
        { "inline_data": { "mime_type": "image/png", "data": "cG5n" } },
        { "text": "Read it" },
    ]);
    let body = json!({
        "contents": [{ "role": "user", "parts": parts }],
        "generationConfig": { "maxOutputTokens": 100 },
    });
    let expected = json!(["/v1/models/g-1:generateContent", null, "sk-secret-key", body]);
    assert_eq!(serde_json::from_str::<Value>(&seen.text).unwrap(), expected);
}
