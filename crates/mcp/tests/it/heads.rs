use crate::support::{host_with, test_app};
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use futures::{StreamExt as _, stream};
use omni_app::App;
use omni_http::{HttpOptions, MinRate};
use omni_testing::{Database, TestApp, TestOptions};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[tokio::test]
async fn no_byte_of_a_body_is_read_without_a_key() {
    let app = test_app().await;
    for key in [None, Some("omni_sk_unknown")] {
        let read = Arc::new(AtomicBool::new(false));
        let noting = Arc::clone(&read);
        let bytes = stream::once(async move {
            noting.store(true, Ordering::Relaxed);
            Ok::<_, Infallible>(Bytes::from_static(b"{}"))
        });
        let mut request = Request::post("/mcp").header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("x-api-key", key);
        }
        let answer = app.raw(request.body(Body::from_stream(bytes)).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.body);
        assert!(!read.load(Ordering::Relaxed));
    }
    app.stop().await;
}

#[tokio::test]
async fn a_body_that_stalls_or_is_too_much_is_refused_in_the_protocols_form() {
    let min_rate = MinRate { bytes_per_s: 1000, grace: Duration::from_millis(30) };
    let slow = HttpOptions { min_rate, ..HttpOptions::default() };
    let few = HttpOptions { bodies_max_bytes_per_caller: 4, ..HttpOptions::default() };
    for (limits, status) in [(slow, 408), (few, 429)] {
        let options = TestOptions { database: Database::sqlite(), config: TestApp::config() };
        let app = TestApp::with(options, move |app: &App| host_with(app, limits.clone())).await;
        let first = stream::once(async { Ok::<_, Infallible>(Bytes::from_static(b"{\"a\":")) });
        let request = Request::post("/mcp")
            .header("host", "127.0.0.1")
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("x-api-key", &app.key)
            .body(Body::from_stream(first.chain(stream::pending())))
            .expect("a request");
        let answer = app.raw(request).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
        assert_eq!(answer.body["error"]["code"], -32_000, "{}", answer.body);
        app.stop().await;
    }
}
