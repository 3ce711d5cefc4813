//! Scheduled messages: sent once at their time, changed and cancelled before, and failed when they are
//! too late.

use crate::support::{
    ANN, UNKNOWN_ID, key_with, line, test_app, test_app_on, test_app_with, until,
};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_app::retention;
use omni_app::scheduled_messages::end_overdue;
use omni_channel::{Capability, OutboundContent};
use omni_domain::ids::InstanceId;
use omni_testing::{Answer, Database, SentByMock, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::Duration;

const LIST: &str = "/api/v2/scheduled-messages";
const FILES: &str = "/api/v2/scheduled-messages/media";
const MINUTE: i64 = 60_000;
/// The tests' clock begins at 03:04:05 of this day.
const SOON: &str = "2026-01-02T03:10:00.000Z";
const LATER: &str = "2026-01-02T04:00:00.000Z";

fn message(instance: InstanceId, at: &str) -> Value {
    json!({ "instanceId": instance, "to": "+1 555 000 2222", "text": "good morning", "sendAt": at })
}

async fn made(app: &TestApp, body: Value) -> String {
    path_of(&app.post(LIST, body).await)
}

fn path_of(made: &Answer) -> String {
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(made.body["status"], "scheduled");
    format!("{LIST}/{}", made.body["id"].as_str().expect("an id"))
}

/// A file to be sent, of the text `the bill`.
fn file(instance: InstanceId, at: &str) -> Value {
    json!({
        "instanceId": instance, "to": "+1 555 000 2222", "type": "document",
        "base64": "dGhlIGJpbGw=", "filename": "bill.txt", "caption": "@15550003333 March",
        "mentions": ["+1 555 000 3333"], "sendAt": at,
    })
}

/// Whether the bytes of the file of a scheduled message are stored.
async fn has_bytes(app: &TestApp, scheduled: &Value) -> bool {
    let instance = scheduled["instanceId"].as_str().expect("an id");
    let media = scheduled["content"]["mediaId"].as_str().expect("a file");
    app.app.blobs.exists(&format!("{instance}/{media}")).await.expect("an answer")
}

/// The same request with a key.
async fn with_key(app: &TestApp, path: &str, key: &str, body: &Value) -> Answer {
    let request = Request::post(path)
        .header("x-api-key", &app.key)
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .body(Body::from(body.to_string()));
    app.raw(request.expect("a request")).await
}

async fn becomes(app: &TestApp, path: &str, status: &str) -> Value {
    until(status, async || app.get(path).await.body["status"] == status).await;
    app.get(path).await.body
}

fn sent(app: &TestApp, id: InstanceId) -> usize {
    app.channel.session(id).expect("a session").sent().len()
}

/// The states that the events of a scheduled message report, in their order.
async fn reported(app: &TestApp, path: &str) -> Vec<String> {
    let id = path.rsplit('/').next().expect("an id");
    let events = app.get("/api/v2/events?eventType=message.scheduled&limit=50").await.body;
    let items = events["items"].as_array().expect("events").iter().rev();
    let of_it = items.filter(|event| event["payload"]["scheduledId"] == id);
    of_it.map(|event| event["payload"]["status"].as_str().expect("a state").to_owned()).collect()
}

#[tokio::test]
async fn a_scheduled_message_is_sent_once_at_its_time() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let app = test_app_on(database).await;
        let id = app.connected_instance("one").await;
        let path = made(&app, message(id, SOON)).await;
        let waiting = app.get(&path).await.body;
        assert_eq!((&waiting["sendAt"], &waiting["chatId"]), (&json!(SOON), &json!(ANN)));
        app.clock.advance(5 * MINUTE);
        let now =
            app.post("/api/v2/messages", json!({ "instanceId": id, "to": ANN, "text": "now" }));
        assert_eq!(now.await.status, StatusCode::CREATED);
        assert_eq!(app.get(&path).await.body["status"], "scheduled", "it is not due yet");
        app.clock.advance(MINUTE);
        let done = becomes(&app, &path, "sent").await;
        assert_eq!(done["error"], Value::Null, "{done}");
        let message = done["messageId"].as_str().expect("a message").to_owned();
        let message = format!("/api/v2/messages/{message}");
        until("it is with the network", async || app.get(&message).await.body["status"] == "sent")
            .await;
        assert_eq!(sent(&app, id), 2);
        assert_eq!(reported(&app, &path).await, ["scheduled", "sent"]);
        app.clock.advance(10 * MINUTE);
        end_overdue(&app.app).await.expect("looked");
        assert_eq!(sent(&app, id), 2, "once");
        for method in [Method::PATCH, Method::DELETE] {
            let body = Some(json!({ "text": "too late" })).filter(|_| method == Method::PATCH);
            let refused = app.call(method, &path, body).await;
            assert_eq!(line(&refused), "409 CONFLICT", "{}", refused.body);
        }
        app.stop().await;
    }
}

