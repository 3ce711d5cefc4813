//! AI layers: set for all instances, one instance and one chat, and read as they were set.

use crate::support::{ANN, deliver, from_ann, key_with, line, test_app};
use axum::http::{Method, StatusCode};
use omni_testing::TestApp;
use serde_json::{Value, json};

const GLOBAL: &str = "/api/v2/ai-layer";
const KEY: &str = "sk-hidden-1";

async fn patched(app: &TestApp, path: &str, body: Value) -> Value {
    let answer = app.call(Method::PATCH, path, Some(body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    assert!(!answer.body.to_string().contains(KEY), "{}", answer.body);
    answer.body
}

async fn read(app: &TestApp, path: &str) -> Value {
    let answer = app.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

#[tokio::test]
async fn the_layer_of_all_instances_begins_as_the_configuration_and_keeps_what_is_set() {
    let app = test_app().await;
    let first = read(&app, GLOBAL).await;
    assert_eq!((&first["enabled"], &first["agent"]["hasApiKey"]), (&json!(false), &json!(false)));
    assert_eq!(first["replies"]["delayMs"], 2000, "{first}");

    let body = json!({
        "enabled": true,
        "agent": { "apiUrl": "https://example.com/v1", "apiKey": KEY, "model": "small" },
        "replies": { "delayMs": 0, "toGroups": true },
    });
    let set = patched(&app, GLOBAL, body).await;
    assert_eq!(set, read(&app, GLOBAL).await);
    assert_eq!((&set["enabled"], &set["agent"]["hasApiKey"]), (&json!(true), &json!(true)));
    assert_eq!(
        (&set["agent"]["model"], &set["replies"]["toGroups"]),
        (&json!("small"), &json!(true))
    );

    let changed = patched(&app, GLOBAL, json!({ "agent": { "prompt": "Be kind." } })).await;
    assert_eq!(changed["agent"]["prompt"], "Be kind.");
    assert_eq!(changed["agent"]["model"], "small", "what is left out stays");
    let reset = patched(&app, GLOBAL, json!({ "agent": { "prompt": null } })).await;
    assert_eq!(reset["agent"]["prompt"], Value::Null);
    app.stop().await;
}

#[tokio::test]
async fn an_instance_inherits_until_it_sets_something() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let path = format!("/api/v2/instances/{id}/ai-layer");
    let first = read(&app, &path).await;
    assert_eq!((&first["mode"], &first["agent"]["model"]), (&json!("inherit"), &Value::Null));
    assert_eq!(first["replies"]["toGroups"], Value::Null, "{first}");

    let without_address = json!({ "agent": { "apiKey": KEY } });
    let refused = app.call(Method::PATCH, &path, Some(without_address)).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR agent.apiKey", "{}", refused.body);

    let own = json!({
        "mode": "enabled",
        "agent": { "apiUrl": "https://example.com/v1", "apiKey": KEY, "temperature": 0.5 },
    });
    let set = patched(&app, &path, own).await;
    assert_eq!((&set["mode"], &set["agent"]["hasApiKey"]), (&json!("enabled"), &json!(true)));
    assert_eq!(set["agent"]["temperature"], 0.5);
    let back = patched(&app, &path, json!({ "mode": null, "agent": { "apiUrl": null } })).await;
    assert_eq!((&back["mode"], &back["agent"]["apiUrl"]), (&json!("inherit"), &Value::Null));
    app.stop().await;
}

#[tokio::test]
async fn a_chat_has_a_switch_and_a_prompt_of_its_own() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "hello")]).await;
    let path = format!("/api/v2/instances/{id}/chats/{ANN}/ai-layer");
    let first = read(&app, &path).await;
    assert_eq!((&first["mode"], &first["externalId"]), (&json!("inherit"), &json!(ANN)));

    let set = patched(&app, &path, json!({ "mode": "disabled", "prompt": "In rhymes." })).await;
    assert_eq!((&set["mode"], &set["prompt"]), (&json!("disabled"), &json!("In rhymes.")));
    let kept = patched(&app, &path, json!({ "mode": null })).await;
    assert_eq!((&kept["mode"], &kept["prompt"]), (&json!("inherit"), &json!("In rhymes.")));
    app.stop().await;
}

