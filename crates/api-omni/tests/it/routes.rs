use crate::support::{UNKNOWN_ID, deliver, from_ann, line, sample, test_app};
use axum::http::{Method, StatusCode};
use omni_api_omni::routes;
use omni_app::keys::NewApiKey;
use omni_domain::access::{Role, Scope};
use omni_http::{Access, RouteInfo};
use omni_testing::TestApp;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A valid request to the route, about this instance. Works for every route of the table: a new one
/// with a body only needs an entry in [`sample`].
pub(crate) fn concrete(route: &RouteInfo, instance: &str) -> (Method, String, Option<Value>) {
    let of_instance = route.path.starts_with("/api/v2/instances/");
    let parts = route.path.split('/').map(|part| match part {
        "{chatId}" | "{platformUserId}" => "a%40b",
        "{channel}" => "whatsapp-baileys",
        "{number}" => "1",
        "{instanceId}" => instance,
        "{id}" if of_instance => instance,
        part if part.starts_with('{') => UNKNOWN_ID,
        part => part,
    });
    let path = parts.collect::<Vec<_>>().join("/");
    let query = match route.path.trim_start_matches("/api/v2") {
        "/instances/{id}/chats/{chatId}/processing" => "?enabled=true",
        "/messages/search" => "?query=hello",
        _ => "",
    };
    let path = path + query;
    let body = match route.path.trim_start_matches("/api/v2") {
        // These accept no body, or more than JSON of ordinary size: they have their own tests.
        "/instances/{id}/profile" => json!({ "name": "Bo" }),
        "/instances/{id}/profile-picture" | "/instances/{id}/groups/{groupId}/picture" => {
            json!({ "image": "aGVsbG8=" })
        }
        "/instances/{id}/sync/continuous" => json!({}),
        _ => sample(&route.path, instance),
    };
    let body = Some(body).filter(|body| !body.is_null());
    let takes_one = [Method::POST, Method::PATCH, Method::PUT].contains(&route.method);
    (route.method.clone(), path, body.filter(|_| takes_one))
}

/// Routes that require their own secret in a header instead of a key.
fn requires_a_secret(route: &RouteInfo) -> bool {
    route.access() == Access::Secret && !is_a_secret(route)
}

/// Routes that no key may use, whatever its scopes.
fn belongs_to_users(path: &str) -> bool {
    path.starts_with("/api/v2/views")
}

/// Routes whose path is the secret, or that exist only with a sign-in provider.
pub(crate) fn is_a_secret(route: &RouteInfo) -> bool {
    route.path == "/api/v2/agent-replies/{token}" || route.path.starts_with("/api/v2/auth/oidc/")
}

#[test]
fn only_these_routes_need_no_key() {
    let open = |route: &&RouteInfo| !route.access().needs_credential() && !requires_a_secret(route);
    let open: Vec<&str> = routes().iter().filter(open).map(|route| route.path.as_str()).collect();
    assert_eq!(
        open,
        [
            "/api/v2/health",
            "/api/v2/info",
            "/api/v2/auth/setup",
            "/api/v2/auth/oidc/login",
            "/api/v2/auth/oidc/callback",
            "/api/v2/agent-replies/{token}",
            "/api/v2/_internal/subprocess-config",
            "/api/v2/_internal/channel-startup-info",
            "/api/v2/_internal/health",
            "/api/v2/openapi.json",
            "/api/v2/docs",
            "/api/v2/docs/setup.js",
            "/api/v2/docs/scalar.js",
        ]
    );
}

#[tokio::test]
async fn no_route_with_a_scope_is_open_without_a_key() {
    let app = test_app().await;
    let unknown = format!("omni_sk_{}", "x".repeat(32));
    for route in routes() {
        let (method, path, body) = concrete(route, UNKNOWN_ID);
        for key in [None, Some("nonsense"), Some(unknown.as_str())] {
            let answer = app.call_as(key, method.clone(), &path, body.clone()).await;
            let at = format!("{method} {path}: {}", answer.body);
            if route.access().needs_credential() || requires_a_secret(route) {
                assert_eq!(line(&answer), "401 UNAUTHORIZED", "{at}");
            } else if is_a_secret(route) {
                assert_eq!(line(&answer), "404 NOT_FOUND", "{at}");
            } else {
                assert_eq!(answer.status, StatusCode::OK, "{at}");
            }
            assert!(answer.headers.contains_key("x-request-id"), "{at}");
        }
    }
    app.stop().await;
}

/// Every scope that does not include the required one.
pub(crate) fn all_but(needed: Scope) -> Vec<&'static str> {
    let others = Scope::ALL.iter().filter(|scope| !scope.permits(needed));
    others.map(|scope| scope.as_str()).collect()
}

