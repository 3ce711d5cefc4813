use crate::support::{NOBODY, line, sample};
use axum::http::{Method, StatusCode};
use omni_api_omni::{ROUTES, RouteInfo};
use omni_testing::TestApp;
use serde_json::{Value, json};

fn concrete(route: &RouteInfo) -> (Method, String, Option<Value>) {
    let path = route.path.replace("{id}", NOBODY).replace("{chatId}", "a%40b");
    let path = path.replace("{messageId}", NOBODY);
    let body = Some(sample(route.path, NOBODY)).filter(|body| !body.is_null());
    let method = route.method.parse().expect("a method");
    (method, path, body.filter(|_| matches!(route.method, "POST" | "PATCH")))
}

#[tokio::test]
async fn no_route_with_a_scope_answers_without_a_key() {
    let app = TestApp::new().await;
    let unknown = format!("omni_sk_{}", "x".repeat(32));
    for route in ROUTES {
        let (method, path, body) = concrete(route);
        for key in [None, Some("nonsense"), Some(unknown.as_str())] {
            let answer = app.call_as(key, method.clone(), &path, body.clone()).await;
            let at = format!("{method} {path}: {}", answer.body);
            if route.scope.is_some() {
                assert_eq!(line(&answer), "401 UNAUTHORIZED", "{at}");
            } else {
                assert_eq!(answer.status, StatusCode::OK, "{at}");
            }
            assert!(answer.headers.contains_key("x-request-id"), "{at}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn no_route_answers_to_a_key_without_its_scope() {
    let app = TestApp::new().await;
    let new = json!({ "name": "weak", "scopes": ["persons:read"] });
    let weak =
        app.post("/api/v2/api-keys", new).await.body["key"].as_str().expect("a key").to_owned();
    for route in ROUTES.iter().filter(|route| route.scope.is_some()) {
        let (method, path, body) = concrete(route);
        let answer = app.call_as(Some(&weak), method.clone(), &path, body).await;
        assert_eq!(line(&answer), "403 FORBIDDEN", "{method} {path}: {}", answer.body);
    }
    app.stop().await;
}

#[tokio::test]
async fn the_scope_of_the_table_is_enough() {
    let app = TestApp::new().await;
    for route in ROUTES {
        let Some(scope) = route.scope else { continue };
        let new = json!({ "name": scope, "scopes": [scope] });
        let key =
            app.post("/api/v2/api-keys", new).await.body["key"].as_str().expect("a key").to_owned();
        let (method, path, body) = concrete(route);
        let answer = app.call_as(Some(&key), method.clone(), &path, body).await;
        let at = format!("{method} {path}: {}", answer.body);
        assert_ne!(answer.status, StatusCode::FORBIDDEN, "{at}");
        assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{at}");
        assert!(answer.status.as_u16() != 500, "{at}");
    }
    app.stop().await;
}

#[tokio::test]
async fn unknown_paths_and_methods_are_answered_in_the_apis_shape() {
    let app = TestApp::new().await;
    let answer = app.get("/api/v2/nowhere").await;
    assert_eq!(
        answer.body,
        json!({ "error": { "code": "NOT_FOUND", "message": "Endpoint not found" } })
    );
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = app.call(Method::PUT, "/api/v2/instances", None).await;
    assert_eq!(line(&answer), "405 METHOD_NOT_ALLOWED");
    assert_eq!(answer.headers["allow"], "GET,HEAD,POST");
    app.stop().await;
}

#[tokio::test]
async fn unknown_ids_are_404_on_every_route_that_has_one() {
    let app = TestApp::new().await;
    for route in ROUTES.iter().filter(|route| route.path.contains('{')) {
        let (method, path, body) = concrete(route);
        let answer = app.call(method.clone(), &path, body).await;
        assert_eq!(line(&answer), "404 NOT_FOUND", "{method} {path}: {}", answer.body);
    }
    app.stop().await;
}
