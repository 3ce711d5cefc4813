//! Accounts, their tokens, and who may call what.

use crate::support::{
    account_id, call, connected, get, host_with, line, ok, post, sign_in, test_app, until,
};
use axum::http::{Method, StatusCode};
use omni_api_gateway::SocketOptions;
use omni_app::{App, Caller, account_tokens};
use omni_domain::TenantId;
use omni_http::HttpOptions;
use omni_testing::{Database, TestApp, TestOptions};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn an_account_is_made_linked_and_deleted_by_a_person() {
    let app = test_app().await;
    app.channel.show_qr(true);
    let token = sign_in(&app).await;
    let created = post(&app, &token, "/api/v1/accounts", json!({ "name": "support" })).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let id = created.body["id"].as_str().expect("an id").to_owned();
    assert!(id.starts_with("acc_"), "{id}");
    assert_eq!(created.body["status"], "disconnected");
    let own = created.body["token"].as_str().expect("a token").to_owned();
    assert!(own.starts_with("wapi_"), "{own}");

    let taken = post(&app, &token, "/api/v1/accounts", json!({ "name": "support" })).await;
    assert_eq!(line(&taken), "409 CONFLICT");

    let path = format!("/api/v1/accounts/{id}");
    let linking = call(&app, &token, Method::POST, &format!("{path}/connect"), None).await;
    assert_eq!(ok(&linking)["status"], "qr", "{}", linking.body);
    let qr = get(&app, &token, &format!("{path}/qr")).await;
    let image = ok(&qr)["image"].as_str().expect("a picture");
    assert!(image.starts_with("data:image/png;base64,iVBOR"));
    let picture = get(&app, &token, &format!("{path}/qr/image")).await;
    assert_eq!(picture.headers["content-type"], "image/png");

    let me = get(&app, &own, "/api/v1/me").await;
    assert_eq!(ok(&me)["id"], id.as_str());
    let v2 = app.get("/api/v2/instances").await;
    assert_eq!(v2.body["items"][0]["name"], "support", "one number, several views");

    let deleted = call(&app, &token, Method::DELETE, &path, None).await;
    assert_eq!(ok(&deleted)["success"], true);
    assert_eq!(line(&get(&app, &token, &path).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_token_is_replaced_at_once_and_stays_with_its_account() {
    let app = test_app().await;
    let (id, old) = connected(&app).await;
    let token = sign_in(&app).await;
    ok(&get(&app, &old, "/api/v1/me").await);
    let path = format!("/api/v1/accounts/{}/token/regenerate", account_id(id));
    let refused = call(&app, &old, Method::POST, &path, None).await;
    assert_eq!(line(&refused), "401 UNAUTHORIZED", "not by itself");
    let new = call(&app, &token, Method::POST, &path, None).await;
    let new = ok(&new)["token"].as_str().expect("a token").to_owned();
    assert_eq!(line(&get(&app, &old, "/api/v1/me").await), "401 UNAUTHORIZED");
    ok(&get(&app, &new, "/api/v1/me").await);

    for path in ["/api/v1/accounts", "/api/v1/auth/me"] {
        assert_eq!(line(&get(&app, &new, path).await), "401 UNAUTHORIZED", "{path}");
    }
    let v2 = get(&app, &new, "/api/v2/instances").await;
    assert_eq!(v2.status, StatusCode::UNAUTHORIZED, "it is no key of another API");
    app.stop().await;
}

/// Also if no message of the bus arrives.
#[tokio::test]
async fn a_replaced_token_is_refused_by_the_other_node_with_the_next_request() {
    let mut config = TestApp::config();
    // A node keeps nothing until it has been counted for that long.
    config.sessions.lease = Duration::from_secs(3);
    let options = TestOptions { database: Database::postgres().await, config };
    let one = TestApp::with(options, |app: &App| {
        host_with(app, HttpOptions::default(), SocketOptions::default())
    })
    .await;
    let two = one.joined_without_bus("second-node").await;
    until("both keep what they read", async || one.app.caches.keeps() && two.app.caches.keeps())
        .await;
    let id = one.instance("one").await;
    let system = Caller::system(TenantId::DEFAULT);
    let new = async || {
        let new = account_tokens::regenerate(&one.app, &system, id).await;
        new.expect("a token").token
    };
    let old = new().await;
    ok(&get(&two, &old, "/api/v1/me").await);
    let next = new().await;
    assert_eq!(line(&get(&two, &old, "/api/v1/me").await), "401 UNAUTHORIZED");
    ok(&get(&two, &next, "/api/v1/me").await);
    two.leave().await;
    one.stop().await;
}

#[tokio::test]
async fn a_person_names_the_account_and_another_tenants_is_not_found() {
    let app = test_app().await;
    let (id, own) = connected(&app).await;
    let token = sign_in(&app).await;
    assert_eq!(line(&get(&app, &token, "/api/v1/chats").await), "400 VALIDATION_ERROR");
    let path = format!("/api/v1/chats?account_id={}", account_id(id));
    assert_eq!(ok(&get(&app, &token, &path).await)["items"], json!([]));
    let other = "/api/v1/chats?account_id=acc_0194b2c00000700080000000000000ff";
    assert_eq!(line(&get(&app, &token, other).await), "404 NOT_FOUND");
    assert_eq!(line(&get(&app, &own, other).await), "400 VALIDATION_ERROR");
    let foreign = app.foreign_key().await;
    assert_eq!(line(&get(&app, &foreign, &path).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn clients_of_whapi_link_an_account_by_its_token() {
    let app = test_app().await;
    app.channel.show_qr(true);
    let person = sign_in(&app).await;
    let created = post(&app, &person, "/api/v1/accounts", json!({ "name": "support" })).await.body;
    let own = created["token"].as_str().expect("a token");
    let health = async || ok(&get(&app, own, "/api/v1/health").await).clone();
    let before = health().await;
    assert_eq!(before["channel_id"], created["id"]);
    assert_eq!(before["status"], json!({ "code": 0, "text": "NOT_INIT" }));
    assert_eq!(before["user"], json!(null));

    let asleep = get(&app, own, "/api/v1/users/login?wakeup=false").await;
    assert_eq!(line(&asleep), "409 CONFLICT");
    let id = created["id"].as_str().expect("an id");
    let of_a_person = get(&app, &person, &format!("/api/v1/users/login?account_id={id}")).await;
    assert_eq!(line(&of_a_person), "409 CONFLICT", "a person connects it with a POST");
    assert_eq!(health().await["status"]["text"], "NOT_INIT");

    let login = get(&app, own, "/api/v1/users/login").await;
    assert_eq!(ok(&login)["status"], "OK", "{}", login.body);
    let picture = login.body["base64"].as_str().expect("a picture");
    assert!(picture.starts_with("data:image/png;base64,iVBOR"), "{picture}");
    assert!(login.body["rowdata"].is_string() && login.body["expire"].is_i64(), "{}", login.body);
    let image = get(&app, own, "/api/v1/users/login/image").await;
    assert_eq!(image.headers["content-type"], "image/png");
    let looks = "size=300&width=300&height=300&color_light=%23ffffff&color_dark=%23000000";
    let same = get(&app, own, &format!("/api/v1/users/login?{looks}")).await;
    assert_eq!(ok(&same)["base64"], picture, "how WHAPI's clients want it to look is ignored");
    assert_eq!(health().await["status"], json!({ "code": 3, "text": "QR" }));
    app.stop().await;

    let app = test_app().await;
    let (_, own) = connected(&app).await;
    let health = get(&app, &own, "/api/v1/health").await;
    assert_eq!(ok(&health)["status"], json!({ "code": 4, "text": "AUTH" }));
    assert!(health.body["user"]["id"].is_string(), "{}", health.body);
    app.stop().await;
}
