//! Sending, reading and changing messages.

use crate::support::{ANN, call, connected, from_ann, get, line, ok, post, test_app, until};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_channel::Capability;
use omni_testing::SentByMock;
use serde_json::json;

#[tokio::test]
async fn a_text_is_accepted_without_waiting_for_the_network() {
    let app = test_app().await;
    let (_, token) = connected(&app).await;
    let body = json!({ "to": "15550002222", "body": "hello" }).to_string();
    let request = Request::post("/api/v1/messages/text")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("prefer", "respond-async");
    let answer = app.raw(request.body(Body::from(body)).expect("a request")).await;
    assert_eq!(ok(&answer)["sent"], false, "{}", answer.body);
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    app.stop().await;
}

#[tokio::test]
async fn a_text_is_sent_and_found() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let body = json!({ "to": "15550002222", "body": "hello" });
    let sent = post(&app, &token, "/api/v1/messages/text", body).await;
    let message = &ok(&sent)["message"];
    assert_eq!(sent.body["sent"], true, "{}", sent.body);
    assert_eq!((&message["type"], &message["body"]), (&json!("text"), &json!("hello")));
    assert_eq!(message["chat_id"], ANN);
    assert_eq!(message["direction"], "outgoing");
    assert_eq!(app.channel.session(id).expect("a session").sent().len(), 1);

    let found =
        get(&app, &token, &format!("/api/v1/messages/{}", message["id"].as_str().expect("id")))
            .await;
    assert_eq!(ok(&found)["id"], message["id"]);
    let by_network = message["wa_message_id"].as_str().expect("an id");
    let found = get(&app, &token, &format!("/api/v1/messages/{by_network}")).await;
    assert_eq!(ok(&found)["id"], message["id"]);
    let listed = get(&app, &token, "/api/v1/chats/15550002222/messages").await;
    assert_eq!(ok(&listed)["items"][0]["id"], message["id"]);
    app.stop().await;
}

#[tokio::test]
async fn a_file_is_sent_by_its_kind() {
    let app = test_app().await;
    let (_, token) = connected(&app).await;
    let media = json!({ "to": "15550002222", "type": "document", "media": "aGVsbG8=", "filename": "a.txt" });
    let sent = post(&app, &token, "/api/v1/messages/media", media).await;
    assert_eq!(ok(&sent)["message"]["type"], "document");
    assert_eq!(sent.body["message"]["media"]["file_name"], "a.txt");
    let link = sent.body["message"]["media"]["link"].as_str().expect("a link");
    let path = &link[link.find("/api/v1/").expect("a path")..];
    for reader in [token.as_str(), app.key.as_str()] {
        let file = get(&app, reader, path).await;
        assert_eq!(file.body, "hello", "{link}");
    }
    let document = json!({ "to": "15550002222", "media": "data:text/plain;base64,aGVsbG8=" });
    let sent = post(&app, &token, "/api/v1/messages/document", document).await;
    assert_eq!(ok(&sent)["message"]["type"], "document");
    let untyped = json!({ "to": "15550002222", "media": "aGVsbG8=" });
    let untyped = post(&app, &token, "/api/v1/messages/media", untyped).await;
    assert_eq!(untyped.body["details"]["fieldErrors"]["type"].as_array().map(Vec::len), Some(1));
    app.stop().await;
}

#[tokio::test]
async fn a_received_message_is_listed_page_by_page_and_read() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    for number in 1..=3 {
        from_ann(&app, id, &format!("IN{number}"), &format!("text {number}")).await;
    }
    until("the chat is there", async || {
        let chats = get(&app, &token, "/api/v1/chats").await;
        chats.body["items"][0]["unread_count"] == 3
    })
    .await;
    let path = format!("/api/v1/chats/{ANN}/messages?limit=2");
    let first = get(&app, &token, &path).await;
    assert_eq!(ok(&first)["items"].as_array().map(Vec::len), Some(2));
    let cursor = first.body["next_cursor"].as_str().expect("a cursor");
    let rest = get(&app, &token, &format!("{path}&cursor={cursor}")).await;
    assert_eq!(ok(&rest)["items"].as_array().map(Vec::len), Some(1));
    assert!(rest.body["next_cursor"].is_null());
    let wrong = get(&app, &token, &format!("{path}&cursor=none")).await;
    assert_eq!(line(&wrong), "400 VALIDATION_ERROR");
    assert!(wrong.body["details"]["fieldErrors"]["cursor"].is_array(), "{}", wrong.body);
    let message = &rest.body["items"][0];
    assert_eq!((&message["from"], &message["to"]), (&json!("15550002222"), &json!(null)));

    ok(&call(&app, &token, Method::PUT, "/api/v1/messages/IN3", None).await);
    let unknown = call(&app, &token, Method::PUT, "/api/v1/messages/none", None).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_text_that_names_a_message_changes_it_and_sends_nothing() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::EditMessage);
    let (id, token) = connected(&app).await;
    let body = json!({ "to": "15550002222", "body": "at five" });
    let sent = post(&app, &token, "/api/v1/messages/text", body).await;
    let message = ok(&sent)["message"]["id"].clone();
    let body = json!({ "to": "15550002222", "body": "at six", "edit": message });
    let edited = post(&app, &token, "/api/v1/messages/text", body).await;
    assert_eq!(edited.status, StatusCode::ACCEPTED, "{}", edited.body);
    assert_eq!(edited.body["sent"], false);
    assert_eq!(edited.body["message"]["id"], message);
    assert_eq!(edited.body["message"]["body"], "at six");
    let sent = app.channel.session(id).expect("a session").sent();
    let messages = sent.iter().filter(|one| matches!(one, SentByMock::Message(_)));
    assert_eq!(messages.count(), 1);
    let unknown = json!({ "to": "15550002222", "body": "x", "edit": "none" });
    let unknown = post(&app, &token, "/api/v1/messages/text", unknown).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_poll_that_is_read_by_its_id_has_its_votes() {
    let app = test_app().await;
    let (_, token) = connected(&app).await;
    let poll = json!({ "to": "15550002222", "title": "When?", "options": ["now", "later"] });
    let sent = post(&app, &token, "/api/v1/messages/poll", poll).await;
    assert!(ok(&sent)["message"]["poll"]["results"].is_null(), "{}", sent.body);
    let path = format!("/api/v1/messages/{}", sent.body["message"]["id"].as_str().expect("id"));
    let read = get(&app, &token, &path).await;
    assert_eq!(
        ok(&read)["poll"],
        json!({
            "title": "When?", "options": ["now", "later"], "count": 1, "total": 0,
            "results": [
                { "name": "now", "count": 0, "voters": [] },
                { "name": "later", "count": 0, "voters": [] },
            ],
        })
    );
    app.stop().await;
}
