//! Whole answers that fail.

use crate::server::{client, json, request, serve};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures::stream;
use omni_agents::{AgentError, AgentReply};
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

async fn ask(base: &str) -> Result<AgentReply, AgentError> {
    client(base).answer(request(), CancellationToken::new()).await
}

fn status(code: u16, body: &'static str) -> Response {
    (StatusCode::from_u16(code).unwrap(), body).into_response()
}

#[rstest::rstest]
#[case(401, AgentError::Unauthorized, false)]
#[case(403, AgentError::Unauthorized, false)]
#[case(400, AgentError::Status { status: 400, reason: None }, false)]
#[case(307, AgentError::Status { status: 307, reason: None }, false)]
#[case(408, AgentError::Status { status: 408, reason: None }, true)]
#[case(500, AgentError::Status { status: 500, reason: None }, true)]
#[case(503, AgentError::Status { status: 503, reason: None }, true)]
#[case(429, AgentError::RateLimited { retry_after: None }, true)]
#[tokio::test]
async fn refusals_keep_their_meaning(
    #[case] code: u16,
    #[case] expected: AgentError,
    #[case] retryable: bool,
) {
    let base = serve(move |_| status(code, "You said: private words, sk-secret-key")).await;
    let error = ask(&base).await.unwrap_err();
    assert_eq!((&error, error.retryable()), (&expected, retryable));
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("private") && !shown.contains("sk-"), "{shown}");
}

#[tokio::test]
async fn retry_after_is_passed_on() {
    let base = serve(|_| {
        let headers = HeaderMap::from_iter([(
            axum::http::header::RETRY_AFTER,
            HeaderValue::from_static("17"),
        )]);
        (StatusCode::TOO_MANY_REQUESTS, headers, "slow down")
    })
    .await;
    let expected = AgentError::RateLimited { retry_after: Some(Duration::from_secs(17)) };
    assert_eq!(ask(&base).await, Err(expected));
}

#[tokio::test]
async fn the_providers_own_code_is_kept() {
    let body = r#"{"error":{"message":"private words","code":"model_not_found"}}"#;
    let base = serve(move |_| status(404, body)).await;
    let error = ask(&base).await.unwrap_err();
    assert_eq!(error.to_string(), "the agent answered with status 404 (model_not_found)");
}

#[rstest::rstest]
#[case::html("<html>private words</html>", "agent_bad_answer")]
#[case::not_an_object("\"private words\"", "agent_bad_answer")]
#[case::other_shape(r#"{"choices":"private words"}"#, "agent_bad_answer")]
#[case::no_choice("{}", "agent_bad_answer")]
#[case::cut(r#"{"choices":[{"message":{"content":"private words"#, "agent_bad_answer")]
#[case::error(r#"{"error":{"message":"private words"}}"#, "agent_bad_answer")]
#[case::blank(r#"{"choices":[{"message":{"content":" \n"}}]}"#, "agent_empty_answer")]
#[case::tools_only(
    r#"{"choices":[{"message":{"content":null,"tool_calls":[]}}]}"#,
    "agent_empty_answer"
)]
#[tokio::test]
async fn garbage_is_named_and_not_repeated(#[case] body: &'static str, #[case] code: &str) {
    let base = serve(move |_| json(body)).await;
    let error = ask(&base).await.unwrap_err();
    assert_eq!(error.code(), code);
    assert!(!format!("{error} {error:?}").contains("private words"));
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_refused() {
    let text = "x".repeat(10_001);
    let body = format!(r#"{{"choices":[{{"message":{{"content":"{text}"}}}}]}}"#);
    let base = serve(move |_| json(&body)).await;
    assert_eq!(ask(&base).await, Err(AgentError::TooLarge { limit: 10_000 }));
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let base = serve(|_| {
        let pieces = stream::repeat_with(|| Ok::<_, io::Error>(Bytes::from_static(&[b' '; 8192])));
        ([("content-type", "application/json")], Body::from_stream(pieces))
    })
    .await;
    assert_eq!(ask(&base).await, Err(AgentError::TooLarge { limit: 10_000 }));
}

/// Answers nothing, and notifies when the client has disconnected.
async fn silent(gone: Arc<Notify>) -> String {
    struct OnDrop(Arc<Notify>);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    serve(move |_| {
        let guard = OnDrop(Arc::clone(&gone));
        let never = stream::once(async move {
            std::future::pending::<()>().await;
            drop(guard);
            Ok::<_, io::Error>(Bytes::new())
        });
        Body::from_stream(never)
    })
    .await
}

#[tokio::test]
async fn the_timeout_holds_for_the_whole_answer() {
    let base = serve(|_| {
        // Data without end.
        let pieces = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Ok::<_, io::Error>(Bytes::from_static(b" ")), ()))
        });
        Body::from_stream(pieces)
    })
    .await;
    let mut request = request();
    request.timeout = Duration::from_millis(200);
    let started = Instant::now();
    let answer = client(&base).answer(request, CancellationToken::new()).await;
    assert_eq!(answer, Err(AgentError::Timeout));
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn cancelling_ends_the_call_and_closes_the_connection() {
    let gone = Arc::new(Notify::new());
    let base = silent(Arc::clone(&gone)).await;
    let cancel = CancellationToken::new();
    let later = cancel.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(100)).await;
        later.cancel();
    });
    let started = Instant::now();
    assert_eq!(client(&base).answer(request(), cancel).await, Err(AgentError::Cancelled));
    assert!(started.elapsed() < Duration::from_secs(2));
    tokio::time::timeout(Duration::from_secs(5), gone.notified()).await.unwrap();
}

#[tokio::test]
async fn an_unreachable_agent_is_reported_without_the_address() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = ask(&format!("http://{address}/secret-path")).await.unwrap_err();
    assert_eq!((error.code(), error.retryable()), ("agent_unreachable", true));
    assert!(error.to_string().contains("refused"), "{error}");
    assert!(!error.to_string().contains("secret-path"), "{error}");
}

#[tokio::test]
async fn a_body_that_is_cut_short_is_an_error() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut asked = [0; 4096];
        let _ = socket.read(&mut asked).await.unwrap();
        let head =
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n";
        socket.write_all(head).await.unwrap();
        socket.write_all(b"{\"choices\":").await.unwrap();
    });
    let error = ask(&format!("http://{address}/v1")).await.unwrap_err();
    assert_eq!(error.code(), "agent_unreachable");
}