#[tokio::test]
async fn text_and_time_change_until_it_is_sent() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let path = made(&app, message(id, SOON)).await;
    let change = json!({ "sendAt": LATER, "text": "good night" });
    let changed = app.call(Method::PATCH, &path, Some(change)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    app.clock.advance(10 * MINUTE);
    let marker = made(&app, message(id, "2026-01-02T03:15:00Z")).await;
    app.clock.advance(2 * MINUTE);
    becomes(&app, &marker, "sent").await;
    assert_eq!(app.get(&path).await.body["status"], "scheduled", "its former time has passed");
    let earlier = Some(json!({ "sendAt": "2026-01-02T03:20:00Z" }));
    assert_eq!(app.call(Method::PATCH, &path, earlier).await.status, StatusCode::OK);
    app.clock.advance(5 * MINUTE);
    let done = becomes(&app, &path, "sent").await;
    assert_eq!(done["text"], "good night");
    let message = format!("/api/v2/messages/{}", done["messageId"].as_str().expect("an id"));
    until("it is with the network", async || sent(&app, id) == 2).await;
    assert_eq!(app.get(&message).await.body["textContent"], "good night");
    assert_eq!(reported(&app, &path).await, ["scheduled", "scheduled", "scheduled", "sent"]);
    app.stop().await;
}

#[tokio::test]
async fn a_cancelled_message_is_not_sent() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let path = made(&app, message(id, SOON)).await;
    let marker = made(&app, message(id, SOON)).await;
    assert_eq!(app.call(Method::DELETE, &path, None).await.status, StatusCode::OK);
    assert_eq!(line(&app.call(Method::DELETE, &path, None).await), "409 CONFLICT");
    app.clock.advance(10 * MINUTE);
    becomes(&app, &marker, "sent").await;
    until("the other one is with the network", async || sent(&app, id) == 1).await;
    assert_eq!(app.get(&path).await.body["status"], "cancelled");
    assert_eq!(reported(&app, &path).await, ["scheduled", "cancelled"]);
    app.stop().await;
}

#[tokio::test]
async fn one_that_was_due_without_a_connection_is_sent_unless_it_is_too_late() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let (in_time, late) =
        (made(&app, message(id, LATER)).await, made(&app, message(id, SOON)).await);
    let instance = format!("/api/v2/instances/{id}");
    let off = app.call(Method::POST, &format!("{instance}/disconnect"), None).await;
    assert_eq!(off.status, StatusCode::OK, "{}", off.body);
    // 04:24:05: of an hour that a message may be late, one has passed it.
    app.clock.advance(80 * MINUTE);
    end_overdue(&app.app).await.expect("ended");
    let failed = becomes(&app, &late, "failed").await;
    assert!(failed["error"].as_str().is_some_and(|why| why.contains("not connected")), "{failed}");
    assert_eq!(failed["messageId"], Value::Null);
    assert_eq!(app.get(&in_time).await.body["status"], "scheduled");
    let on = app.call(Method::POST, &format!("{instance}/connect"), None).await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.body);
    becomes(&app, &in_time, "sent").await;
    until("it is with the network", async || sent(&app, id) == 1).await;
    assert_eq!(reported(&app, &late).await, ["scheduled", "failed"]);
    app.stop().await;
}

#[tokio::test]
async fn one_whose_quoted_message_is_unknown_fails_with_the_reason() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let mut body = message(id, SOON);
    body["replyTo"] = json!(UNKNOWN_ID);
    let path = made(&app, body).await;
    app.clock.advance(10 * MINUTE);
    let failed = becomes(&app, &path, "failed").await;
    assert!(failed["error"].as_str().is_some_and(|why| why.contains(UNKNOWN_ID)), "{failed}");
    assert_eq!(sent(&app, id), 0);
    app.stop().await;
}

