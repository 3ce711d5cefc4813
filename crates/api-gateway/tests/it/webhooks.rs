//! Webhooks of an account.

use crate::support::{
    account_id, app_that_calls_out, call, connected, get, line, ok, post, sign_in, test_app, until,
};
use axum::http::{Method, StatusCode};
use omni_domain::ids::InstanceId;
use omni_sandbox::webhook::Webhook;
use omni_testing::Database;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_webhook_is_made_changed_and_removed() {
    let app = test_app().await;
    let (id, own) = connected(&app).await;
    let token = sign_in(&app).await;
    let path = format!("/api/v1/accounts/{}/webhooks", account_id(id));
    let new = json!({
        "url": "https://example.com/hook", "events": ["*"], "retry_count": 5, "timeout_seconds": 15,
    });
    let refused = post(&app, &own, &path, new.clone()).await;
    assert_eq!(line(&refused), "401 UNAUTHORIZED", "not with an account's token");
    let created = post(&app, &token, &path, new).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    assert!(created.body["secret"].is_string());
    assert_eq!(
        (&created.body["retry_count"], &created.body["timeout_seconds"]),
        (&json!(5), &json!(15))
    );
    let one = format!("{path}/{}", created.body["id"].as_str().expect("an id"));
    let change = json!({ "events": ["message.received"], "active": false });
    let changed = call(&app, &token, Method::PATCH, &one, Some(change)).await;
    assert_eq!(ok(&changed)["events"], json!(["message.received"]));
    assert_eq!(changed.body["active"], false);
    let listed = get(&app, &token, &path).await;
    assert_eq!(ok(&listed)["items"].as_array().map(Vec::len), Some(1));
    assert!(listed.body["items"][0]["secret"].is_null());
    let wrong = json!({ "url": "https://example.com/hook", "events": ["ai.reply"] });
    assert_eq!(line(&post(&app, &token, &path, wrong).await), "400 VALIDATION_ERROR");
    ok(&call(&app, &token, Method::DELETE, &one, None).await);
    assert_eq!(line(&get(&app, &token, &one).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn an_administrator_manages_webhooks_and_an_agent_does_not() {
    let app = test_app().await;
    let (id, _) = connected(&app).await;
    let path = format!("/api/v1/accounts/{}/webhooks", account_id(id));
    for (role, expected) in [("admin", 201), ("agent", 401)] {
        let email = format!("{role}@example.com");
        let password = "correct horse battery";
        let new = json!({
            "email": email, "name": role, "role": role, "password": password,
            "mustChangePassword": false,
        });
        let created = app.post("/api/v2/users", new).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        let login = Some(json!({ "email": email, "password": password }));
        let login = app.call_as(None, Method::POST, "/api/v1/auth/login", login).await;
        assert_eq!(ok(&login)["user"]["role"], role);
        let token = login.body["token"].as_str().expect("a token");
        let webhook = json!({ "url": "https://example.com/hook" });
        let answer = post(&app, token, &path, webhook).await;
        assert_eq!(answer.status.as_u16(), expected, "{role}: {}", answer.body);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_list_has_the_webhooks_of_its_account_alone() {
    let app = test_app().await;
    let (id, _) = connected(&app).await;
    let other = app.instance("other").await;
    let made = async |account: InstanceId| {
        let path = format!("/api/v1/accounts/{}/webhooks", account_id(account));
        let body = json!({ "url": "https://example.com/hook" });
        let made = post(&app, &app.key, &path, body).await;
        ok(&made)["id"].as_str().expect("an id").to_owned()
    };
    made(other).await;
    let own = made(id).await;
    let of_omni = json!({ "url": "https://example.com/omni", "events": ["message.received"] });
    assert!(app.post("/api/v2/webhook-endpoints", of_omni).await.status.is_success());
    let path = format!("/api/v1/accounts/{}/webhooks?limit=1", account_id(id));
    let listed = get(&app, &app.key, &path).await;
    assert_eq!(ok(&listed)["items"].as_array().map(Vec::len), Some(1), "{}", listed.body);
    assert_eq!(listed.body["items"][0]["id"], own.as_str());
    assert!(listed.body["next_cursor"].is_null());
    let elsewhere = format!("/api/v1/accounts/{}/webhooks/{own}", account_id(other));
    assert_eq!(line(&get(&app, &app.key, &elsewhere).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_qr_is_delivered_to_those_who_may_link_and_is_not_in_the_log() {
    let app = test_app().await;
    app.channel.show_qr(true);
    let id = app.instance("one").await;
    let key = app.key_with(&["webhooks:write", "instances:read"]).await;
    let path = format!("/api/v1/accounts/{}/webhooks", account_id(id));
    for events in [json!(["*"]), json!([]), json!(["connection.qr"])] {
        let new = json!({ "url": "https://example.com/hook", "events": events });
        assert_eq!(line(&post(&app, &key, &path, new).await), "401 UNAUTHORIZED", "{events}");
    }
    let new = json!({ "url": "https://example.com/hook", "events": ["message.received"] });
    let created = post(&app, &key, &path, new).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let one = format!("{path}/{}", created.body["id"].as_str().expect("an id"));
    let more = Some(json!({ "events": ["*"] }));
    let changed = call(&app, &key, Method::PATCH, &one, more).await;
    assert_eq!(line(&changed), "401 UNAUTHORIZED", "nor afterwards");

    let owner = sign_in(&app).await;
    let connect = format!("/api/v1/accounts/{}/connect", account_id(id));
    let linking = call(&app, &owner, Method::POST, &connect, None).await;
    let code = ok(&linking)["qr"].as_str().expect("a QR").to_owned();
    let mut logged = String::new();
    until("it is in the log", async || {
        logged = app.get("/api/v2/events?eventType=instance.qr_offered").await.body.to_string();
        logged.contains("expiresAt")
    })
    .await;
    assert!(!logged.contains(&code));
    app.stop().await;
}

/// One node delivers for all, and instances are shared by both.
#[tokio::test]
async fn a_qr_is_in_its_delivery_whichever_node_owns_the_instance() {
    let hook = Webhook::start(0).await.expect("a receiver");
    let one = app_that_calls_out(Database::postgres().await).await;
    let two = one.joined("second-node", one.app.bus.clone()).await;
    for node in [&one, &two] {
        node.channel.show_qr(true);
    }
    let owner = sign_in(&one).await;
    let mut ids = Vec::new();
    for number in 0..4 {
        let id = one.instance(&format!("number {number}")).await;
        let path = format!("/api/v1/accounts/{}/webhooks", account_id(id));
        let new = json!({ "url": hook.url(), "events": ["connection.qr"] });
        let created = post(&one, &owner, &path, new).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        ids.push(id);
    }
    for id in &ids {
        let connect = format!("/api/v1/accounts/{}/connect", account_id(*id));
        ok(&call(&two, &owner, Method::POST, &connect, None).await);
    }
    let calls = hook.expect_calls(ids.len(), Duration::from_secs(30)).await.expect("deliveries");
    for call in calls {
        assert!(call.body["data"]["qr"].is_string(), "{}", call.body);
    }
    two.leave().await;
    one.stop().await;
}
