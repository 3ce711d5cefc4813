//! The requests and responses of the original server's published SDKs.

use crate::support::{ANN, UNKNOWN_ID, host, line, picture, test_app};
use axum::http::{Method, StatusCode};
use omni_api_omni::ApiOptions;
use omni_testing::{SentByMock, TestApp};
use serde_json::{Value, json};

/// The application with `compat.omni_sdk` enabled.
pub(crate) async fn for_sdks() -> TestApp {
    TestApp::new(|app| host(app, ApiOptions { omni_sdk: true, ..ApiOptions::default() })).await
}

/// Both forms: bare, as the specification requires, and in `data`, as the SDKs read it.
fn assert_both(body: &Value, member: &str) {
    assert!(!body[member].is_null(), "{member} bare: {body}");
    assert_eq!(body[member], body["data"][member], "{member} in data: {body}");
}

#[tokio::test]
async fn every_kind_is_sent_on_the_paths_of_the_sdks() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let body = |more: Value| {
        let mut body = json!({ "instanceId": id.to_string(), "to": ANN });
        body.as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        body
    };
    let text = app.post("/api/v2/messages/send", body(json!({ "text": "hello" }))).await;
    assert_eq!(text.status, StatusCode::CREATED, "{}", text.body);
    let message = text.body["messageId"].clone();
    let others = [
        ("media", json!({ "type": "document", "base64": "aGVsbG8=" }), 201),
        ("sticker", json!({ "base64": picture() }), 201),
        ("contact", json!({ "contact": { "name": "Bo", "phone": "+15550003333" } }), 201),
        ("location", json!({ "latitude": 1.5, "longitude": 2.5 }), 201),
        ("reaction", json!({ "messageId": message, "emoji": "👍" }), 200),
    ];
    for (kind, more, status) in others {
        let sent = app.post(&format!("/api/v2/messages/send/{kind}"), body(more)).await;
        assert_eq!(sent.status.as_u16(), status, "{kind}: {}", sent.body);
    }
    let messages = app.channel.session(id).expect("a session").sent();
    let messages = messages.iter().filter(|sent| matches!(sent, SentByMock::Message(_)));
    assert_eq!(messages.count(), 5);
    app.stop().await;
}

