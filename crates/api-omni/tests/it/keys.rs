use crate::support::line;
use axum::http::{Method, StatusCode};
use omni_testing::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_key_is_shown_once_then_listed_then_revoked() {
    let app = TestApp::new().await;
    let new = json!({ "name": "bot", "scopes": ["instances:read"] });
    let made = app.post("/api/v2/api-keys", new).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let secret = made.body["key"].as_str().expect("the secret").to_owned();
    assert!(secret.starts_with("omni_sk_") && secret.len() == 40);
    assert_eq!(made.body["instanceIds"], json!(null));

    let as_bot = || app.call_as(Some(&secret), Method::GET, "/api/v2/instances", None);
    assert_eq!(as_bot().await.status, StatusCode::OK);

    let list = app.get("/api/v2/api-keys").await;
    let row = list.body["items"].as_array().expect("rows").iter().find(|row| row["name"] == "bot");
    let row = row.expect("the key is listed").clone();
    assert_eq!(row["prefix"], "omni_sk_");
    assert_eq!(row["suffix"], format!("...{}", &secret[36..]));
    assert_eq!(row["status"], "active");
    assert!(!list.body.to_string().contains(&secret), "never shown again");
    assert!(!list.body.to_string().contains("hash"));

    let path = format!("/api/v2/api-keys/{}", row["id"].as_str().expect("an id"));
    let revoked = app.call(Method::DELETE, &path, None).await;
    assert_eq!(revoked.body["success"], true);
    assert!(revoked.body["revokedAt"].is_string());
    assert_eq!(line(&as_bot().await), "401 UNAUTHORIZED");
    app.stop().await;
}

#[tokio::test]
async fn a_key_limited_to_one_instance_sees_no_other() {
    let app = TestApp::new().await;
    let make = |name: &'static str| {
        app.post("/api/v2/instances", json!({ "name": name, "channel": "whatsapp-baileys" }))
    };
    let (one, two) = (make("one").await, make("two").await);
    let new = json!({ "name": "bot", "scopes": ["*"], "instanceIds": [one.body["id"]] });
    let secret =
        app.post("/api/v2/api-keys", new).await.body["key"].as_str().expect("a key").to_owned();
    let get = |path: String| {
        let (app, secret) = (&app, &secret);
        async move { app.call_as(Some(secret), Method::GET, &path, None).await }
    };
    let list = get("/api/v2/instances".to_owned()).await;
    assert_eq!(list.body["items"].as_array().expect("rows").len(), 1);
    let other = get(format!("/api/v2/instances/{}", two.body["id"].as_str().expect("an id"))).await;
    assert_eq!(line(&other), "403 FORBIDDEN");
    app.stop().await;
}
