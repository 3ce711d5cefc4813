//! A small HTTP server for one test, and requests to it.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use futures::{Stream, stream};
use omni_agents::{AgentClient, AgentClients, AgentEndpoint, AgentRequest, Role, Turn};
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// A request that the server received.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Serves every request with `respond`; returns the base URL.
pub(crate) async fn serve<F, R>(respond: F) -> String
where
    F: Fn(Asked) -> R + Clone + Send + Sync + 'static,
    R: IntoResponse,
{
    let handler = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
        let (path, query) = (uri.path().to_owned(), uri.query().map(str::to_owned));
        let asked = Asked { method, path, query, headers, body };
        let response = respond(asked).into_response();
        async move { response }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(handler);
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/v1")
}

pub(crate) fn http() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub(crate) fn endpoint(base_url: &str) -> AgentEndpoint {
    AgentEndpoint {
        kind: "openai".to_owned(),
        base_url: base_url.to_owned(),
        api_key: Some("sk-secret-key".to_owned()),
        agent_id: Some("tiny".to_owned()),
        options: serde_json::Map::new(),
        tools: Vec::new(),
    }
}

/// A client of any protocol.
pub(crate) fn client_of(
    kind: &str,
    base_url: &str,
    agent_id: &str,
    options: &serde_json::Value,
) -> Arc<dyn AgentClient> {
    let endpoint = AgentEndpoint {
        kind: kind.to_owned(),
        base_url: base_url.to_owned(),
        api_key: Some("sk-secret-key".to_owned()),
        agent_id: Some(agent_id.to_owned()),
        options: options.as_object().cloned().unwrap_or_default(),
        tools: Vec::new(),
    };
    AgentClients::new(http()).client_for(&endpoint).unwrap()
}

pub(crate) fn client(base_url: &str) -> Arc<dyn AgentClient> {
    AgentClients::new(http()).client_for(&endpoint(base_url)).unwrap()
}

pub(crate) fn request() -> AgentRequest {
    let turn = |role, text: &str| Turn { role, text: text.to_owned(), name: None };
    AgentRequest {
        prompt: Some("Be brief.".to_owned()),
        history: vec![
            turn(Role::User, "private words"),
            turn(Role::Assistant, "Hello!"),
            turn(Role::User, "How are you?"),
        ],
        session_id: "session".to_owned(),
        user_id: "user".to_owned(),
        timeout: Duration::from_secs(10),
        streaming: false,
        max_reply_bytes: 10_000,
    }
}

pub(crate) fn json(text: &str) -> Response {
    ([("content-type", "application/json")], text.to_owned()).into_response()
}

/// A response whose body arrives in these pieces.
pub(crate) fn sse(pieces: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Response {
    ([("content-type", "text/event-stream; charset=utf-8")], Body::from_stream(pieces))
        .into_response()
}

pub(crate) fn sse_text(text: &str) -> Response {
    sse(stream::iter([Ok(Bytes::copy_from_slice(text.as_bytes()))]))
}
