//! Saved views: of the signed-in user alone.

use crate::sign_in::{EMAIL, as_bearer, tokens, user};
use crate::socket::{Client, serve};
use crate::support::{UNKNOWN_ID, deliver, from_ann, line, test_app, test_app_with};
use axum::http::{Method, StatusCode};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};

const LIST: &str = "/api/v2/views";

/// A signed-in viewer of this address: views need no more than reading.
async fn signed_in(app: &TestApp, email: &str) -> String {
    user(app, email, "viewer").await;
    tokens(app, email).await.0
}

async fn call(
    app: &TestApp,
    token: &str,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Answer {
    as_bearer(app, token, method, path, body).await
}

async fn made(app: &TestApp, token: &str, body: Value) -> String {
    let made = call(app, token, Method::POST, LIST, Some(body)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    format!("{LIST}/{}", made.body["id"].as_str().expect("an id"))
}

async fn names(app: &TestApp, token: &str) -> Vec<String> {
    let list = call(app, token, Method::GET, LIST, None).await.body;
    let items = list["items"].as_array().expect("a list").iter();
    items.map(|view| view["name"].as_str().expect("a name").to_owned()).collect()
}

fn view(name: &str, position: i64) -> Value {
    json!({ "name": name, "filter": { "show": "unread" }, "position": position })
}

#[tokio::test]
async fn a_user_keeps_changes_and_deletes_views_of_their_own() {
    let app = test_app().await;
    let instance = app.instance("one").await.to_string();
    let ann = signed_in(&app, EMAIL).await;
    let bo = signed_in(&app, "bo@example.com").await;
    made(&app, &ann, view("last", 2)).await;
    let path = made(&app, &ann, view("first", 1)).await;
    made(&app, &bo, view("first", 0)).await;
    assert_eq!(names(&app, &ann).await, ["first", "last"]);
    assert_eq!(names(&app, &bo).await, ["first"], "the name is another user's");

    let filter = json!({
        "instanceId": instance, "channel": "discord", "kind": "group", "show": "paused",
        "assigned": "me", "label": " 7 ", "search": " bike "
    });
    let change = json!({ "name": "now last", "filter": filter, "position": 3 });
    let changed = call(&app, &ann, Method::PATCH, &path, Some(change)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    assert_eq!(
        changed.body["filter"],
        json!({
            "instanceId": instance, "channel": "discord", "kind": "group", "show": "paused",
            "assigned": "me", "label": "7", "search": "bike"
        })
    );
    assert_eq!(names(&app, &ann).await, ["last", "now last"]);

    for method in [Method::PATCH, Method::DELETE] {
        let body = Some(json!({ "name": "mine" })).filter(|_| method == Method::PATCH);
        let others = call(&app, &bo, method, &path, body).await;
        assert_eq!(line(&others), "404 NOT_FOUND", "{}", others.body);
    }
    assert_eq!(call(&app, &ann, Method::DELETE, &path, None).await.status, StatusCode::OK);
    assert_eq!(names(&app, &ann).await, ["last"]);
    app.stop().await;
}

#[tokio::test]
async fn refusals_name_the_field_and_a_key_has_no_views() {
    let mut config = TestApp::config();
    config.replies.views = 1;
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let ann = signed_in(&app, EMAIL).await;
    let with = |name: &str, value: Value| {
        let mut body = view("unread", 0);
        body[name] = value;
        body
    };
    for (body, expected) in [
        (with("name", json!(" ")), "400 VALIDATION_ERROR name"),
        (with("position", json!(-1)), "400 VALIDATION_ERROR position"),
        (with("filter", json!({ "show": "late" })), "400 VALIDATION_ERROR filter.show"),
        (with("filter", json!({ "color": "red" })), "400 VALIDATION_ERROR filter.color"),
        (with("filter", json!({ "instanceId": UNKNOWN_ID })), "404 NOT_FOUND"),
        (with("filter", json!({ "assigned": "ann" })), "400 VALIDATION_ERROR filter.assigned"),
        (with("filter", json!({ "assigned": UNKNOWN_ID })), "404 NOT_FOUND"),
        (with("filter", json!({ "label": "x".repeat(201) })), "400 VALIDATION_ERROR filter.label"),
        (
            with("filter", json!({ "search": "x".repeat(201) })),
            "400 VALIDATION_ERROR filter.search",
        ),
    ] {
        let refused = call(&app, &ann, Method::POST, LIST, Some(body.clone())).await;
        assert_eq!(line(&refused), expected, "{body}: {}", refused.body);
    }
    made(&app, &ann, view("unread", 0)).await;
    let more = call(&app, &ann, Method::POST, LIST, Some(view("more", 0))).await;
    assert_eq!(line(&more), "409 CONFLICT", "{}", more.body);
    let of_a_key = app.get(LIST).await;
    assert_eq!(line(&of_a_key), "403 FORBIDDEN", "a key is no user");
    let why = of_a_key.body["error"]["message"].as_str().unwrap_or_default();
    assert!(why.contains("views belong to users") && why.contains("sign in"), "{why}");
    assert_eq!(line(&app.post(LIST, view("unread", 0)).await), "403 FORBIDDEN");
    app.stop().await;
}

#[tokio::test]
async fn a_change_of_a_view_reaches_its_user_alone_and_is_kept_nowhere() {
    let app = test_app().await;
    let instance = app.connected_instance("one").await;
    let address = serve(&app).await;
    let ann = signed_in(&app, EMAIL).await;
    // An administrator reads all there is, and so does the key.
    user(&app, "bo@example.com", "admin").await;
    let bo = tokens(&app, "bo@example.com").await.0;
    let mut clients = Vec::new();
    for token in [&ann, &bo, &app.key] {
        let path = format!("ws/events?api_key={token}");
        let mut client = Client::open(address, &path).await.expect("open");
        client.subscribe(json!({ "type": "subscribe" })).await;
        clients.push(client);
    }
    let path = made(&app, &ann, view("mine", 0)).await;
    let again = Some(json!({ "name": "still mine" }));
    call(&app, &ann, Method::PATCH, &path, again).await;
    let refused = call(&app, &ann, Method::PATCH, &path, Some(json!({ "name": " " }))).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    call(&app, &ann, Method::DELETE, &path, None).await;
    deliver(&app, instance, vec![from_ann("END", "END")]).await;

    let mut received = Vec::new();
    for client in &mut clients {
        let mut bodies = Vec::new();
        loop {
            let event = client.receive_kind("event").await["event"].clone();
            match event["type"].as_str() {
                Some("message.received") => break,
                Some("view.changed") => {
                    assert_eq!(event.get("seq").unwrap_or(&Value::Null), &Value::Null, "{event}");
                    bodies.push(event["payload"].clone());
                }
                _ => {}
            }
        }
        received.push(bodies);
    }
    let id = path.rsplit('/').next().expect("an id");
    assert_eq!(
        (received[0].len(), received[1].len(), received[2].len()),
        (3, 0, 0),
        "{received:?}"
    );
    for body in &received[0] {
        assert_eq!(body["viewId"], id, "{body}");
        assert_eq!(body.as_object().map(serde_json::Map::len), Some(2), "ids alone: {body}");
    }
    for kind in ["view.changed", "view.*"] {
        let endpoint = json!({ "url": "https://example.com/hook", "events": [kind] });
        let refused = app.post("/api/v2/webhook-endpoints", endpoint).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{kind}: {}", refused.body);
    }
    let listed = app.get("/api/v2/events?eventType=view.changed").await.body;
    assert_eq!(listed["items"], json!([]));
    app.stop().await;
}
