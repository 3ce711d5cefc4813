//! Every answer is in this API's form, and the paths of the other API stay its own.

use crate::samples::has_body;
use crate::support::{connected, get, line, ok, post, test_app};
use axum::http::{Method, StatusCode};
use omni_api_gateway::{document, routes};
use serde_json::{Value, json};

#[tokio::test]
async fn refusals_are_rows_of_the_table() {
    let app = test_app().await;
    let (_, token) = connected(&app).await;
    let missing = app.call_as(None, Method::GET, "/api/v1/me", None).await;
    assert_eq!(line(&missing), "401 UNAUTHORIZED");
    assert_eq!(line(&get(&app, "wapi_wrong", "/api/v1/me").await), "401 UNAUTHORIZED");
    assert_eq!(line(&get(&app, &token, "/api/v1/nothing").await), "404 NOT_FOUND");
    assert_eq!(line(&get(&app, &token, "/api/v1/messages/text/x").await), "404 NOT_FOUND");
    assert_eq!(line(&get(&app, &token, "/api/v1/chats?limit=201").await), "400 VALIDATION_ERROR");
    assert_eq!(line(&get(&app, &token, "/api/v1/chats?cursor=x").await), "400 VALIDATION_ERROR");
    let empty = post(&app, &token, "/api/v1/messages/text", json!({ "body": "x" })).await;
    assert_eq!(line(&empty), "400 VALIDATION_ERROR");
    assert_eq!(empty.body["details"]["fieldErrors"]["to"], json!(["is required"]));
    let buttons = json!({ "to": "15550002222", "type": "button" });
    let buttons = post(&app, &token, "/api/v1/messages/interactive", buttons).await;
    assert_eq!(line(&buttons), "400 VALIDATION_ERROR");
    assert!(buttons.body["message"].as_str().expect("text").contains("/messages/poll"));
    app.stop().await;
}

#[tokio::test]
async fn an_account_that_is_not_connected_says_so() {
    let app = test_app().await;
    let id = app.instance("one").await;
    let path = format!("/api/v1/messages/text?account_id={id}");
    let sent = app.post(&path, json!({ "to": "15550002222", "body": "hello" })).await;
    assert_eq!(line(&sent), "400 NOT_CONNECTED");
    app.stop().await;
}

#[tokio::test]
async fn every_route_that_needs_a_token_refuses_none() {
    let app = test_app().await;
    let secured = routes().iter().filter(|route| route.access().needs_credential());
    for route in secured.filter(|route| has_body(route)) {
        let path = route.path.replace("{id}", "acc_0194b2c00000700080000000000000ff");
        let path =
            path.replace("{chat_id}", "1").replace("{webhook_id}", "1").replace("{user_id}", "1");
        let answer = app.call_as(None, route.method.clone(), &path, None).await;
        assert_eq!(line(&answer), "401 UNAUTHORIZED", "{} {path}", route.method);
    }
    app.stop().await;
}

#[tokio::test]
async fn the_first_version_of_omni_keeps_its_paths_and_the_documents_are_served() {
    let app = test_app().await;
    app.instance("one").await;
    let instances = app.get("/api/v1/instances").await;
    assert_eq!(instances.status, StatusCode::OK, "{}", instances.body);
    assert!(instances.body["request_id"].is_null());
    let served = app.get("/api/openapi.json").await;
    assert_eq!(served.body, document());
    for path in ["/api/doc", "/api/reference"] {
        let page = app.call_as(None, Method::GET, path, None).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let Value::String(html) = page.body else { panic!("{path} is no page") };
        assert!(!html.contains("=\"/"), "{path}: addresses are relative");
    }
    let health = app.get("/api/v2/health").await;
    assert_eq!(health.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn every_list_is_an_object_with_items_and_a_cursor() {
    let app = test_app().await;
    let (_, token) = connected(&app).await;
    for path in ["/api/v1/chats", "/api/v1/contacts", "/api/v1/groups"] {
        let list = get(&app, &token, path).await;
        assert!(ok(&list)["items"].is_array() && list.body["next_cursor"].is_null(), "{path}");
    }
    app.stop().await;
}
