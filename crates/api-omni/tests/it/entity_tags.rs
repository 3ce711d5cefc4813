//! `ETag` and `If-Match`: a change is applied only to the version that the client has read.

use crate::support::{line, test_app};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
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

async fn send(app: &TestApp, method: Method, path: &str, tag: &str, body: &Value) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("x-api-key", &app.key)
        .header("content-type", "application/json")
        .header("if-match", tag)
        .body(Body::from(body.to_string()));
    app.raw(request.expect("a request")).await
}

async fn patch(app: &TestApp, path: &str, condition: &str, body: &Value) -> Answer {
    send(app, Method::PATCH, path, condition, body).await
}

async fn delete(app: &TestApp, path: &str, condition: &str) -> Answer {
    send(app, Method::DELETE, path, condition, &Value::Null).await
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
        (
            made(&app, "/quick-replies", json!({ "shortcut": "a", "title": "A", "text": "b" }))
                .await,
            json!({ "title": "B" }),
        ),
        (
            made(&app, "/entry-points", json!({ "name": "support" })).await,
            json!({ "isActive": false }),
        ),
        (
            made(&app, "/agents", json!({ "name": "helper" })).await,
            json!({ "agent": { "prompt": "Be kind." } }),
        ),
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
        let other = match &path {
            path if path.contains("rules") => json!({ "priority": 9 }),
            path if path.contains("quick-replies") => json!({ "title": "late" }),
            _ => other,
        };
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
        assert_eq!(line(&delete(&app, &path, &now).await), "412 PRECONDITION_FAILED", "{path}");
        let last = tag(&app.get(&path).await);
        let gone = delete(&app, &path, &last).await;
        assert_eq!(gone.status, StatusCode::OK, "{path}: {}", gone.body);
        let again = delete(&app, &path, &last).await;
        // A revoked key is still there, in another state.
        let kept = path.contains("api-keys");
        let expected = if kept { "412 PRECONDITION_FAILED" } else { "404 NOT_FOUND" };
        assert!(line(&again).starts_with(expected), "{path}: {}", line(&again));
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

#[tokio::test]
async fn a_setting_that_another_client_changed_is_neither_overwritten_nor_reset() {
    let app = test_app().await;
    let put = async |key: &str, tag: &str, value: &str| {
        let path = format!("/api/v2/settings/{key}");
        send(&app, Method::PUT, &path, tag, &json!({ "value": value })).await
    };
    // A known one with its default, one that is created, and a secret.
    for (key, one, two) in [
        ("media.default_language", "pt", "en"),
        ("team.greeting", "hello", "hi"),
        ("team.api_key", "s3cret-1", "s3cret-2"),
    ] {
        let path = format!("/api/v2/settings/{key}");
        let known = app.get(&path).await;
        let first = if known.status == StatusCode::OK {
            put(key, &tag(&known), one).await
        } else {
            let absent = put(key, "*", one).await;
            assert_eq!(line(&absent), "412 PRECONDITION_FAILED", "{key}: it is not created");
            assert_eq!(line(&put(key, "\"x\"", one).await), "412 PRECONDITION_FAILED", "{key}");
            assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND, "{key}");
            app.call(Method::PUT, &path, Some(json!({ "value": one }))).await
        };
        assert_eq!(first.status, StatusCode::OK, "{key}: {}", first.body);
        let read = tag(&first);
        assert_eq!(read, tag(&app.get(&path).await), "{key}: reading changes nothing");
        let second = put(key, &read, two).await;
        assert_eq!(second.status, StatusCode::OK, "{key}: {}", second.body);
        assert_ne!(tag(&second), read, "{key}");
        assert_eq!(line(&put(key, &read, one).await), "412 PRECONDITION_FAILED", "{key}");
        assert_eq!(line(&delete(&app, &path, &read).await), "412 PRECONDITION_FAILED", "{key}");
        assert_eq!(tag(&app.get(&path).await), tag(&second), "{key}: it is unchanged");
        assert_eq!(line(&delete(&app, &path, &tag(&second)).await), "200", "{key}");
    }
    app.stop().await;
}
