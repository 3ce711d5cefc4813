//! Query strings: what no operation documents is refused, not ignored.

use crate::routes::concrete;
use crate::support::{UNKNOWN_ID, host, line, test_app};
use axum::http::{Method, StatusCode};
use omni_api_omni::{ApiOptions, routes};
use omni_http::RouteInfo;
use omni_testing::TestApp;

/// These take parameters of the senders' own.
fn is_a_hook(route: &RouteInfo) -> bool {
    route.path.starts_with("/api/v2/webhooks/") || route.path.ends_with("/auth/oidc/callback")
}

/// A request to the route, whose query ends with `pair`.
fn with_query(route: &RouteInfo, pair: &str) -> (Method, String) {
    let (method, path, _) = concrete(route, UNKNOWN_ID);
    let separator = if path.contains('?') { '&' } else { '?' };
    (method, format!("{path}{separator}{pair}"))
}

#[tokio::test]
async fn no_operation_ignores_a_parameter_that_it_does_not_document() {
    let app = test_app().await;
    for route in routes().iter().filter(|route| route.is_documented && !is_a_hook(route)) {
        let (method, path) = with_query(route, "bogus=1");
        let answer = app.call(method.clone(), &path, None).await;
        assert_eq!(line(&answer), "400 VALIDATION_ERROR bogus", "{method} {path}: {}", answer.body);
        let text = answer.body["error"]["message"].as_str().unwrap_or_default();
        for param in &route.query {
            assert!(text.contains(&param.name), "{method} {path}: {text}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn no_typed_parameter_is_dropped_because_its_value_is_empty_or_nonsense() {
    let app = test_app().await;
    for route in routes().iter().filter(|route| route.is_documented) {
        for param in route.query.iter().filter(|param| !param.is_text) {
            for value in ["", "%21nonsense"] {
                // Names of services are checked with those that are known, of lists one by one.
                let (method, path) = with_query(route, &format!("{}={value}", param.name));
                let answer = app.call(method.clone(), &path, None).await;
                let seen = line(&answer);
                let expected = format!("400 VALIDATION_ERROR {}", param.name);
                assert!(seen.starts_with(&expected), "{method} {path}: {seen} {}", answer.body);
            }
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn old_clients_may_send_what_this_api_does_not_know() {
    let options = ApiOptions { omni_sdk: true, ..ApiOptions::default() };
    let sdk = TestApp::new(move |app| host(app, options)).await;
    for path in ["/api/v2/events?bogus=1", "/api/v1/instances?bogus=1"] {
        assert_eq!(sdk.get(path).await.status, StatusCode::OK, "{path}");
    }
    sdk.stop().await;
    let app = test_app().await;
    let key = format!("/api/v2/instances?api_key={}", app.key);
    assert_eq!(app.call_as(None, Method::GET, &key, None).await.status, StatusCode::OK);
    assert_eq!(app.get("/api/v1/instances?bogus=1").await.status, StatusCode::OK);
    let search = app.get("/api/v2/persons?search=").await;
    assert_eq!(search.status, StatusCode::OK, "a form sends an empty field: {}", search.body);
    app.stop().await;
}
