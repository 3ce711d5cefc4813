use crate::support::{
    ANN, UNKNOWN_ID, app_that_calls_out, deliver, from_ann, key_with, line, test_app,
};
use axum::http::{Method, StatusCode};
use omni_sandbox::agno::Agno;
use omni_sandbox::model::Model;
use omni_testing::{SentByMock, TestApp};
use serde_json::{Value, json};
use std::time::Duration;

const KEY: &str = "os-security-key-private";

async fn provider(app: &TestApp, body: Value) -> String {
    let created = app.post("/api/v2/providers", body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    created.body["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_provider_is_created_changed_listed_and_deleted() {
    let app = app_that_calls_out().await;
    let new = json!({
        "name": "agno-local", "type": "agno", "apiUrl": "http://127.0.0.1:7777", "apiKey": KEY,
        "defaultTimeout": 30_000, "defaultStreaming": true, "metadata": { "team": "a" },
    });
    let created = app.post("/api/v2/providers", new.clone()).await;
    assert_eq!(created.status, StatusCode::CREATED);
    let id = created.body["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v2/providers/{id}");
    assert_eq!(app.get(&path).await.body, created.body);
    assert_eq!(app.get("/api/v2/providers").await.body["items"][0], created.body);
    assert_eq!(created.body["apiKey"], "********");
    assert_eq!(created.body["type"], "agno");
    assert_eq!(created.body["metadata"], json!({ "team": "a" }));
    assert_eq!(line(&app.post("/api/v2/providers", new).await), "409 CONFLICT");
    let change = |body: Value| app.call(Method::PATCH, &path, Some(body));
    let changed = change(json!({ "name": "renamed", "defaultTimeout": 1000 })).await;
    assert_eq!(changed.body["name"], "renamed");
    assert_eq!(
        (&changed.body["defaultTimeout"], &changed.body["apiKey"]),
        (&json!(1000), &json!("********"))
    );
    let moved = change(json!({ "apiUrl": "http://127.0.0.1:9999" })).await;
    assert_eq!(line(&moved), "400 VALIDATION_ERROR apiKey", "a key is not sent to a new address");
    let moved = change(json!({ "apiUrl": "http://127.0.0.1:9999", "apiKey": null })).await;
    assert_eq!(moved.body["apiKey"], json!(null));
    assert!(!format!("{}{}{}", created.body, changed.body, moved.body).contains("private"));
    let gone = app.call(Method::DELETE, &path, None).await;
    assert_eq!(gone.body, json!({ "success": true }));
    assert_eq!(line(&app.get(&path).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn an_invalid_provider_is_rejected() {
    let app = test_app().await;
    let cases = [
        (json!({ "name": " " }), "name"),
        (json!({ "type": "magic" }), "type"),
        (json!({ "apiUrl": "http://127.0.0.1:1" }), "apiUrl"),
        (json!({ "apiUrl": "nowhere" }), "apiUrl"),
        (json!({ "apiKey": "********" }), "apiKey"),
        (json!({ "apiKey": "päss" }), "apiKey"),
        (json!({ "defaultTimeout": 5 }), "defaultTimeout"),
        (json!({ "metadata": [] }), "metadata"),
    ];
    for (members, field) in cases {
        let mut body = json!({ "name": "p", "type": "openai", "apiUrl": "https://example.com/v1" });
        let extra = members.as_object().expect("an object").clone();
        body.as_object_mut().expect("an object").extend(extra);
        let answer = app.post("/api/v2/providers", body).await;
        assert_eq!(line(&answer), format!("400 VALIDATION_ERROR {field}"), "{members}");
    }
    let limited = key_with(&app, &["*"], Some(&[UNKNOWN_ID])).await;
    let body = json!({ "name": "p", "type": "openai", "apiUrl": "https://example.com/v1" });
    let answer = app.call_as(Some(&limited), Method::POST, "/api/v2/providers", Some(body)).await;
    assert_eq!(line(&answer), "403 FORBIDDEN");
    app.stop().await;
}

#[tokio::test]
async fn an_agno_server_is_checked_and_its_agents_are_listed() {
    let app = app_that_calls_out().await;
    let agno = Agno::start(0).await.expect("a server");
    agno.require_key(KEY);
    let new = json!({ "name": "a", "type": "agno", "apiUrl": agno.url(), "apiKey": KEY });
    let id = provider(&app, new).await;
    let health = app.post(&format!("/api/v2/providers/{id}/health"), json!({})).await;
    assert_eq!(health.body["healthy"], true, "{}", health.body);
    assert!(health.body["latency"].is_u64());
    let agents = app.get(&format!("/api/v2/providers/{id}/agents")).await;
    assert_eq!(
        agents.body["items"],
        json!([
            { "id": "echo-agent", "name": "Echo", "description": "Returns the text", "type": "agent" },
            { "id": "echo-team", "name": "Echo Team", "description": null, "type": "team" },
            { "id": "echo-flow", "name": "Echo Flow", "description": null, "type": "workflow" },
        ])
    );
    agno.set_unhealthy(true);
    let health = app.post(&format!("/api/v2/providers/{id}/health"), json!({})).await;
    assert_eq!(health.body["healthy"], false);
    assert!(health.body["error"].is_string());
    let seen = app.get(&format!("/api/v2/providers/{id}")).await;
    assert_eq!(seen.body["lastHealthStatus"], "unhealthy");
    agno.require_key("another");
    let refused = app.get(&format!("/api/v2/providers/{id}/agents")).await;
    assert_eq!(line(&refused), "502 AGENT_ERROR");
    drop(agno);
    app.stop().await;
}

#[tokio::test]
async fn unreachable_providers_are_reported_without_waiting() {
    let app = app_that_calls_out().await;
    let dead = json!({ "name": "dead", "type": "openai", "apiUrl": "http://127.0.0.1:9/v1" });
    let dead = provider(&app, dead).await;
    let health = app.post(&format!("/api/v2/providers/{dead}/health"), json!({})).await;
    assert_eq!((health.status, &health.body["healthy"]), (StatusCode::OK, &json!(false)));
    let agents = app.get(&format!("/api/v2/providers/{dead}/agents")).await;
    assert_eq!(line(&agents), "503 AGENT_UNAVAILABLE");
    let model = Model::start(0).await.expect("a model");
    let open = json!({ "name": "open", "type": "openai", "apiUrl": model.url() });
    let open = provider(&app, open).await;
    let agents = app.get(&format!("/api/v2/providers/{open}/agents")).await;
    assert_eq!(agents.body["items"][0]["id"], "sandbox-1");
    assert_eq!(agents.body["items"][0]["type"], "model");
    let custom = json!({ "name": "custom", "type": "custom", "apiUrl": model.url(),
        "metadata": { "healthPath": "/models", "agentsPath": "/models?all=1" } });
    let custom = provider(&app, custom).await;
    let health = app.post(&format!("/api/v2/providers/{custom}/health"), json!({})).await;
    assert_eq!(health.body["healthy"], true, "{}", health.body);
    let agents = app.get(&format!("/api/v2/providers/{custom}/agents")).await;
    assert_eq!(agents.body["items"][0]["id"], "sandbox-1");
    app.stop().await;
}

#[tokio::test]
async fn an_instance_uses_its_provider_and_a_change_takes_effect_at_once() {
    let app = app_that_calls_out().await;
    let (first, second) =
        (Model::start(0).await.expect("one"), Model::start(0).await.expect("two"));
    first.require_key(KEY);
    let new = json!({ "name": "p", "type": "openai", "apiUrl": first.url(), "apiKey": KEY });
    let id = provider(&app, new).await;
    let instance = app.connected_instance("support").await;
    let path = format!("/api/v2/instances/{instance}");
    let change = |body: Value| app.call(Method::PATCH, &path, Some(body));
    for wrong in ["not-an-id", UNKNOWN_ID] {
        let refused = change(json!({ "agent": { "providerId": wrong } })).await;
        assert_eq!(line(&refused), "400 VALIDATION_ERROR agent.providerId", "{wrong}");
    }
    let set = change(json!({ "agent": { "providerId": id, "agentId": "tiny" } })).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    deliver(&app, instance, vec![from_ann("IN1", "hello")]).await;
    let requests = first.expect_requests(1, Duration::from_secs(10)).await.expect("a question");
    assert_eq!(requests[0].token.as_deref(), Some(KEY));
    assert_eq!(requests[0].body["model"], "tiny");
    let deleted = app.call(Method::DELETE, &format!("/api/v2/providers/{id}"), None).await;
    assert_eq!(line(&deleted), "409 CONFLICT");
    assert!(deleted.body["error"]["message"].as_str().expect("a text").contains("`support`"));
    let edit = json!({ "apiUrl": second.url(), "apiKey": "another" });
    let edited = app.call(Method::PATCH, &format!("/api/v2/providers/{id}"), Some(edit)).await;
    assert_eq!(edited.status, StatusCode::OK, "{}", edited.body);
    deliver(&app, instance, vec![from_ann("IN2", "again")]).await;
    let requests = second.expect_requests(1, Duration::from_secs(10)).await.expect("a question");
    assert_eq!(requests[0].token.as_deref(), Some("another"));
    let session = app.channel.session(instance).expect("a session");
    for _ in 0..200 {
        if session.sent().len() >= 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let answered = session.sent();
    assert!(
        answered.iter().any(|sent| matches!(sent, SentByMock::Message(one) if one.to == ANN)),
        "{answered:?}"
    );
    change(json!({ "agent": { "providerId": null } })).await;
    let deleted = app.call(Method::DELETE, &format!("/api/v2/providers/{id}"), None).await;
    assert_eq!(deleted.status, StatusCode::OK);
    app.stop().await;
}
