use crate::support::{ANN, UNKNOWN_ID, line, sample, test_app};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_api_omni::routes;
use omni_testing::TestApp;
use serde_json::{Value, json};

async fn send(app: &TestApp, path: &str, kind: &str, body: impl Into<Body>) -> String {
    let request = Request::post(path)
        .header("x-api-key", &app.key)
        .header("content-type", kind)
        .body(body.into())
        .expect("a request");
    line(&app.raw(request).await)
}

const JSON: &str = "application/json";

#[tokio::test]
async fn every_route_with_a_body_rejects_invalid_bodies() {
    let app = test_app().await;
    for route in routes().iter().filter(|route| route.method == Method::POST) {
        let good = sample(&route.path, UNKNOWN_ID);
        if good.is_null() {
            continue;
        }
        let path = route.path.replace("{id}", UNKNOWN_ID);
        for broken in ["{\"to\":", "nonsense", "", "{}", "[1]", "\"text\"", "null"] {
            // A search and a replay may have no filters, and a pause no end.
            let may_be_empty = ["/events/search", "/agent/pause", "/webhook-deliveries/replay"];
            if broken == "{}" && may_be_empty.iter().any(|end| path.ends_with(end)) {
                continue;
            }
            // Its body is optional.
            if ["", "{}"].contains(&broken) && path.ends_with("/reset-password") {
                continue;
            }
            let seen = send(&app, &path, JSON, broken).await;
            assert!(seen.starts_with("400 VALIDATION_ERROR"), "{path} {broken}: {seen}");
        }
        let mut surplus = good.clone();
        surplus["surprise"] = json!(1);
        let seen = send(&app, &path, JSON, surplus.to_string()).await;
        assert_eq!(seen, "400 VALIDATION_ERROR surprise", "{path}");
        for name in good.as_object().expect("an object").keys() {
            let mut wrong = good.clone();
            wrong[name] = json!([{ "wrong": true }]);
            let seen = send(&app, &path, JSON, wrong.to_string()).await;
            assert!(seen.starts_with(&format!("400 VALIDATION_ERROR {name}")), "{path}: {seen}");
        }
        let seen = send(&app, &path, "text/plain", good.to_string()).await;
        assert_eq!(seen, "415 UNSUPPORTED_MEDIA_TYPE", "{path}");
        let huge = format!("{{\"to\":\"{}\"}}", "x".repeat(20 * 1024 * 1024));
        let seen = send(&app, &path, JSON, huge).await;
        let is_one_of = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
        let expected = if is_one_of(&["/media", "/sticker", "/album"]) {
            "400 VALIDATION_ERROR instanceId"
        } else if is_one_of(&["/documents", "/newsletters"]) {
            "400 VALIDATION_ERROR to"
        } else {
            "413 PAYLOAD_TOO_LARGE"
        };
        assert_eq!(seen, expected, "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn errors_name_bad_ids_and_queries() {
    let app = test_app().await;
    let cases = [
        ("/instances/abc", "id"),
        ("/instances/abc/chats", "id"),
        ("/events/abc", "id"),
        ("/instances?limit=0", "limit"),
        ("/instances?limit=many", "limit"),
        ("/instances?cursor=%21", "cursor"),
        ("/instances?channel=fax", "channel[0]"),
        ("/instances?status=gone", "status"),
        ("/events?since=yesterday", "since"),
        ("/events?eventType=message.lost", "eventType[0]"),
        ("/events?direction=up", "direction"),
        ("/events?instanceId=abc", "instanceId"),
        ("/events/timeline/abc", "personId"),
        ("/events/analytics?allTime=perhaps", "allTime"),
        ("/analytics?bucket=week", "bucket"),
        ("/analytics?groupBy=person", "groupBy"),
        ("/analytics?format=xlsx", "format"),
        ("/analytics?timeZone=Europe/Nowhere", "timeZone"),
        ("/analytics?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", "until"),
        ("/analytics?since=2025-01-01T00:00:00Z&until=2026-01-01T00:00:00Z&bucket=hour", "until"),
        ("/analytics?since=2024-01-01T00:00:00Z&until=2026-01-01T00:00:00Z", "until"),
        ("/persons/abc", "id"),
        ("/access/rules/abc", "id"),
        ("/quick-replies/abc", "id"),
        ("/scheduled-messages/abc", "id"),
        ("/scheduled-messages?chatId=abc", "chatId"),
        ("/scheduled-messages?status=late", "status[0]"),
        ("/quick-replies?instanceId=abc", "instanceId"),
        ("/access/rules?type=maybe", "type"),
    ];
    for (path, field) in cases {
        let answer = app.get(&format!("/api/v2{path}")).await;
        assert_eq!(
            line(&answer),
            format!("400 VALIDATION_ERROR {field}"),
            "{path}: {}",
            answer.body
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn errors_of_sends_name_the_reason() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let text = |to: &str, text: &str| json!({ "instanceId": id, "to": to, "text": text });
    let media = |more: Value| {
        let mut body = json!({ "instanceId": id, "to": ANN, "type": "image" });
        body.as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        body
    };
    let cases = [
        ("/messages", text("not a number", "x"), "400 VALIDATION_ERROR to"),
        ("/messages", text("", "x"), "400 VALIDATION_ERROR to"),
        ("/messages", text(UNKNOWN_ID, "x"), "404 NOT_FOUND"),
        ("/messages", text(ANN, ""), "400 VALIDATION_ERROR text"),
        ("/messages/media", media(json!({})), "400 VALIDATION_ERROR url"),
        (
            "/messages/media",
            media(json!({ "url": "u", "base64": "b" })),
            "400 VALIDATION_ERROR url",
        ),
        ("/messages/media", media(json!({ "base64": "***" })), "400 VALIDATION_ERROR base64"),
        (
            "/messages/media",
            media(json!({ "url": "http://127.0.0.1:1/a" })),
            "400 VALIDATION_ERROR url",
        ),
        (
            "/messages/media",
            media(json!({ "url": "file:///etc/passwd" })),
            "400 VALIDATION_ERROR url",
        ),
        ("/messages/media", media(json!({ "url": "not a url" })), "400 VALIDATION_ERROR url"),
    ];
    for (path, body, expected) in cases {
        let answer = app.post(&format!("/api/v2{path}"), body).await;
        assert_eq!(line(&answer), expected, "{path}: {}", answer.body);
    }
    let path = format!("/api/v2/instances/{id}/disconnect");
    assert_eq!(app.call(Method::POST, &path, None).await.status, StatusCode::OK);
    let answer = app.post("/api/v2/messages", text(ANN, "x")).await;
    assert_eq!(line(&answer), "409 CHANNEL_NOT_CONNECTED");
    app.stop().await;
}
