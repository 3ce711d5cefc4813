//! Access control from the head of a request, and limits of its body, on every route.

use crate::routes::{all_but, concrete, is_a_secret};
use crate::support::{UNKNOWN_ID, host, limited, test_app};
use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode};
use futures::{StreamExt as _, stream};
use omni_api_omni::{ApiOptions, openapi, routes, v1_routes};
use omni_domain::access::Scope;
use omni_http::{Access, HttpOptions, MinRate, RouteInfo};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::Value;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A body that records whether it was read.
struct Watched(Arc<AtomicBool>);

impl Watched {
    fn new() -> (Self, Body) {
        let read = Arc::new(AtomicBool::new(false));
        let noting = Arc::clone(&read);
        let bytes = stream::once(async move {
            noting.store(true, Ordering::Relaxed);
            Ok::<_, Infallible>(Bytes::from_static(b"{}"))
        });
        (Self(read), Body::from_stream(bytes))
    }

    fn was_read(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Every route of both versions, with a path about an unknown id.
fn every_route() -> impl Iterator<Item = (&'static RouteInfo, Method, String)> {
    routes().iter().chain(v1_routes()).map(|route| {
        let (method, path, _) = concrete(route, UNKNOWN_ID);
        (route, method, path)
    })
}

/// Whether the secret is the body itself, or a cookie of the route's own.
fn is_sign_in(route: &RouteInfo) -> bool {
    route.path.starts_with("/api/v2/auth/")
}

/// The response to a request with a watched body, and whether that was read.
async fn call(app: &TestApp, key: Option<&str>, method: Method, path: &str) -> (Answer, bool) {
    let (watched, body) = Watched::new();
    let mut request =
        Request::builder().method(method).uri(path).header("content-type", "application/json");
    if let Some(key) = key {
        request = request.header("x-api-key", key);
    }
    let answer = app.raw(request.body(body).expect("a request")).await;
    (answer, watched.was_read())
}

/// The application with both values of `compat.omni_sdk`.
async fn both_apps() -> [TestApp; 2] {
    let sdk = ApiOptions { omni_sdk: true, ..ApiOptions::default() };
    let options = TestOptions { database: Database::sqlite(), config: TestApp::config() };
    [test_app().await, TestApp::with(options, move |app| host(app, sdk)).await]
}

#[tokio::test]
async fn no_route_reads_a_byte_without_its_key_or_secret() {
    for app in both_apps().await {
        let unknown = format!("omni_sk_{}", "x".repeat(32));
        for (route, method, path) in every_route() {
            let is_secret = route.access() == Access::Secret && !is_sign_in(route);
            if !route.access().needs_credential() && !is_secret {
                continue;
            }
            for key in [None, Some(unknown.as_str())] {
                let (answer, read) = call(&app, key, method.clone(), &path).await;
                let at = format!("{method} {path}: {}", answer.body);
                let expected = if is_a_secret(route) { 404 } else { 401 };
                assert_eq!(answer.status.as_u16(), expected, "{at}");
                assert!(!read, "{at}");
            }
        }
        app.stop().await;
    }
}

#[tokio::test]
async fn no_route_reads_a_byte_for_a_key_without_its_scope() {
    for app in both_apps().await {
        for (route, method, path) in every_route() {
            let Some(scope) = route.access().scope() else { continue };
            let key = app.key_with(&all_but(scope)).await;
            let (answer, read) = call(&app, Some(&key), method.clone(), &path).await;
            let at = format!("{method} {path}: {}", answer.body);
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{at}");
            assert!(!read, "{at}");
        }
        app.stop().await;
    }
}

#[tokio::test]
async fn the_sweep_detects_bodies_that_are_read() {
    let app = test_app().await;
    let key = app.key_with(&[Scope::Full.as_str()]).await;
    let (answer, read) = call(&app, Some(&key), Method::POST, "/api/v2/messages").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
    assert!(read);
    app.stop().await;
}

/// Characters.
const LONGEST_QUERY: usize = 48_000;

#[tokio::test]
async fn thousands_of_query_names_are_refused_by_every_route_that_has_parameters() {
    let app = test_app().await;
    let document = serde_json::to_value(openapi()).expect("a document");
    let mut swept = 0;
    for (route, method, path) in every_route().filter(|(route, ..)| route.is_documented) {
        let operation = &document["paths"][&route.path][method.as_str().to_lowercase()];
        let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        let Some(known) = parameters.iter().find(|parameter| parameter["in"] == "query") else {
            continue;
        };
        // A name that the operation documents, as often as it fits into the longest address there
        // may be: any other is refused at its first use.
        let pair = format!("{}=1", known["name"].as_str().expect("a name"));
        let names = vec![pair.as_str(); LONGEST_QUERY / (pair.len() + 1)].join("&");
        let mark = if path.contains('?') { '&' } else { '?' };
        let answer = app.call(method.clone(), &format!("{path}{mark}{names}"), None).await;
        let text = answer.body["error"].to_string();
        let at = format!("{method} {path}: {text}");
        // A route may reject the request for another reason first; it never reads the names.
        assert!(matches!(answer.status.as_u16(), 400 | 404 | 415 | 426), "{at}");
        if answer.status == StatusCode::BAD_REQUEST {
            swept += usize::from(text.contains("more than 100 parameters"));
        }
    }
    assert!(swept > 15, "only {swept} routes refused the names");
    app.stop().await;
}

/// Every documented route with a key and a body.
fn routes_with_bodies() -> impl Iterator<Item = (&'static RouteInfo, Method, String)> {
    let document = serde_json::to_value(openapi()).expect("a document");
    every_route().filter(move |(route, method, _)| {
        let operation = &document["paths"][&route.path][method.as_str().to_lowercase()];
        route.access().needs_credential() && operation["requestBody"].is_object()
    })
}

async fn send(app: &TestApp, method: Method, path: &str, body: Body) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", form_of(path))
        .header("x-api-key", &app.key);
    app.raw(request.body(body).expect("a request")).await
}

/// What the route's body is.
fn form_of(path: &str) -> &'static str {
    if path.ends_with("/persons/import") { "text/csv" } else { "application/json" }
}