#[tokio::test]
async fn a_file_is_kept_until_its_time_and_sent_with_all_that_a_send_has() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let mut config = TestApp::config();
        config.retention.media = Some(Duration::from_mins(1));
        let app = test_app_with(TestOptions { database, config }).await;
        app.channel.network().add_capability(Capability::MentionPeople);
        let id = app.connected_instance("one").await;
        let first =
            app.post("/api/v2/messages", json!({ "instanceId": id, "to": ANN, "text": "first" }));
        let first = first.await.body["messageId"].clone();
        let mut body = file(id, SOON);
        body["replyTo"] = first;
        let path = path_of(&app.post(FILES, body).await);
        let waiting = app.get(&path).await.body;
        assert_eq!(waiting["content"]["type"], "document", "{waiting}");
        assert_eq!(waiting["content"]["fileName"], "bill.txt");
        assert_eq!(waiting["text"], "@15550003333 March");
        app.clock.advance(5 * MINUTE);
        let stop = app.app.sessions.stopping();
        retention::remove_old(&app.app, &stop).await.expect("a round");
        assert!(
            has_bytes(&app, &waiting).await,
            "it is older than files are kept, and not sent yet"
        );
        app.clock.advance(MINUTE);
        let done = becomes(&app, &path, "sent").await;
        until("it is with the network", async || sent(&app, id) == 2).await;
        let message = app.channel.session(id).expect("a session").sent().pop();
        let Some(SentByMock::Message(message)) = message else { panic!("no message") };
        let OutboundContent::Media(media) = &message.content else { panic!("no file") };
        assert_eq!(media.content.caption.as_deref(), Some("@15550003333 March"));
        assert_eq!(message.context.mentions.len(), 1);
        assert!(message.reply_to.is_some());
        retention::remove_old(&app.app, &stop).await.expect("a round");
        let stored = done["messageId"].as_str().expect("a message");
        let bytes = app.get(&format!("/api/v2/instances/{id}/messages/{stored}/media")).await;
        assert_eq!(
            bytes.body["base64"], "dGhlIGJpbGw=",
            "kept from its sending on: {}",
            bytes.body
        );
        app.clock.advance(2 * MINUTE);
        retention::remove_old(&app.app, &stop).await.expect("a round");
        assert!(!has_bytes(&app, &waiting).await);
        app.stop().await;
    }
}

#[tokio::test]
async fn the_file_of_a_message_that_is_not_sent_is_removed() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let app = test_app_on(database).await;
        app.channel.network().add_capability(Capability::MentionPeople);
        let id = app.connected_instance("one").await;
        let cancelled = path_of(&app.post(FILES, file(id, LATER)).await);
        let mut body = file(id, SOON);
        body["replyTo"] = json!(UNKNOWN_ID);
        let failed = path_of(&app.post(FILES, body).await);
        let (first, second) = (app.get(&cancelled).await.body, app.get(&failed).await.body);
        assert!(has_bytes(&app, &first).await && has_bytes(&app, &second).await);
        assert_eq!(app.call(Method::DELETE, &cancelled, None).await.status, StatusCode::OK);
        assert!(!has_bytes(&app, &first).await);
        app.clock.advance(10 * MINUTE);
        becomes(&app, &failed, "failed").await;
        until("its file is removed", async || !has_bytes(&app, &second).await).await;
        app.stop().await;
    }
}

