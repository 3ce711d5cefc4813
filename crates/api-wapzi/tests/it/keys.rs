//! Keys of accounts: who may call, and who not any more.

use crate::support::{Account, host_with, owner, rotate, text};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_app::entity_tag::Precondition;
use omni_app::keys::KeyPatch;
use omni_app::{App, Caller, Error, keys, tenants};
use omni_domain::TenantId;
use omni_http::{Access, HttpOptions};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::json;
use std::time::Duration;

fn assert_unauthorized(answer: &Answer, message: &str) {
    let body = json!({ "statusCode": 401, "message": message, "error": "Unauthorized" });
    assert_eq!((answer.status, &answer.body), (StatusCode::UNAUTHORIZED, &body));
}

#[tokio::test]
async fn every_route_needs_a_key_of_the_account() {
    let account = Account::new().await;
    let never = format!("ak_{}", "x".repeat(32));
    for route in omni_api_wapzi::routes() {
        if route.access() == Access::Open {
            continue;
        }
        let path = route.path.replace("{entryPointId}", "x").replace("{executionId}", "x");
        let call = async |key: Option<&str>| {
            account.app.call_as(key, route.method.clone(), &path, Some(json!({}))).await
        };
        assert_unauthorized(&call(None).await, "Missing API key");
        assert_unauthorized(&call(Some("")).await, "Missing API key");
        for key in ["x", "ak_x", &never, &account.app.key] {
            assert_unauthorized(&call(Some(key)).await, "Invalid API key");
        }
    }
    account.app.stop().await;
}

#[tokio::test]
async fn no_route_takes_a_key_that_is_not_valid_any_more_or_is_another_apis() {
    let account = Account::new().await;
    let rotated = account.key.clone();
    let now = rotate(&account.app).await;
    let caller = Caller::system(TenantId::DEFAULT);
    let key = keys::tenant_key(&account.app.app, &caller).await.unwrap().expect("a key");
    let origin = keys::Origin::default();
    keys::revoke(&account.app.app, &caller, key.id, Precondition::None, &origin).await.unwrap();
    let narrow = account.app.key_with(&["messages:send"]).await;
    let foreign = account.app.foreign_key().await;
    for route in omni_api_wapzi::routes().iter().filter(|one| one.access() != Access::Open) {
        let path = route.path.replace("{entryPointId}", "x").replace("{executionId}", "x");
        for key in [&rotated, &now, &narrow, &foreign] {
            let body = Some(json!({ "message": "hi" }));
            let answer = account.app.call_as(Some(key), route.method.clone(), &path, body).await;
            assert_unauthorized(&answer, "Invalid API key");
        }
    }
    account.app.stop().await;
}

/// There is none that has expired or may do less, which no route would refuse as it should.
#[tokio::test]
async fn a_key_of_the_account_can_neither_expire_nor_do_less() {
    let account = Account::new().await;
    let (app, caller) = (&account.app.app, owner());
    let key = keys::tenant_key(app, &caller).await.unwrap().expect("a key");
    let later = app.env.now().plus(Duration::from_mins(1));
    let patches = [
        KeyPatch { scopes: Some(vec!["messages:send".to_owned()]), ..KeyPatch::default() },
        KeyPatch { instance_ids: Some(Some(vec![account.instance])), ..KeyPatch::default() },
        KeyPatch { expires_at: Some(Some(later)), ..KeyPatch::default() },
    ];
    for patch in patches {
        let origin = keys::Origin::default();
        let refused = keys::update(app, &caller, key.id, patch, &origin).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    }
    let accepted = account.execute("hi", None).await;
    assert_eq!(accepted.status, StatusCode::ACCEPTED, "{}", accepted.body);
    account.ended(&text(&accepted.body, "executionId")).await;
    account.app.stop().await;
}

/// A key is of the account alone: it opens nothing else of the server.
#[tokio::test]
async fn the_key_of_an_account_is_read_from_its_own_header_alone() {
    let account = Account::new().await;
    let path = "/v1/executions/x";
    for request in [
        Request::get(path).header("authorization", format!("Bearer {}", account.key)),
        Request::get(format!("{path}?api_key={}", account.key)),
        Request::get(path).header("cookie", format!("x-api-key={}", account.key)),
    ] {
        let request = request.body(Body::empty()).expect("a request");
        assert_unauthorized(&account.app.raw(request).await, "Missing API key");
    }
    account.app.stop().await;
}

