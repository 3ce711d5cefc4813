//! `edit` of sends: a text changes a message, and everything else is refused.

use crate::support::{call, connected, line, ok, post, test_app};
use axum::body::Body;
use axum::http::{Method, Request, header};
use omni_api_gateway::routes;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Sends of something that is always refused, and the one that changes a message.
const OTHERS: [&str; 4] = ["carousel", "interactive", "live_location", "text"];

/// The sends that change nothing: path below `/api/v1/messages/`, and a body without its recipient.
fn sends() -> Vec<(&'static str, Value)> {
    let mut sends = vec![
        ("contact", json!({ "name": "Ann", "phone": "+5511988887777" })),
        ("contact_list", json!({ "list": [{ "name": "Ann", "phone": "+5511988887777" }] })),
        ("event", json!({ "title": "Opening", "startTime": 1_803_924_000 })),
        ("link_preview", json!({ "body": "see https://example.org/a", "title": "Bikes" })),
        ("location", json!({ "latitude": -23.55, "longitude": -46.63 })),
        ("media", json!({ "type": "document", "media": "aGVsbG8=", "caption": "new" })),
        ("poll", json!({ "title": "When?", "options": ["now", "later"] })),
        ("story", json!({ "body": "hello" })),
    ];
    for kind in ["image", "video", "short", "gif", "audio", "voice", "document", "sticker"] {
        sends.push((kind, json!({ "media": "aGVsbG8=", "caption": "new" })));
    }
    sends
}

#[test]
fn these_are_all_sends() {
    let is_send = |path: &&str| !path.is_empty() && !path.contains(['{', '/']);
    let documented: BTreeSet<&str> = routes()
        .iter()
        .filter(|route| route.method == Method::POST)
        .filter_map(|route| route.path.strip_prefix("/api/v1/messages/"))
        .filter(is_send)
        .collect();
    let known: BTreeSet<&str> = sends().into_iter().map(|(path, _)| path).chain(OTHERS).collect();
    assert_eq!(documented, known);
}

#[tokio::test]
async fn a_send_that_cannot_change_a_message_is_refused_with_edit() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let below = sends().into_iter().map(|(path, body)| (format!("/api/v1/messages/{path}"), body));
    let others = [
        ("/api/v1/stories".to_owned(), json!({ "body": "hello" })),
        ("/api/v1/contacts/5511988887777".to_owned(), json!({ "name": "Ann" })),
    ];
    for (path, mut body) in below.chain(others) {
        body["to"] = json!("15550002222");
        body["edit"] = json!("IN1");
        let refused = post(&app, &token, &path, body).await;
        assert_eq!(line(&refused), "400 VALIDATION_ERROR", "{path}: {}", refused.body);
        let fields = refused.body["details"]["fieldErrors"].as_object().expect("fields");
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["edit"], "{path}: {}", refused.body);
        let why = fields["edit"].to_string();
        assert!(why.contains("/api/v1/messages/{id}"), "{path}: {why}");
    }
    let sent = app.channel.session(id).expect("a session").sent();
    assert!(sent.is_empty(), "{sent:?}");

    let place = json!({ "to": "15550002222", "latitude": 1.5, "longitude": 2.5, "edit": null });
    ok(&post(&app, &token, "/api/v1/messages/location", place).await);
    assert_eq!(app.channel.session(id).expect("a session").sent().len(), 1);
    app.stop().await;
}

#[tokio::test]
async fn a_form_with_edit_is_refused() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let part = |name: &str, text: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let file = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n\
                hello\r\n--x--\r\n";
    let form = format!("{}{}{file}", part("to", "15550002222"), part("edit", "IN1"));
    let request = Request::post("/api/v1/messages/document")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    let refused = app.raw(request.body(Body::from(form)).expect("a request")).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR", "{}", refused.body);
    assert!(refused.body["details"]["fieldErrors"]["edit"].is_array(), "{}", refused.body);
    assert!(app.channel.session(id).expect("a session").sent().is_empty());
    let read = call(&app, &token, Method::GET, "/api/v1/media", None).await;
    assert_eq!(ok(&read)["items"], json!([]), "no file is kept");
    app.stop().await;
}