#[tokio::test]
async fn a_form_uploads_the_file_and_its_caption_changes_until_it_is_sent() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let part = |name: &str, value: &str| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut form = part("instanceId", &id.to_string()) + &part("to", ANN) + &part("sendAt", SOON);
    form += &part("type", "document");
    form += "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n";
    form += "Content-Type: text/plain\r\n\r\nhello form\r\n--B--\r\n";
    let request = Request::post(FILES)
        .header("x-api-key", &app.key)
        .header("content-type", "multipart/form-data; boundary=B")
        .body(Body::from(form));
    let path = path_of(&app.raw(request.expect("a request")).await);
    let refused = app.call(Method::PATCH, &path, Some(json!({ "text": "hello" }))).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR text", "{}", refused.body);
    let changed = app.call(Method::PATCH, &path, Some(json!({ "caption": "for you" }))).await;
    assert_eq!(changed.body["text"], "for you", "{}", changed.body);
    assert_eq!(changed.body["content"]["fileName"], "a.txt");
    let text = made(&app, message(id, LATER)).await;
    let refused = app.call(Method::PATCH, &text, Some(json!({ "caption": "hello" }))).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR caption", "{}", refused.body);
    app.clock.advance(10 * MINUTE);
    becomes(&app, &path, "sent").await;
    until("it is with the network", async || sent(&app, id) == 1).await;
    let message = app.channel.session(id).expect("a session").sent().pop();
    let Some(SentByMock::Message(message)) = message else { panic!("no message") };
    let OutboundContent::Media(media) = &message.content else { panic!("no file") };
    assert_eq!(media.content.caption.as_deref(), Some("for you"));
    app.stop().await;
}

#[tokio::test]
async fn a_repeat_with_the_same_key_schedules_once() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let app = test_app_on(database).await;
        app.channel.network().add_capability(Capability::MentionPeople);
        let id = app.connected_instance("one").await;
        for (path, body) in [(LIST, message(id, SOON)), (FILES, file(id, SOON))] {
            let first = with_key(&app, path, path, &body).await;
            let second = with_key(&app, path, path, &body).await;
            assert_eq!(path_of(&first), path_of(&second));
            let mut later = body.clone();
            later["sendAt"] = json!(LATER);
            let other = with_key(&app, path, path, &later).await;
            assert_eq!(line(&other), "409 CONFLICT", "{}", other.body);
        }
        let now = json!({ "instanceId": id, "to": "+1 555 000 2222", "text": "good morning" });
        let other = with_key(&app, "/api/v2/messages", LIST, &now).await;
        assert_eq!(line(&other), "409 CONFLICT", "now is another request: {}", other.body);
        app.clock.advance(10 * MINUTE);
        until("both are with the network", async || sent(&app, id) == 2).await;
        let late = with_key(&app, LIST, LIST, &message(id, SOON)).await;
        assert_eq!(late.status, StatusCode::CREATED, "after its time, too: {}", late.body);
        assert_eq!(late.body["status"], "sent");
        let list = app.get(LIST).await.body;
        assert_eq!(list["items"].as_array().map(Vec::len), Some(2), "{list}");
        app.stop().await;
    }
}

#[tokio::test]
async fn refusals_name_the_field() {
    let mut config = TestApp::config();
    config.replies.scheduled = 1;
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let id = app.connected_instance("one").await;
    let with = |name: &str, value: Value| {
        let mut body = message(id, SOON);
        body[name] = value;
        body
    };
    for (body, expected) in [
        (with("sendAt", json!("2026-01-02T03:04:05Z")), "400 VALIDATION_ERROR sendAt"),
        (with("sendAt", json!("2027-02-01T00:00:00Z")), "400 VALIDATION_ERROR sendAt"),
        (with("sendAt", json!("tomorrow")), "400 VALIDATION_ERROR sendAt"),
        (with("text", json!(" ")), "400 VALIDATION_ERROR text"),
        (with("to", json!("not a number")), "400 VALIDATION_ERROR to"),
        (with("to", json!(UNKNOWN_ID)), "404 NOT_FOUND"),
        (with("instanceId", json!(UNKNOWN_ID)), "404 NOT_FOUND"),
        (with("color", json!("red")), "400 VALIDATION_ERROR color"),
    ] {
        let answer = app.post(LIST, body.clone()).await;
        assert_eq!(line(&answer), expected, "{body}: {}", answer.body);
    }
    for (name, value, field) in [
        ("base64", json!("?"), "base64"),
        ("base64", Value::Null, "url"),
        ("type", json!("song"), "type"),
        ("gif", json!(true), "gif"),
        ("sendAt", json!("2026-01-02T03:04:05Z"), "sendAt"),
        ("color", json!("red"), "color"),
    ] {
        let mut body = file(id, SOON);
        body[name] = value;
        let answer = app.post(FILES, body).await;
        assert_eq!(line(&answer), format!("400 VALIDATION_ERROR {field}"), "{}", answer.body);
    }
    let path = made(&app, message(id, SOON)).await;
    let second = app.post(LIST, message(id, SOON)).await;
    assert_eq!(line(&second), "409 CONFLICT", "{}", second.body);
    for (change, field) in [
        (json!({ "sendAt": "2025-01-01T00:00:00Z" }), "sendAt"),
        (json!({ "text": "" }), "text"),
        (json!({ "to": ANN }), "to"),
    ] {
        let refused = app.call(Method::PATCH, &path, Some(change)).await;
        assert_eq!(line(&refused), format!("400 VALIDATION_ERROR {field}"), "{}", refused.body);
    }
    app.stop().await;
}

