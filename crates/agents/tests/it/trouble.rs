//! Failures are the same in every protocol.

use crate::server::{client_of, request};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use futures::{StreamExt as _, stream};
use omni_agents::{AgentClient, AgentError, AgentReply};
use serde_json::json;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const KINDS: [&str; 6] = ["agent_api", "agno", "anthropic", "custom", "openai", "webhook"];

/// A server that answers every request alike.
async fn serve(respond: fn() -> Response) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(move || async move { respond() });
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn client(kind: &str, base: &str) -> Arc<dyn AgentClient> {
    client_of(kind, base, "a", &json!({ "responseFormat": "sse" }))
}

async fn ask(kind: &str, base: &str, streaming: bool) -> Result<AgentReply, AgentError> {
    let mut request = request();
    request.streaming = streaming;
    request.timeout = Duration::from_secs(3);
    client(kind, base).answer(request, CancellationToken::new()).await
}

async fn each(respond: fn() -> Response, code: &str, retryable: bool) {
    let base = serve(respond).await;
    for kind in KINDS {
        for streaming in [false, true] {
            let error = ask(kind, &base, streaming).await.unwrap_err();
            let got = (error.code(), error.retryable());
            assert_eq!(got, (code, retryable), "{kind}, streaming {streaming}: {error}");
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("private") && !shown.contains("sk-"), "{shown}");
        }
    }
}

#[tokio::test]
async fn status_500() {
    each(
        || (StatusCode::INTERNAL_SERVER_ERROR, "private words").into_response(),
        "agent_status",
        true,
    )
    .await;
}

#[tokio::test]
async fn status_400() {
    each(|| (StatusCode::BAD_REQUEST, "private text sk-1").into_response(), "agent_status", false)
        .await;
}

#[tokio::test]
async fn a_wrong_key() {
    each(|| StatusCode::UNAUTHORIZED.into_response(), "agent_unauthorized", false).await;
}

#[tokio::test]
async fn garbage() {
    each(
        || ([("content-type", "application/json")], "<html>private words").into_response(),
        "agent_bad_answer",
        true,
    )
    .await;
}

#[tokio::test]
async fn a_connection_that_closes_in_the_middle() {
    each(
        || {
            let start = stream::iter([Ok(Bytes::from_static(b"data: {\"message\": \"private"))]);
            let end = stream::once(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(io::Error::other("gone"))
            });
            let kind = [("content-type", "text/event-stream")];
            (kind, Body::from_stream(start.chain(end))).into_response()
        },
        "agent_unreachable",
        true,
    )
    .await;
}

#[tokio::test]
async fn a_rate_limit_reports_when_to_retry() {
    let base =
        serve(|| (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "17")]).into_response()).await;
    for kind in KINDS {
        let error = ask(kind, &base, false).await.unwrap_err();
        let expected = Some(Duration::from_secs(17));
        assert_eq!((error.retry_after(), error.retryable()), (expected, true), "{kind}");
        assert_eq!(error.code(), "agent_rate_limited");
    }
}

#[tokio::test]
async fn an_unreachable_agent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for kind in KINDS {
        let error = ask(kind, &format!("http://{address}"), false).await.unwrap_err();
        assert_eq!((error.code(), error.retryable()), ("agent_unreachable", true), "{kind}");
    }
}

#[tokio::test]
async fn too_slow_and_cancelled() {
    let base = serve(|| Body::from_stream(stream::pending::<io::Result<Bytes>>()).into_response());
    let base = base.await;
    for kind in KINDS {
        let mut request = request();
        request.timeout = Duration::from_millis(100);
        let started = Instant::now();
        let late = client(kind, &base).answer(request.clone(), CancellationToken::new()).await;
        let late = late.unwrap_err();
        assert_eq!((&late, late.retryable()), (&AgentError::Timeout, true), "{kind}");

        request.timeout = Duration::from_mins(1);
        let cancel = CancellationToken::new();
        let later = cancel.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            later.cancel();
        });
        let cancelled = client(kind, &base).answer(request, cancel).await;
        assert_eq!(cancelled, Err(AgentError::Cancelled), "{kind}");
        assert!(started.elapsed() < Duration::from_secs(2), "{kind}");
    }
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    each(
        || {
            let piece = Bytes::from_static(&[b' '; 8192]);
            let pieces = stream::repeat_with(move || Ok::<_, io::Error>(piece.clone()));
            ([("content-type", "application/json")], Body::from_stream(pieces)).into_response()
        },
        "agent_too_large",
        false,
    )
    .await;
}