#[tokio::test]
async fn an_alias_rejects_what_its_route_rejects() {
    let app = test_app().await;
    for path in ["/api/v2/messages/send", "/api/v2/keys"] {
        let answer = app.call_as(None, Method::POST, path, Some(json!({}))).await;
        assert_eq!(line(&answer), "401 UNAUTHORIZED", "{path}");
        assert!(answer.headers.contains_key("x-request-id"), "{path}");
        let answer = app.post(path, json!({})).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}: {}", answer.body);
        let answer = app.call(Method::PUT, path, None).await;
        assert_eq!(line(&answer), "405 METHOD_NOT_ALLOWED", "{path}");
    }
    let answer = app.post(&format!("/api/v2/keys/{UNKNOWN_ID}/revoke"), Value::Null).await;
    assert_eq!(line(&answer), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn keys_are_created_listed_and_revoked_by_the_sdks_requests() {
    let app = for_sdks().await;
    let new =
        json!({ "name": "bot", "scopes": ["events:read"], "description": "x", "rateLimit": 5 });
    let created = app.post("/api/v2/keys", new).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let secret = created.body["data"]["plainTextKey"].as_str().expect("the secret").to_owned();
    assert_eq!(created.body["key"], secret.as_str());
    let checked = app.call_as(Some(&secret), Method::POST, "/api/v2/auth/validate", None).await;
    assert_eq!(checked.body["data"]["valid"], true, "{}", checked.body);
    assert_eq!(checked.body["data"]["keyName"], "bot");
    assert_eq!(checked.body["data"]["keyPrefix"], "omni_sk_");
    assert_eq!(checked.body["data"]["scopes"], json!(["events:read"]));
    let list = app.get("/api/v2/keys?limit=100").await;
    assert_eq!(list.body["items"].as_array().map(Vec::len), Some(2), "{}", list.body);
    assert!(list.body["data"].is_null(), "lists are unchanged");
    let id = created.body["data"]["id"].as_str().expect("an id");
    let revoked = app.post(&format!("/api/v2/keys/{id}/revoke"), json!({ "reason": "x" })).await;
    assert_eq!(revoked.status, StatusCode::OK, "{}", revoked.body);
    let after = app.call_as(Some(&secret), Method::POST, "/api/v2/auth/validate", None).await;
    assert_eq!(line(&after), "401 UNAUTHORIZED");
    app.stop().await;
}

#[tokio::test]
async fn single_resources_have_data_beside_their_own_members() {
    let app = for_sdks().await;
    // The Python SDK's own body.
    let body = json!({ "name": "one", "channel": "whatsapp-baileys", "agentId": "helper" });
    let created = app.post("/api/v2/instances", body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    assert_both(&created.body, "id");
    assert_eq!(created.body["data"]["agent"]["agentId"], "helper");
    let id = created.body["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v2/instances/{id}");
    assert_both(&app.get(&path).await.body, "name");
    assert_both(&app.get(&format!("{path}/status")).await.body, "state");
    let changed = app.call(Method::PATCH, &path, Some(json!({ "agentTimeout": 30 }))).await;
    assert_eq!(changed.body["data"]["agent"]["timeout"], 30_000, "{}", changed.body);
    let connected = app.post(&format!("{path}/connect"), json!({ "forceNewQr": true })).await;
    assert_both(&connected.body, "state");
    let send = json!({ "instanceId": id, "to": ANN, "text": "hello" });
    assert_both(&app.post("/api/v2/messages/send", send.clone()).await.body, "messageId");
    assert_both(&app.post("/api/v2/messages", send).await.body, "messageId");
    let events = app.get("/api/v2/events").await;
    assert!(events.body["items"].is_array() && events.body["data"].is_null());
    let document = app.get("/api/v2/openapi.json").await;
    assert!(document.body["data"].is_null(), "the document is not a resource");
    let missing = app.get(&format!("/api/v2/instances/{UNKNOWN_ID}")).await;
    assert!(missing.body["data"].is_null(), "errors are as they are: {}", missing.body);
    app.stop().await;
}

#[tokio::test]
async fn access_rules_are_created_by_the_sdks_flat_request() {
    let flat = json!({
        "ruleType": "deny", "phonePattern": "+1555*", "action": "block", "blockMessage": "not now",
    });
    let app = for_sdks().await;
    let created = app.post("/api/v2/access/rules", flat.clone()).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let rule = &created.body["data"];
    assert_eq!(rule["type"], "deny");
    assert_eq!(rule["criteria"]["phonePatterns"], json!(["+1555*"]));
    assert_eq!(rule["action"], json!({ "type": "block", "message": "not now" }));
    let user = json!({ "ruleType": "deny", "platformUserId": ANN, "action": "silent_block" });
    let user = app.post("/api/v2/access/rules", user).await;
    assert_eq!(user.status, StatusCode::CREATED, "{}", user.body);
    assert_eq!(user.body["action"]["type"], "silent_block");
    // The original's default action is `block`, whatever the type.
    let allow = json!({ "ruleType": "allow", "phonePattern": "+1666*", "action": "block" });
    let allow = app.post("/api/v2/access/rules", allow).await;
    assert_eq!(allow.body["action"]["type"], "allow", "{}", allow.body);
    app.stop().await;
    let strict = test_app().await;
    let refused = strict.post("/api/v2/access/rules", flat).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    strict.stop().await;
}

#[tokio::test]
async fn without_the_option_responses_are_bare() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let one = app.get(&format!("/api/v2/instances/{id}")).await;
    assert!(one.body["data"].is_null() && one.body["name"] == "one");
    let flat = json!({ "name": "two", "channel": "whatsapp-baileys", "agentId": "x" });
    assert_eq!(line(&app.post("/api/v2/instances", flat).await), "400 VALIDATION_ERROR agentId");
    app.stop().await;
}