#[tokio::test]
async fn what_the_channel_cannot_send_is_refused_when_it_is_scheduled_as_when_it_is_sent() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let with = |name: &str, value: Value| {
        let mut body = message(id, SOON);
        body[name] = value;
        body
    };
    let group = "120363000000000001@g.us";
    for (path, body) in [
        (LIST, with("mentions", json!(["+1 555 000 3333"]))),
        (LIST, with("to", json!(group))),
        (FILES, file(id, SOON)),
    ] {
        let scheduled = app.post(path, body.clone()).await;
        assert_eq!(line(&scheduled), "400 NOT_SUPPORTED", "{body}: {}", scheduled.body);
        let mut now = body;
        now.as_object_mut().expect("an object").remove("sendAt");
        let send = path.replace("scheduled-messages", "messages");
        let sent = app.post(&send, now).await;
        assert_eq!(line(&sent), line(&scheduled), "{}", sent.body);
        assert_eq!(sent.body["error"]["message"], scheduled.body["error"]["message"]);
    }
    let list = app.get(LIST).await.body;
    assert_eq!(list["items"], json!([]));
    let left = app.app.blobs.delete_prefix(&format!("{id}/")).await.expect("the files");
    assert_eq!(left, 0, "files of refused messages are removed");
    app.channel.network().add_capability(Capability::MentionPeople);
    path_of(&app.post(FILES, file(id, SOON)).await);
    app.stop().await;
}

#[tokio::test]
async fn the_list_is_filtered_by_instance_chat_and_state() {
    let app = test_app().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    let first = made(&app, message(one, SOON)).await;
    let later = made(&app, message(one, LATER)).await;
    let mut to_bo = message(one, LATER);
    to_bo["to"] = json!("+1 555 000 3333");
    made(&app, to_bo).await;
    made(&app, message(two, SOON)).await;
    let now = app.post("/api/v2/messages", json!({ "instanceId": one, "to": ANN, "text": "now" }));
    assert_eq!(now.await.status, StatusCode::CREATED);
    let chats = app.get(&format!("/api/v2/instances/{one}/chats")).await.body;
    let chat = chats["items"][0]["id"].as_str().expect("a chat").to_owned();
    app.call(Method::DELETE, &later, None).await;
    let count = async |query: String| {
        let list = app.get(&format!("{LIST}?{query}")).await;
        assert_eq!(list.status, StatusCode::OK, "{query}: {}", list.body);
        list.body["items"].as_array().expect("a list").len()
    };
    assert_eq!(count(String::new()).await, 4);
    assert_eq!(count(format!("instanceId={one}")).await, 3);
    assert_eq!(count(format!("chatId={chat}")).await, 2, "made before there was a chat");
    assert_eq!(count(format!("chatId={chat}&status=scheduled")).await, 1);
    assert_eq!(count("status=cancelled,failed".to_owned()).await, 1);
    let other = app.get(&format!("{LIST}?chatId={chat}&instanceId={two}")).await;
    assert_eq!(line(&other), "404 NOT_FOUND");

    let page = app.get(&format!("{LIST}?limit=3")).await.body;
    let cursor = page["meta"]["cursor"].as_str().expect("more").to_owned();
    let rest = app.get(&format!("{LIST}?limit=3&cursor={cursor}")).await.body;
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(1), "{rest}");

    let key = key_with(&app, &["messages:*"], Some(&[&two.to_string()])).await;
    let seen = app.call_as(Some(&key), Method::GET, LIST, None).await.body;
    assert_eq!(seen["items"].as_array().map(Vec::len), Some(1), "{seen}");
    let hidden = app.call_as(Some(&key), Method::GET, &first, None).await;
    assert_eq!(line(&hidden), "404 NOT_FOUND");
    app.stop().await;
}
