use crate::support::{ANN, from_ann, hear, line, said};
use axum::http::Method;
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_testing::TestApp;
use serde_json::json;

#[tokio::test]
async fn what_arrives_is_listed_by_chat_and_contact() {
    let app = TestApp::new().await;
    let id = app.connected_instance("one").await;
    hear(&app, id, vec![from_ann("IN1", "one"), from_ann("IN2", "two"), from_ann("IN3", "three")])
        .await;
    let base = format!("/api/v2/instances/{id}");

    let chats = app.get(&format!("{base}/chats")).await;
    let chat = &chats.body["items"][0];
    assert_eq!(chat["externalId"], ANN);
    assert_eq!(chat["chatType"], "dm");
    assert_eq!(chat["unreadCount"], 3);
    assert_eq!(chats.body["meta"], json!({ "hasMore": false, "cursor": null }));
    assert_eq!(app.get(&format!("{base}/chats?search=nobody")).await.body["items"], json!([]));

    let contacts = app.get(&format!("{base}/contacts?limit=1000")).await;
    assert_eq!(contacts.body["items"][0]["platformUserId"], ANN);
    assert_eq!(contacts.body["items"][0]["displayName"], "Ann");

    let messages = app.get(&format!("{base}/chats/{ANN}/messages?limit=2")).await;
    assert_eq!(messages.body["meta"], json!({ "hasMore": true }));
    let items = messages.body["items"].as_array().expect("rows");
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["content"]["type"], "text");
    assert_eq!(items[0]["sender"]["platformUserId"], ANN);
    assert_eq!(items[0]["status"], "received");
    let last = items[1]["id"].as_str().expect("an id");
    let rest = app.get(&format!("{base}/chats/{ANN}/messages?before={last}")).await;
    assert_eq!(rest.body["items"].as_array().expect("rows").len(), 1);
    assert_eq!(rest.body["meta"], json!({ "hasMore": false }));
    let unknown = app.get(&format!("{base}/chats/19999999999@s.whatsapp.net/messages")).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");

    let marked = app.call(Method::PATCH, &format!("{base}/chats/{ANN}/mark-read"), None).await;
    assert!(marked.body["markedAt"].is_string(), "{}", marked.body);
    assert_eq!(app.get(&format!("{base}/chats")).await.body["items"][0]["unreadCount"], 0);
    app.stop().await;
}

#[tokio::test]
async fn a_received_picture_is_described_and_handed_out() {
    let app = TestApp::new().await;
    let id = app.connected_instance("one").await;
    app.channel.session(id).expect("a session").offer_file(b"where", b"picture bytes");
    let mut picture = MediaContent::new(MediaKind::Image, "image/png");
    picture.caption = Some("look".to_owned());
    hear(&app, id, vec![said("PIC", Content::Media(picture), Some(b"where"))]).await;

    let messages = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await;
    let message = &messages.body["items"][0];
    assert_eq!(message["messageType"], "image");
    assert_eq!(message["content"]["text"], "look");
    assert_eq!(message["content"]["mimeType"], "image/png");
    let raw = app.get(message["mediaUrl"].as_str().expect("a path")).await;
    assert_eq!(raw.body, "picture bytes");
    assert_eq!(raw.headers["content-type"], "image/png");
    assert_eq!(raw.headers["content-disposition"], "inline");
    app.stop().await;
}
