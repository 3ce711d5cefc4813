//! Concurrent changes of one row are all applied.

use crate::support::test_app;
use axum::http::{Method, StatusCode};
use futures::future::join_all;
use omni_testing::TestApp;
use serde_json::{Value, json};

const ROUNDS: u64 = 20;

/// A row, and two independent changes of it.
struct Row {
    path: String,
    one: fn(u64) -> Value,
    other: fn(u64) -> Value,
}

/// Creates a row; returns its path.
async fn made(app: &TestApp, list: &str, body: Value) -> String {
    let made = app.post(&format!("/api/v2{list}"), body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    format!("/api/v2{list}/{}", made.body["id"].as_str().expect("an id"))
}

async fn rows(app: &TestApp) -> Vec<Row> {
    let instance = json!({ "name": "one", "channel": "whatsapp-baileys" });
    let key = json!({ "name": "bot", "scopes": ["*"] });
    let provider = json!({ "name": "p", "type": "agno", "apiUrl": "https://example.com" });
    let rule = json!({ "type": "deny", "criteria": { "phonePatterns": ["+1*"] }, "priority": 1 });
    vec![
        Row {
            path: made(app, "/entry-points", json!({ "name": "support" })).await,
            one: |round| json!({ "name": format!("name {round}") }),
            other: |round| json!({ "isActive": round % 2 == 0 }),
        },
        Row {
            path: made(
                app,
                "/quick-replies",
                json!({ "shortcut": "a", "title": "A", "text": "b" }),
            )
            .await,
            one: |round| json!({ "title": format!("title {round}") }),
            other: |round| json!({ "text": format!("text {round}") }),
        },
        Row {
            path: made(app, "/instances", instance).await,
            one: |round| json!({ "name": format!("name {round}") }),
            other: |round| json!({ "messaging": { "debounceMs": 100 + round } }),
        },
        Row {
            path: made(app, "/api-keys", key).await,
            one: |round| json!({ "name": format!("name {round}") }),
            other: |round| {
                let scope = if round % 2 == 0 { "messages:read" } else { "events:read" };
                json!({ "scopes": [scope] })
            },
        },
        Row {
            path: made(app, "/providers", provider).await,
            one: |round| json!({ "name": format!("name {round}") }),
            other: |round| json!({ "defaultTimeout": 1000 + round }),
        },
        Row {
            path: made(app, "/access/rules", rule).await,
            one: |round| json!({ "priority": 10 + round }),
            other: |round| json!({ "reason": format!("reason {round}") }),
        },
    ]
}

/// Whether a row shows what a change has set.
fn shows(row: &Value, change: &Value) -> bool {
    match (row, change) {
        (Value::Object(row), Value::Object(change)) => change
            .iter()
            .all(|(name, value)| row.get(name).is_some_and(|shown| shows(shown, value))),
        (row, change) => row == change,
    }
}

#[tokio::test]
async fn two_concurrent_changes_are_both_applied() {
    let app = test_app().await;
    for Row { path, one, other } in rows(&app).await {
        for round in 0..ROUNDS {
            let changes = [one(round), other(round)];
            let patch = |change: &Value| app.call(Method::PATCH, &path, Some(change.clone()));
            for answer in join_all(changes.iter().map(patch)).await {
                assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
            }
            let row = app.get(&path).await.body;
            for change in &changes {
                assert!(shows(&row, change), "{path}: {change} was lost in {row}");
            }
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_concurrent_rename_does_not_restore_the_scopes_of_a_key() {
    let app = test_app().await;
    for round in 0..ROUNDS {
        let new = json!({ "name": "bot", "scopes": ["*"] });
        let path = made(&app, "/api-keys", new).await;
        let changes = [
            json!({ "name": format!("name {round}") }),
            json!({ "scopes": ["messages:read"] }),
            json!({ "expiresAt": null }),
        ];
        let patch = |change: &Value| app.call(Method::PATCH, &path, Some(change.clone()));
        join_all(changes.iter().map(patch)).await;
        let key = app.get(&path).await.body;
        assert_eq!(key["scopes"], json!(["messages:read"]), "narrowed, and renamed: {key}");
        assert_eq!(key["name"], json!(format!("name {round}")));
    }
    app.stop().await;
}
