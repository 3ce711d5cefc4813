//! Changing and deleting messages that were sent from here, and typing before they are.

use crate::support::{ANN, deliver, from_ann, line, test_app_with};
use axum::http::{Method, StatusCode};
use omni_channel::{Capability, ChatAction};
use omni_domain::ids::InstanceId;
use omni_testing::{Answer, Database, SentByMock, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const MINUTE: i64 = 60_000;

async fn prepare(database: Database) -> (TestApp, InstanceId) {
    let app = test_app_with(TestOptions { database, config: TestApp::config() }).await;
    for capability in [Capability::EditMessage, Capability::DeleteMessage] {
        app.channel.network().add_capability(capability);
    }
    let id = app.connected_instance("one").await;
    (app, id)
}

/// Sends a text; the path of its message.
async fn send(app: &TestApp, instance: InstanceId, text: &str) -> String {
    let body = json!({ "instanceId": instance, "to": ANN, "text": text });
    let sent = app.post("/api/v2/messages", body).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
    format!("/api/v2/messages/{}", sent.body["messageId"].as_str().expect("an id"))
}

async fn edit(app: &TestApp, path: &str, text: &str) -> Answer {
    app.call(Method::PATCH, path, Some(json!({ "text": text }))).await
}

async fn delete(app: &TestApp, path: &str) -> Answer {
    app.call(Method::DELETE, path, None).await
}

/// Waits for the first event of a type.
async fn event(app: &TestApp, event_type: &str) -> Value {
    let began = Instant::now();
    loop {
        let listed = app.get(&format!("/api/v2/events?eventType={event_type}")).await.body;
        if let Some(event) = listed["items"].get(0) {
            return event.clone();
        }
        assert!(began.elapsed() < Duration::from_secs(20), "no {event_type}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn actions(app: &TestApp, instance: InstanceId) -> Vec<ChatAction> {
    let sent = app.channel.session(instance).expect("a session").sent();
    let action = |one| match one {
        SentByMock::Action(action) => Some(action),
        SentByMock::Message(_) => None,
    };
    sent.into_iter().filter_map(action).collect()
}

#[tokio::test]
async fn a_chat_shows_that_the_account_types_or_records() {
    let (app, id) = prepare(Database::sqlite()).await;
    let path = format!("/api/v2/instances/{id}/chats/{ANN}/typing");
    let show = async |kind: &str| app.call(Method::PUT, &path, Some(json!({ "type": kind }))).await;
    for kind in ["typing", "recording", "paused"] {
        let shown = show(kind).await;
        assert_eq!((shown.status, shown.body), (StatusCode::OK, json!({ "success": true })));
    }
    assert_eq!(app.channel.session(id).expect("a session").typing(), [true, false]);
    let all = actions(&app, id);
    let [ChatAction::Recording { chat }] = &all[..] else { panic!("{all:?}") };
    assert_eq!(chat, ANN);
    assert_eq!(line(&show("dancing").await), "400 VALIDATION_ERROR type");
    app.stop().await;
}

#[tokio::test]
async fn an_edit_reaches_the_network_and_the_log() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        let path = send(&app, id, "see you at five").await;
        let edited = edit(&app, &path, "see you at six").await;
        assert_eq!(
            (edited.status, edited.body),
            (StatusCode::ACCEPTED, json!({ "success": true }))
        );
        let event = event(&app, "message.edited").await;
        assert_eq!(event["payload"]["newContent"]["text"], "see you at six", "{event}");
        let [ChatAction::Edit { chat, text, .. }] = &actions(&app, id)[..] else {
            panic!("one edit")
        };
        assert_eq!((chat.as_str(), text.as_str()), (ANN, "see you at six"));
        let stored = app.get(&path).await.body;
        assert_eq!(stored["textContent"], "see you at six", "{stored}");
        app.stop().await;
    }
}

#[tokio::test]
async fn a_deletion_reaches_the_network_and_removes_the_text() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        let path = send(&app, id, "a secret").await;
        let deleted = delete(&app, &path).await;
        assert_eq!(deleted.status, StatusCode::ACCEPTED, "{}", deleted.body);
        let event = event(&app, "message.deleted").await;
        assert_eq!(event["payload"]["deletedFor"], "everyone", "{event}");
        assert!(matches!(&actions(&app, id)[..], [ChatAction::Revoke { chat, .. }] if chat == ANN));
        let stored = app.get(&path).await.body;
        assert!(!stored.to_string().contains("a secret"), "{stored}");
        assert_eq!(line(&edit(&app, &path, "more").await), "409 CONFLICT", "it is deleted");
        assert_eq!(line(&delete(&app, &path).await), "409 CONFLICT", "it is deleted");
        app.stop().await;
    }
}

#[tokio::test]
async fn only_sent_messages_are_changed_and_only_in_time() {
    let (app, id) = prepare(Database::sqlite()).await;
    deliver(&app, id, vec![from_ann("IN1", "theirs")]).await;
    let received = app.get("/api/v2/events?eventType=message.received").await.body;
    let theirs = received["items"][0]["messageId"].as_str().expect("an id").to_owned();
    let theirs = format!("/api/v2/messages/{theirs}");
    assert_eq!(line(&edit(&app, &theirs, "mine").await), "409 CONFLICT");
    assert_eq!(line(&delete(&app, &theirs).await), "409 CONFLICT");

    let path = send(&app, id, "mine").await;
    assert_eq!(line(&edit(&app, &path, "  ").await), "400 VALIDATION_ERROR text");
    app.clock.advance(16 * MINUTE);
    let late = edit(&app, &path, "too late").await;
    assert_eq!(line(&late), "409 CONFLICT");
    assert!(late.body["error"]["message"].as_str().expect("a text").contains("15 minutes"));
    assert_eq!(delete(&app, &path).await.status, StatusCode::ACCEPTED, "for 60 hours");
    event(&app, "message.deleted").await;
    assert_eq!(actions(&app, id).len(), 1, "nothing else was asked of the network");
    app.stop().await;
}

#[tokio::test]
async fn a_channel_that_cannot_change_messages_says_so() {
    let (app, id) = prepare(Database::sqlite()).await;
    let path = send(&app, id, "mine").await;
    app.channel.network().set_capabilities(&[Capability::SendText]);
    assert_eq!(line(&edit(&app, &path, "better").await), "400 NOT_SUPPORTED");
    app.stop().await;
}
