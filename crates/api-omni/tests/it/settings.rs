use crate::sign_in::{EMAIL, as_bearer, tokens, user};
use crate::support::{key_with, line, test_app};
use axum::http::{Method, StatusCode};
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};

const SECRET: &str = "gsk_0123456789-very-private";

async fn put(app: &TestApp, key: &str, body: Value) -> Answer {
    app.call(Method::PUT, &format!("/api/v2/settings/{key}"), Some(body)).await
}

#[tokio::test]
async fn known_settings_have_defaults_types_and_groups() {
    let app = test_app().await;
    let all = app.get("/api/v2/settings").await;
    let items = all.body["items"].as_array().expect("rows");
    let names: Vec<&str> = items.iter().filter_map(|one| one["key"].as_str()).collect();
    assert!(names.is_sorted());
    for name in ["groq.api_key", "openai.api_key", "gemini.api_key", "elevenlabs.api_key"] {
        assert!(names.contains(&name), "{name}");
    }
    let media = app.get("/api/v2/settings?category=media").await;
    let media = media.body["items"].as_array().expect("rows").clone();
    assert!(!media.is_empty() && media.len() < items.len());
    assert!(media.iter().all(|one| one["category"] == "media"));
    let one = app.get("/api/v2/settings/media.default_language").await;
    assert_eq!(one.body["value"], "auto");
    assert_eq!(one.body["valueType"], "string");
    assert_eq!((&one.body["isRequired"], &one.body["isSecret"]), (&json!(true), &json!(false)));
    assert_eq!((&one.body["isDefault"], &one.body["updatedAt"]), (&json!(true), &json!(null)));
    let unknown = app.get("/api/v2/settings/no.such.thing").await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn unknown_settings_are_created_with_the_type_of_their_value() {
    let app = test_app().await;
    let cases = [
        ("shop.name", json!("Café"), "string"),
        ("shop.limit", json!(-3), "integer"),
        ("shop.ratio", json!(0.5), "json"),
        ("shop.open", json!(true), "boolean"),
        ("shop.hours", json!({ "mon": [8, 17] }), "json"),
    ];
    for (key, value, kind) in cases {
        let set = put(&app, key, json!({ "value": value })).await;
        assert_eq!(set.status, StatusCode::OK, "{key}: {}", set.body);
        assert_eq!(set.body["valueType"], kind, "{key}");
        let read = app.get(&format!("/api/v2/settings/{key}")).await;
        assert_eq!(read.body["value"], value, "{key}");
        assert_eq!(read.body["category"], "shop");
    }
    let gone = app.call(Method::DELETE, "/api/v2/settings/shop.name", None).await;
    assert_eq!(gone.body, json!({ "success": true }));
    let again = app.call(Method::DELETE, "/api/v2/settings/shop.name", None).await;
    assert_eq!(line(&again), "404 NOT_FOUND");
    let history = app.get("/api/v2/settings/shop.name/history").await;
    assert_eq!(history.body["items"][0]["oldValue"], "Café");
    assert_eq!(history.body["items"][0]["newValue"], json!(null));
    app.stop().await;
}

#[tokio::test]
async fn a_secret_is_sealed_masked_and_in_no_response() {
    let app = test_app().await;
    let mut bodies = Vec::new();
    for key in ["groq.api_key", "shop_token", "my.secret.word", "db.password"] {
        let set = put(&app, key, json!({ "value": SECRET, "reason": "first" })).await;
        assert_eq!(set.body["value"], "********", "{key}: {}", set.body);
        assert_eq!(set.body["valueType"], "secret");
        assert_eq!(set.body["isSecret"], true);
        bodies.push(set.body);
        let other = put(&app, key, json!({ "value": format!("{SECRET}2") })).await;
        bodies.push(other.body);
        bodies.push(app.get(&format!("/api/v2/settings/{key}")).await.body);
        let history = app.get(&format!("/api/v2/settings/{key}/history")).await.body;
        assert_eq!(history["items"][0]["oldValue"], "********");
        assert_eq!(history["items"][1]["oldValue"], json!(null));
        bodies.push(history);
        let tenant = omni_domain::TenantId::DEFAULT;
        let stored = app.app.store.get_setting(tenant, key).await.expect("a read").expect("a row");
        assert!(!stored.value.to_string().contains("private"), "sealed at rest");
    }
    let bulk = json!({ "settings": { "openai.api_key": SECRET } });
    bodies.push(app.call(Method::PATCH, "/api/v2/settings", Some(bulk)).await.body);
    bodies.push(app.get("/api/v2/settings").await.body);
    let masked = put(&app, "groq.api_key", json!({ "value": "********" })).await;
    assert_eq!(line(&masked), "400 VALIDATION_ERROR value", "the mask is not a key");
    bodies.push(masked.body);
    for body in bodies {
        assert!(!body.to_string().contains("private"), "{body}");
    }
    app.stop().await;
}

#[tokio::test]
async fn history_contains_author_time_reason_and_origin() {
    let app = test_app().await;
    for (language, reason) in [("pt", "we are in Brazil"), ("en", "we moved")] {
        let body = json!({ "value": language, "reason": reason });
        put(&app, "media.default_language", body).await;
        app.clock.advance(1000);
    }
    let path = "/api/v2/settings/media.default_language/history";
    let history = app.get(path).await;
    let items = history.body["items"].as_array().expect("rows");
    assert_eq!(items.len(), 2);
    assert_eq!((&items[0]["oldValue"], &items[0]["newValue"]), (&json!("pt"), &json!("en")));
    assert_eq!(items[0]["reason"], "we moved");
    assert_eq!(items[0]["ip"], "127.0.0.1");
    assert_eq!(items[0]["changedBy"], "__primary__");
    let at = items[0]["changedAt"].as_str().expect("a time");
    let since = app.get(&format!("{path}?since={at}")).await;
    assert_eq!(since.body["items"].as_array().expect("rows").len(), 1);
    let limited = app.get(&format!("{path}?limit=1")).await;
    assert_eq!(limited.body["items"].as_array().expect("rows").len(), 1);
    for bad in ["?limit=0", "?limit=101", "?since=yesterday"] {
        assert_eq!(app.get(&format!("{path}{bad}")).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    let deleted = app.call(Method::DELETE, "/api/v2/settings/media.default_language", None).await;
    assert_eq!(deleted.status, StatusCode::OK);
    let read = app.get("/api/v2/settings/media.default_language").await;
    assert_eq!(read.body["value"], "auto", "the default applies again");
    app.stop().await;
}

#[tokio::test]
async fn history_names_the_user_who_changed_a_setting() {
    let app = test_app().await;
    user(&app, EMAIL, "owner").await;
    let (token, _) = tokens(&app, EMAIL).await;
    let path = "/api/v2/settings/media.default_language";
    let body = Some(json!({ "value": "pt" }));
    let set = as_bearer(&app, &token, Method::PUT, path, body).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    let history = app.get(&format!("{path}/history")).await;
    assert_eq!(history.body["items"][0]["changedBy"], "Ann", "{}", history.body);
    app.stop().await;
}

#[tokio::test]
async fn a_bulk_update_is_all_or_nothing() {
    let app = test_app().await;
    let patch = |body: Value| app.call(Method::PATCH, "/api/v2/settings", Some(body));
    let bad = patch(json!({ "settings": { "shop.name": "x", "media.default_language": 3 } })).await;
    assert_eq!(line(&bad), "400 VALIDATION_ERROR settings.media.default_language");
    assert_eq!(line(&app.get("/api/v2/settings/shop.name").await), "404 NOT_FOUND");
    let good = patch(json!({ "settings": { "shop.name": "x", "media.default_language": "pt" } }));
    let good = good.await;
    assert_eq!(good.body["items"].as_array().expect("rows").len(), 2, "{}", good.body);
    assert_eq!(app.get("/api/v2/settings/shop.name").await.body["value"], "x");
    for body in [json!({ "settings": {} }), json!({ "settings": { "": 1 } }), json!({})] {
        assert_eq!(patch(body.clone()).await.status, StatusCode::BAD_REQUEST, "{body}");
    }
    app.stop().await;
}

#[tokio::test]
async fn invalid_values_are_rejected() {
    let app = test_app().await;
    let cases = [
        ("groq.api_key", json!(5), "value"),
        ("groq.api_key", json!(" "), "value"),
        ("groq.base_url", json!("http://169.254.169.254/"), "value"),
        ("groq.base_url", json!("not a url"), "value"),
        ("media.default_language", json!("Portuguese"), "value"),
        ("media.audio_providers", json!("groq,unknown"), "value"),
        ("prompt.image_description", json!("  "), "value"),
        ("shop.name", json!(null), "value"),
        ("secrets.probe", json!("x"), "key"),
        ("onboarding.state", json!("x"), "key"),
        ("bad%20name", json!("x"), "key"),
    ];
    for (key, value, field) in cases {
        let answer = put(&app, key, json!({ "value": value })).await;
        assert_eq!(line(&answer), format!("400 VALIDATION_ERROR {field}"), "{key} {}", answer.body);
    }
    let missing = put(&app, "shop.name", json!({ "reason": "none" })).await;
    assert_eq!(line(&missing), "400 VALIDATION_ERROR value");
    let long = "r".repeat(501);
    let reason = put(&app, "shop.name", json!({ "value": 1, "reason": long })).await;
    assert_eq!(line(&reason), "400 VALIDATION_ERROR reason");
    app.stop().await;
}

#[tokio::test]
async fn a_key_of_one_instance_cannot_change_shared_settings() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let reader = key_with(&app, &["settings:read"], None).await;
    let limited = key_with(&app, &["*"], Some(&[&id])).await;
    let set = Some(json!({ "value": "pt" }));
    let path = "/api/v2/settings/media.default_language";
    for key in [&reader, &limited] {
        let read = app.call_as(Some(key), Method::GET, path, None).await;
        assert_eq!(read.status, StatusCode::OK);
        let write = app.call_as(Some(key), Method::PUT, path, set.clone()).await;
        assert_eq!(line(&write), "403 FORBIDDEN");
        let gone = app.call_as(Some(key), Method::DELETE, path, None).await;
        assert_eq!(line(&gone), "403 FORBIDDEN");
    }
    app.stop().await;
}
