//! Webhooks of an account.

use crate::support::{account_id, call, connected, get, line, ok, post, sign_in, test_app};
use axum::http::{Method, StatusCode};
use serde_json::json;

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
    let wrong = json!({ "url": "https://example.com/hook", "events": ["connection.qr"] });
    assert_eq!(line(&post(&app, &token, &path, wrong).await), "400 VALIDATION_ERROR");
    ok(&call(&app, &token, Method::DELETE, &one, None).await);
    assert_eq!(line(&get(&app, &token, &one).await), "404 NOT_FOUND");
    app.stop().await;
}