/// Whether an error has the form of the path's API.
fn is_in_its_form(path: &str, body: &Value) -> bool {
    if path.starts_with("/api/v1") {
        body["error"].is_string()
    } else {
        body["error"]["code"].is_string()
    }
}

#[tokio::test]
async fn no_route_waits_for_a_body_that_stalls() {
    let min_rate = MinRate { bytes_per_s: 1000, grace: Duration::from_millis(30) };
    let app = limited(HttpOptions { min_rate, ..HttpOptions::default() }).await;
    for (_, method, path) in routes_with_bodies() {
        let first = stream::once(async { Ok::<_, Infallible>(Bytes::from_static(b"{")) });
        let body = Body::from_stream(first.chain(stream::pending()));
        let answer = send(&app, method.clone(), &path, body).await;
        let at = format!("{method} {path}: {}", answer.body);
        assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT, "{at}");
        assert!(is_in_its_form(&path, &answer.body), "{at}");
    }
    app.stop().await;
}

#[tokio::test]
async fn no_route_holds_more_bytes_than_it_may() {
    let small = HttpOptions { bodies_max_bytes: 4, ..HttpOptions::default() };
    let few = HttpOptions { bodies_max_bytes_per_caller: 4, ..HttpOptions::default() };
    for (options, status) in
        [(small, StatusCode::SERVICE_UNAVAILABLE), (few, StatusCode::TOO_MANY_REQUESTS)]
    {
        let app = limited(options).await;
        let mut swept = 0;
        for (_, method, path) in routes_with_bodies() {
            let answer = send(&app, method.clone(), &path, Body::from("{\"a\": 1}")).await;
            let at = format!("{method} {path}: {}", answer.body);
            assert_eq!(answer.status, status, "{at}");
            assert_eq!(answer.headers["retry-after"], "1", "{at}");
            assert!(is_in_its_form(&path, &answer.body), "{at}");
            swept += 1;
        }
        assert!(swept > 20, "{swept}");
        app.stop().await;
    }
}
