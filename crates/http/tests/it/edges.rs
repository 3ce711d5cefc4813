use crate::support::{ask, call, get, host, post};
use axum::extract::ConnectInfo;
use axum::http::{Method, StatusCode};
use axum::routing;
use omni_http::{ApiError, Endpoint, HttpOptions, Keyless, RawBody, Routes};
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;

fn router() -> Routes {
    Routes::new()
        .undocumented(Method::GET, "/ok", routing::get(|| async { "fine" }), Endpoint::open())
        .undocumented(
            Method::GET,
            "/teapot",
            routing::get(|| async { Err::<(), _>(ApiError::too_large(7)) }),
            Endpoint::open(),
        )
        .undocumented(Method::GET, "/boom", routing::get(boom), Endpoint::open())
        .undocumented(Method::GET, "/slow", routing::get(sleep), Endpoint::open())
        .undocumented(Method::GET, "/slow-file", routing::get(sleep), Endpoint::open().with_files())
}

async fn boom() {
    panic!("on purpose");
}

async fn sleep() {
    tokio::time::sleep(Duration::from_mins(2)).await;
}

#[tokio::test]
async fn every_response_has_a_request_id_and_the_security_headers() {
    for path in ["/ok", "/teapot", "/boom", "/nowhere"] {
        let answer = ask(router(), &HttpOptions::default(), get(path)).await;
        assert_eq!(answer.header("x-request-id").len(), 32, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn a_valid_request_id_is_returned_and_an_invalid_one_is_replaced() {
    for (given, kept) in [("abc-1", true), ("with space", false), (&"x".repeat(129), false)] {
        let mut request = get("/nowhere");
        request.headers_mut().insert("x-request-id", given.parse().expect("a header"));
        let answer = ask(router(), &HttpOptions::default(), request).await;
        assert_eq!(answer.header("x-request-id") == given, kept, "{given}");
        assert_eq!(answer.body["id"], answer.header("x-request-id"), "the body names it too");
    }
}

#[tokio::test]
async fn unknown_routes_and_methods_are_rendered() {
    let answer = ask(router(), &HttpOptions::default(), get("/nowhere")).await;
    assert_eq!(answer.line(), "404 NOT_FOUND Endpoint not found");

    let answer = ask(router(), &HttpOptions::default(), post("/ok", "")).await;
    assert_eq!(answer.body["code"], "METHOD_NOT_ALLOWED");
    assert_eq!(answer.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn a_panic_is_a_500_without_its_text() {
    let answer = ask(router(), &HttpOptions::default(), get("/boom")).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.body.to_string().contains("on purpose"));
}

#[tokio::test(start_paused = true)]
async fn slow_handlers_time_out_and_file_routes_get_longer() {
    let options = HttpOptions { media_timeout: Duration::from_secs(200), ..HttpOptions::default() };
    let answer = ask(router(), &options, get("/slow")).await;
    assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(answer.body["code"], "HTTP_ERROR");
    let answer = ask(router(), &options, get("/slow-file")).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn browsers_of_configured_origins_may_read_errors_too() {
    let options =
        HttpOptions { cors_origins: vec!["https://ui.example".into()], ..HttpOptions::default() };
    let mut request = get("/boom");
    request.headers_mut().insert("origin", "https://ui.example".parse().expect("a header"));
    let answer = ask(router(), &options, request).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.header("access-control-allow-origin"), "https://ui.example");
    let exposed = answer.header("access-control-expose-headers");
    for name in ["request-id", "x-request-id", "retry-after"] {
        assert!(exposed.split(',').any(|one| one.trim() == name), "{name}: {exposed}");
    }

    let mut request = get("/ok");
    request.headers_mut().insert("origin", "https://evil.example".parse().expect("a header"));
    let answer = ask(router(), &options, request).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn retry_after_is_in_whole_seconds_rounded_up() {
    let limited = || async {
        Err::<(), ApiError>(omni_app::Error::RateLimited { retry_after_ms: 1200 }.into())
    };
    let router =
        Routes::new().undocumented(Method::GET, "/", routing::get(limited), Endpoint::open());
    let answer = ask(router, &HttpOptions::default(), get("/")).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), "2");
    assert_eq!(answer.body["details"], json!({ "retryAfterMs": 1200 }));
}

#[tokio::test]
async fn an_internal_error_does_not_reveal_its_cause() {
    let broken =
        || async { Err::<(), ApiError>(omni_app::Error::internal("table secrets is gone").into()) };
    let router =
        Routes::new().undocumented(Method::GET, "/", routing::get(broken), Endpoint::open());
    let answer = ask(router, &HttpOptions::default(), get("/")).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.body.to_string().contains("secrets"));
}

#[tokio::test]
async fn without_a_key_requests_are_counted_by_address() {
    let echo = |_: Keyless, RawBody(body): RawBody| async move { body };
    let options = HttpOptions { rate_limit_per_minute: 2, ..HttpOptions::default() };
    let router =
        Routes::new().undocumented(Method::POST, "/open", routing::post(echo), Endpoint::open());
    let router = host(router, &options);
    let mut seen = Vec::new();
    for last in [1, 1, 1, 2] {
        let mut request = post("/open", "anything");
        let peer = SocketAddr::from(([192, 0, 2, last], 40_000));
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = call(&router, request).await;
        seen.push((answer.status.as_u16(), answer.headers.contains_key("retry-after")));
    }
    assert_eq!(seen, [(200, false), (200, false), (429, true), (200, false)]);
}