#[tokio::test]
async fn a_request_without_a_change_writes_nothing() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "hello")]).await;
    let of_instance = format!("/api/v2/instances/{id}/ai-layer");
    let of_chat = format!("/api/v2/instances/{id}/chats/{ANN}/ai-layer");
    let empty = [json!({}), json!({ "agent": {}, "replies": {} })];
    for (path, bodies) in
        [(GLOBAL, &empty[..]), (of_instance.as_str(), &empty[..]), (of_chat.as_str(), &empty[..1])]
    {
        let before = read(&app, path).await;
        app.clock.advance(1000);
        for body in bodies {
            assert_eq!(patched(&app, path, body.clone()).await, before, "{path} {body}");
        }
    }
    let created = app.get("/api/v2/events?eventType=agent.created,agent.deployed").await.body;
    assert_eq!(created["items"], json!([]), "no agent is made");
    let tenant = omni_domain::ids::TenantId::DEFAULT;
    assert!(app.app.store.ai_global(tenant).await.expect("a read").is_none());
    assert!(app.app.store.ai_account(id).await.expect("a read").is_none());

    // Nor is a layer that there is.
    patched(&app, GLOBAL, json!({ "agent": { "model": "small" } })).await;
    let set = app.app.store.ai_global(tenant).await.expect("a read");
    app.clock.advance(1000);
    patched(&app, GLOBAL, json!({})).await;
    assert_eq!(app.app.store.ai_global(tenant).await.expect("a read"), set);
    app.stop().await;
}

#[tokio::test]
async fn refusals_name_the_member() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let of_instance = format!("/api/v2/instances/{id}/ai-layer");
    let long = "x".repeat(32_001);
    for (path, body, field) in [
        (GLOBAL, json!({ "agent": { "temperature": 2.1 } }), "agent.temperature"),
        (GLOBAL, json!({ "agent": { "maxTokens": 0 } }), "agent.maxTokens"),
        (GLOBAL, json!({ "agent": { "timeout": 1 } }), "agent.timeout"),
        (GLOBAL, json!({ "agent": { "apiUrl": "not a url" } }), "agent.apiUrl"),
        (GLOBAL, json!({ "replies": { "delayMs": 60_001 } }), "replies.delayMs"),
        (GLOBAL, json!({ "color": "red" }), "color"),
        (of_instance.as_str(), json!({ "mode": "maybe" }), "mode"),
        (of_instance.as_str(), json!({ "agent": { "prompt": long } }), "agent.prompt"),
    ] {
        let answer = app.call(Method::PATCH, path, Some(body)).await;
        assert_eq!(line(&answer), format!("400 VALIDATION_ERROR {field}"), "{}", answer.body);
    }
    assert_eq!(read(&app, GLOBAL).await["enabled"], false, "nothing was set");
    app.stop().await;
}

#[tokio::test]
async fn a_key_of_one_instance_changes_that_ones_layer_only() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let other = app.connected_instance("two").await.to_string();
    let key = key_with(&app, &["instances:*"], Some(&[&id])).await;
    let path = format!("/api/v2/instances/{id}/ai-layer");
    let off = || Some(json!({ "mode": "disabled" }));
    let own = app.call_as(Some(&key), Method::PATCH, &path, off()).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    let on = Some(json!({ "mode": "enabled" }));
    let own = app.call_as(Some(&key), Method::PATCH, &path, on).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    assert_eq!(read(&app, GLOBAL).await["enabled"], false, "no other instance is answered");
    let asks = async |id: &str| {
        read(&app, &format!("/api/v2/instances/{id}")).await["agent"]["apiUrl"].clone()
    };
    assert!(asks(&id).await.is_string(), "the tenant's agent answers here");
    assert_eq!(asks(&other).await, Value::Null, "and nowhere else");
    let all =
        app.call_as(Some(&key), Method::PATCH, GLOBAL, Some(json!({ "enabled": true }))).await;
    assert_eq!(line(&all), "403 FORBIDDEN", "{}", all.body);
    app.stop().await;
}

#[tokio::test]
async fn a_key_that_may_not_read_the_layer_does_not_change_it() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let key = key_with(&app, &["instances:write"], None).await;
    let path = format!("/api/v2/instances/{id}/ai-layer");
    let off = Some(json!({ "mode": "disabled" }));
    let refused = app.call_as(Some(&key), Method::PATCH, &path, off).await;
    assert_eq!(line(&refused), "403 FORBIDDEN", "{}", refused.body);
    assert_eq!(read(&app, &path).await["mode"], "inherit");
    app.stop().await;
}