#[tokio::test]
async fn no_route_accepts_a_key_with_every_scope_but_its_own() {
    let app = test_app().await;
    let mut keys: HashMap<Scope, String> = HashMap::new();
    for route in routes() {
        let Some(scope) = route.access().scope() else { continue };
        let key = match keys.entry(scope) {
            Entry::Occupied(created) => created.into_mut(),
            Entry::Vacant(free) => free.insert(app.key_with(&all_but(scope)).await),
        };
        let (method, path, body) = concrete(route, UNKNOWN_ID);
        let answer = app.call_as(Some(key), method.clone(), &path, body).await;
        assert_eq!(line(&answer), "403 FORBIDDEN", "{method} {path}: {}", answer.body);
    }
    app.stop().await;
}

const HIDDEN: [&str; 2] = ["the-hidden-instance", "a text that others may not read"];

#[tokio::test]
async fn a_wrong_key_neither_opens_a_route_nor_reveals_the_instance() {
    let app = test_app().await;
    let id = app.connected_instance(HIDDEN[0]).await;
    deliver(&app, id, vec![from_ann("IN1", HIDDEN[1])]).await;
    let id = id.to_string();
    let other = app.instance("other").await;
    let all = || TestApp::key_for(&["*"]);
    let soon = app.app.env.now().plus(std::time::Duration::from_secs(1));
    let expired = app.new_key(NewApiKey { expires_at: Some(soon), ..all() }).await;
    app.clock.advance(2000);
    let revoked = json!({ "name": "key", "scopes": ["*"] });
    let revoked = app.post("/api/v2/api-keys", revoked).await.body;
    let path = format!("/api/v2/api-keys/{}", revoked["id"].as_str().expect("an id"));
    assert_eq!(app.call(Method::DELETE, &path, None).await.status, StatusCode::OK);
    let revoked = revoked["key"].as_str().expect("a key").to_owned();
    let limited = app.new_key(NewApiKey { instance_ids: Some(vec![other]), ..all() }).await;
    let foreign = app.foreign_key().await;
    for route in routes().iter().filter(|route| route.access().needs_credential()) {
        let (method, path, body) = concrete(route, &id);
        for key in [&expired, &revoked] {
            let answer = app.call_as(Some(key), method.clone(), &path, body.clone()).await;
            assert_eq!(line(&answer), "401 UNAUTHORIZED", "{method} {path}: {}", answer.body);
        }
        let about_it =
            path.contains(&id) || body.as_ref().is_some_and(|body| body.to_string().contains(&id));
        for (who, key) in [("limited", &limited), ("foreign", &foreign)] {
            let answer = app.call_as(Some(key), method.clone(), &path, body.clone()).await;
            let at = format!("{who} {method} {path}: {} {}", answer.status, answer.body);
            if about_it {
                assert!(matches!(answer.status.as_u16(), 403 | 404), "{at}");
                assert!(answer.body["error"]["code"].is_string(), "{at}");
            }
            let text = answer.body.to_string();
            assert!(HIDDEN.iter().all(|hidden| !text.contains(hidden)), "{at}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn the_scope_of_the_table_is_enough() {
    let app = test_app().await;
    for route in routes().iter().filter(|route| !belongs_to_users(&route.path)) {
        let scope = match route.access() {
            Access::Scope(scope) => scope,
            Access::Operator => Scope::Admin,
            Access::AnyKey => Scope::PersonsRead,
            _ => continue,
        };
        let (method, path, body) = concrete(route, UNKNOWN_ID);
        let mut scopes = vec![scope.as_str()];
        if path == "/api/v2/users" && method == Method::POST {
            // A user may do no more than their creator.
            scopes.extend(Role::Viewer.scopes().iter().map(|scope| scope.as_str()));
        }
        if path == "/api/v2/entry-points/key/rotate" {
            // A key may do no more than its creator.
            scopes.extend([Scope::MessagesSend.as_str(), Scope::MessagesRead.as_str()]);
        }
        let key = app.key_with(&scopes).await;
        let answer = app.call_as(Some(&key), method.clone(), &path, body).await;
        let at = format!("{method} {path}: {}", answer.body);
        assert_ne!(answer.status, StatusCode::FORBIDDEN, "{at}");
        assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{at}");
        assert!(answer.status.as_u16() != 500, "{at}");
    }
    app.stop().await;
}

#[tokio::test]
async fn unknown_paths_and_methods_have_errors_in_the_apis_shape() {
    let app = test_app().await;
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
    let app = test_app().await;
    // PUT of an unknown setting creates it, and an unknown sender has an empty list.
    let named = routes().iter().filter(|route| {
        route.path.contains('{')
            && route.method != Method::PUT
            && !route.path.ends_with("{senderId}")
            && !belongs_to_users(&route.path)
    });
    for route in named.filter(|route| !requires_a_secret(route)) {
        let (method, path, body) = concrete(route, UNKNOWN_ID);
        let answer = app.call(method.clone(), &path, body).await;
        assert_eq!(line(&answer), "404 NOT_FOUND", "{method} {path}: {}", answer.body);
    }
    app.stop().await;
}
