//! Labels of an account.

use crate::support::{ANN, call, connected, from_ann, get, line, ok, post, test_app};
use axum::http::{Method, StatusCode};
use omni_channel::Capability;
use serde_json::json;

#[tokio::test]
async fn a_chat_gets_a_label_and_loses_it() {
    let app = test_app().await;
    for capability in [Capability::ManageChats, Capability::ManageLabels] {
        app.channel.network().add_capability(capability);
    }
    let (id, token) = connected(&app).await;
    from_ann(&app, id, "IN1", "hello").await;
    let blank = post(&app, &token, "/api/v1/labels", json!({ "name": " " })).await;
    assert_eq!(line(&blank), "400 VALIDATION_ERROR");
    assert!(blank.body["details"]["fieldErrors"]["name"].is_array(), "{}", blank.body);
    let made = post(&app, &token, "/api/v1/labels", json!({ "name": "New", "color": 3 })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let label = made.body["id"].as_str().expect("an id").to_owned();
    let listed = get(&app, &token, "/api/v1/labels").await;
    assert_eq!(ok(&listed)["items"], json!([{ "id": label, "name": "New", "color": 3 }]));

    let path = format!("/api/v1/labels/{label}/{ANN}");
    ok(&call(&app, &token, Method::POST, &path, None).await);
    let chat = get(&app, &token, &format!("/api/v1/chats/{ANN}")).await;
    assert_eq!(ok(&chat)["labels"], json!([label]));
    let labelled = get(&app, &token, &format!("/api/v1/labels/{label}")).await;
    assert_eq!(ok(&labelled)["items"][0]["chat_id"], ANN);
    assert_eq!(line(&get(&app, &token, "/api/v1/labels/99").await), "404 NOT_FOUND");
    ok(&call(&app, &token, Method::DELETE, &path, None).await);
    let labelled = get(&app, &token, &format!("/api/v1/labels/{label}")).await;
    assert_eq!(ok(&labelled)["items"], json!([]));
    let chat = get(&app, &token, &format!("/api/v1/chats/{ANN}")).await;
    assert_eq!(ok(&chat)["labels"], json!([]));
    ok(&call(&app, &token, Method::DELETE, &format!("/api/v1/labels/{label}"), None).await);
    assert_eq!(line(&call(&app, &token, Method::POST, &path, None).await), "404 NOT_FOUND");
    app.stop().await;
}