#[tokio::test]
async fn a_rotated_key_is_refused_at_once_and_there_is_one() {
    let account = Account::new().await;
    let new = rotate(&account.app).await;
    assert_ne!(new, account.key);
    assert_unauthorized(&account.execution("x").await, "Invalid API key");
    let answer = account.app.call_as(Some(&new), Method::GET, "/v1/executions/x", None).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let caller = Caller::system(TenantId::DEFAULT);
    let key = keys::tenant_key(&account.app.app, &caller).await.unwrap().expect("a key");
    assert!(new.ends_with(&key.suffix));

    let origin = keys::Origin::default();
    keys::revoke(&account.app.app, &caller, key.id, Precondition::None, &origin).await.unwrap();
    let answer = account.app.call_as(Some(&new), Method::GET, "/v1/executions/x", None).await;
    assert_unauthorized(&answer, "Invalid API key");
    let third = rotate(&account.app).await;
    let answer = account.app.call_as(Some(&third), Method::GET, "/v1/executions/x", None).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "after a revocation a new one is made");
    account.app.stop().await;
}

/// Also if no message of the bus arrives.
#[tokio::test]
async fn a_rotated_key_is_refused_by_the_other_node_with_the_next_request() {
    let mut config = TestApp::config();
    // A node keeps nothing until it has been counted for that long.
    config.sessions.lease = Duration::from_secs(3);
    let options = TestOptions { database: Database::postgres().await, config };
    let one = TestApp::with(options, |app: &App| host_with(app, HttpOptions::default())).await;
    let two = one.joined_without_bus("second-node").await;
    let keeping = async {
        while !(one.app.caches.keeps() && two.app.caches.keeps()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), keeping).await.expect("both keep what they read");
    let ask = async |key: &str| two.call_as(Some(key), Method::GET, "/v1/executions/x", None).await;
    let old = rotate(&one).await;
    assert_eq!(ask(&old).await.status, StatusCode::BAD_REQUEST);
    let new = rotate(&one).await;
    assert_unauthorized(&ask(&old).await, "Invalid API key");
    assert_eq!(ask(&new).await.status, StatusCode::BAD_REQUEST);
    two.leave().await;
    one.stop().await;
}

#[tokio::test]
async fn another_account_sees_nothing_and_a_suspended_one_is_refused_with_403() {
    let account = Account::new().await;
    let accepted = account.execute("hi", None).await;
    let execution = text(&accepted.body, "executionId");
    account.ended(&execution).await;

    let other = account.app.new_tenant("other").await.tenant.id;
    let (app, caller) = (&account.app.app, Caller::system(other));
    let origin = keys::Origin::default();
    let key = keys::rotate_tenant_key(app, &caller, &origin).await.unwrap().secret;
    let path = format!("/v1/executions/{execution}");
    let answer = account.app.call_as(Some(&key), Method::GET, &path, None).await;
    assert_eq!(answer.body["message"], "Invalid executionId for this account");
    let body = json!({ "message": "hi" });
    let answer = account.app.call_as(Some(&key), Method::POST, &account.path(), Some(body)).await;
    assert_eq!(answer.body["message"], "Invalid entryPointId");

    let operator = Caller::system(TenantId::DEFAULT);
    tenants::suspend(app, &operator, other).await.unwrap();
    let answer = account.app.call_as(Some(&key), Method::GET, &path, None).await;
    assert_suspended(&answer);
    let body = Some(json!({ "message": "hi" }));
    let answer = account.app.call_as(Some(&key), Method::POST, &account.path(), body).await;
    assert_suspended(&answer);
    tenants::resume(app, &operator, other).await.unwrap();
    let answer = account.app.call_as(Some(&key), Method::GET, &path, None).await;
    assert_eq!(answer.body["message"], "Invalid executionId for this account");
    account.app.stop().await;
}

fn assert_suspended(answer: &Answer) {
    let message = "the tenant of this key is suspended";
    let body = json!({ "statusCode": 403, "message": message, "error": "Forbidden" });
    assert_eq!((answer.status, &answer.body), (StatusCode::FORBIDDEN, &body));
}

/// Its form, and when to repeat.
#[tokio::test]
async fn a_key_has_a_limit_of_its_own() {
    let http = HttpOptions { rate_limit_per_minute: 2, ..HttpOptions::default() };
    let options = TestOptions { database: Database::sqlite(), config: TestApp::config() };
    let app = TestApp::with(options, move |app: &App| host_with(app, http.clone())).await;
    let key = rotate(&app).await;
    let ask = async || app.call_as(Some(&key), Method::GET, "/v1/executions/x", None).await;
    for _ in 0..2 {
        assert_eq!(ask().await.body["message"], "Invalid executionId for this account");
    }
    let refused = ask().await;
    let body = &refused.body;
    assert_eq!(
        (refused.status, &body["statusCode"], &body["error"]),
        (StatusCode::TOO_MANY_REQUESTS, &json!(429), &json!("Too Many Requests"))
    );
    assert!(body["message"].as_str().is_some_and(|text| !text.is_empty()), "{body}");
    let seconds = refused.headers["retry-after"].to_str().expect("text").parse::<u32>();
    assert!(seconds.is_ok_and(|seconds| (1..=60).contains(&seconds)), "{:?}", refused.headers);
    app.stop().await;
}
