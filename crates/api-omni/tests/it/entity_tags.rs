//! `ETag` and `If-Match`: a change is applied only to the version that the client has read.

use crate::support::{line, test_app};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};

async fn made(app: &TestApp, list: &str, body: Value) -> String {
    let made = app.post(&format!("/api/v2{list}"), body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    format!("/api/v2{list}/{}", made.body["id"].as_str().expect("an id"))
}

fn tag(answer: &Answer) -> String {
    answer.headers[header::ETAG].to_str().expect("text").to_owned()
}

async fn patch(app: &TestApp, path: &str, condition: &str, body: &Value) -> Answer {
    let request = Request::patch(path)
        .header("x-api-key", &app.key)
        .header("content-type", "application/json")
        .header("if-match", condition)
        .body(Body::from(body.to_string()));
    app.raw(request.expect("a request")).await
}

#[tokio::test]
async fn a_change_of_an_outdated_version_is_rejected() {
    let app = test_app().await;
    let instance = json!({ "name": "one", "channel": "whatsapp-baileys" });
    let key = json!({ "name": "bot", "scopes": ["*"] });
    let provider = json!({ "name": "p", "type": "agno", "apiUrl": "https://example.com" });
    let rule = json!({ "type": "deny", "criteria": { "phonePatterns": ["+1*"] }, "priority": 1 });
    let rows = [
        (made(&app, "/instances", instance).await, json!({ "messaging": { "debounceMs": 7 } })),
        (made(&app, "/api-keys", key).await, json!({ "scopes": ["messages:read"] })),
        (made(&app, "/providers", provider).await, json!({ "metadata": { "team": "a" } })),
        (made(&app, "/access/rules", rule).await, json!({ "priority": 2 })),
    ];
    for (path, change) in rows {
        let read = tag(&app.get(&path).await);
        assert_eq!(read, tag(&app.get(&path).await), "{path}: reading changes nothing");
        // The clock is fixed: the tag depends on the row's content, not on the time of its change.
        let changed = patch(&app, &path, &read, &change).await;
        assert_eq!(changed.status, StatusCode::OK, "{path}: {}", changed.body);
        let now = tag(&changed);
        assert_ne!(now, read, "{path}");
        assert_eq!(now, tag(&app.get(&path).await), "{path}");
        let before = app.get(&path).await.body;
        let other = json!({ "name": "late" });
        let other = if path.contains("rules") { json!({ "priority": 9 }) } else { other };
        let late = patch(&app, &path, &read, &other).await;
        assert_eq!(line(&late), "412 PRECONDITION_FAILED", "{path}");
        let weak = patch(&app, &path, &format!("W/{now}"), &other).await;
        assert_eq!(line(&weak), "412 PRECONDITION_FAILED", "{path}");
        assert_eq!(app.get(&path).await.body, before, "{path}");
        let wrong = patch(&app, &path, "what?", &other).await;
        assert_eq!(line(&wrong), "400 VALIDATION_ERROR If-Match", "{path}");
        for condition in [format!("\"x\", {now}"), "*".to_owned()] {
            let good = patch(&app, &path, &condition, &other).await;
            assert_eq!(good.status, StatusCode::OK, "{path} {condition}: {}", good.body);
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_change_of_an_instances_agent_is_a_change_of_the_instance() {
    let app = test_app().await;
    let agent = json!({ "apiUrl": "https://model.example/v1", "apiKey": "k", "agentId": "m" });
    let new = json!({ "name": "one", "channel": "whatsapp-baileys", "agent": agent });
    let path = made(&app, "/instances", new).await;
    let read = tag(&app.get(&path).await);
    let prompt = |text: &str| json!({ "agent": { "prompt": text } });
    assert_eq!(line(&patch(&app, &path, &read, &prompt("Be kind.")).await), "200");
    let late = patch(&app, &path, &read, &prompt("Be brief.")).await;
    assert_eq!(line(&late), "412 PRECONDITION_FAILED");
    assert_eq!(app.get(&path).await.body["agent"]["prompt"], "Be kind.");
    app.stop().await;
}
