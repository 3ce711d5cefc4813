//! Quick replies: created, listed, changed and deleted, and for which instances.

use crate::support::{UNKNOWN_ID, key_with, line, test_app, test_app_with};
use axum::http::{Method, StatusCode};
use omni_testing::{Database, TestApp, TestOptions};
use serde_json::{Value, json};

const LIST: &str = "/api/v2/quick-replies";

fn reply(shortcut: &str) -> Value {
    json!({ "shortcut": shortcut, "title": "Opening hours", "text": "Hello {{name}}, from 9 to 6." })
}

fn of_instance(shortcut: &str, instance: &str) -> Value {
    let mut body = reply(shortcut);
    body["instanceId"] = json!(instance);
    body
}

fn shortcuts(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().expect("a list");
    items.iter().map(|item| item["shortcut"].as_str().expect("a text")).collect()
}

async fn made(app: &TestApp, body: Value) -> String {
    let made = app.post(LIST, body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    format!("{LIST}/{}", made.body["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn a_quick_reply_is_created_changed_and_deleted() {
    let app = test_app().await;
    let path = made(&app, reply("/Hours")).await;
    let read = app.get(&path).await.body;
    assert_eq!(read["shortcut"], "hours", "{read}");
    assert_eq!(read["instanceId"], Value::Null);
    let change = json!({ "shortcut": "open", "text": "{{agent}}: {{phone}}" });
    let changed = app.call(Method::PATCH, &path, Some(change)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    assert_eq!(changed.body["title"], "Opening hours", "only the given members change");
    assert_eq!(app.get(&path).await.body["text"], "{{agent}}: {{phone}}");
    assert_eq!(app.call(Method::DELETE, &path, None).await.status, StatusCode::OK);
    assert_eq!(line(&app.get(&path).await), "404 NOT_FOUND");
    assert_eq!(app.get(LIST).await.body["items"], json!([]));
    app.stop().await;
}

#[tokio::test]
async fn refusals_name_the_field() {
    let app = test_app().await;
    let with = |name: &str, value: Value| {
        let mut body = reply("hours");
        body[name] = value;
        body
    };
    for (body, expected) in [
        (with("shortcut", json!("two words")), "400 VALIDATION_ERROR shortcut"),
        (with("title", json!(" ")), "400 VALIDATION_ERROR title"),
        (with("text", json!("")), "400 VALIDATION_ERROR text"),
        (with("text", json!("Hello {{nome}}")), "400 VALIDATION_ERROR text"),
        (with("color", json!("red")), "400 VALIDATION_ERROR color"),
        (with("instanceId", json!(UNKNOWN_ID)), "404 NOT_FOUND"),
    ] {
        let answer = app.post(LIST, body.clone()).await;
        assert_eq!(line(&answer), expected, "{body}: {}", answer.body);
    }
    assert_eq!(app.get(LIST).await.body["items"], json!([]), "nothing was created");
    app.stop().await;
}

#[tokio::test]
async fn a_shortcut_is_unique_in_its_tenant_and_their_number_is_bounded() {
    let mut config = TestApp::config();
    config.replies.quick_replies = 2;
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    made(&app, reply("hours")).await;
    let again = app.post(LIST, reply("HOURS")).await;
    assert_eq!(line(&again), "409 CONFLICT", "{}", again.body);
    let other = made(&app, reply("bank")).await;
    let renamed = app.call(Method::PATCH, &other, Some(json!({ "shortcut": "hours" }))).await;
    assert_eq!(line(&renamed), "409 CONFLICT", "{}", renamed.body);
    let third = app.post(LIST, reply("third")).await;
    assert_eq!(line(&third), "409 CONFLICT", "{}", third.body);
    assert_eq!(shortcuts(&app.get(LIST).await.body), ["bank", "hours"]);
    let foreign = app.foreign_key().await;
    let elsewhere = app.call_as(Some(&foreign), Method::POST, LIST, Some(reply("hours"))).await;
    assert_eq!(elsewhere.status, StatusCode::CREATED, "{}", elsewhere.body);
    app.stop().await;
}

#[tokio::test]
async fn an_instance_has_its_own_and_those_for_all() {
    let app = test_app().await;
    let (one, two) = (app.instance("one").await.to_string(), app.instance("two").await.to_string());
    let shared = made(&app, reply("all")).await;
    made(&app, of_instance("one", &one)).await;
    made(&app, of_instance("two", &two)).await;
    assert_eq!(shortcuts(&app.get(LIST).await.body), ["all", "one", "two"]);
    let of_one = app.get(&format!("{LIST}?instanceId={one}")).await.body;
    assert_eq!(shortcuts(&of_one), ["all", "one"]);

    let key = key_with(&app, &["messages:*"], Some(&[&one])).await;
    let seen = app.call_as(Some(&key), Method::GET, LIST, None).await.body;
    assert_eq!(shortcuts(&seen), ["all", "one"], "{seen}");
    let change = Some(json!({ "title": "Mine" }));
    let refused = app.call_as(Some(&key), Method::PATCH, &shared, change).await;
    assert_eq!(line(&refused), "403 FORBIDDEN", "{}", refused.body);
    let refused = app.call_as(Some(&key), Method::POST, LIST, Some(reply("more"))).await;
    assert_eq!(line(&refused), "403 FORBIDDEN", "{}", refused.body);
    let own = app.call_as(Some(&key), Method::POST, LIST, Some(of_instance("more", &one))).await;
    assert_eq!(own.status, StatusCode::CREATED, "{}", own.body);
    app.stop().await;
}
