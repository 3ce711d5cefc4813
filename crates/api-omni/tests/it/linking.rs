//! Proxies of instances, and calls to them.

use crate::support::{ANN, deliver, from_ann, line, test_app, test_app_on, until};
use axum::http::{Method, StatusCode};
use omni_channel::{CallChange, CallUpdate, ChatAction, Inbound, OutboundContent};
use omni_domain::Timestamp;
use omni_domain::content::{CallMedia, CallOutcome};
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_testing::{Answer, Database, SentByMock, TestApp};
use serde_json::{Value, json};

async fn patch(app: &TestApp, id: InstanceId, body: Value) -> Answer {
    app.call(Method::PATCH, &format!("/api/v2/instances/{id}"), Some(body)).await
}

#[tokio::test]
async fn a_proxy_is_shown_without_its_password_and_removed() {
    let app = test_app().await;
    let new = json!({
        "name": "proxied", "channel": "whatsapp-baileys",
        "proxy": "socks5://zoe:s3cret@proxy.example",
    });
    let created = app.post("/api/v2/instances", new).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let shown = json!({ "type": "socks5", "host": "proxy.example:1080", "hasCredentials": true });
    assert_eq!(created.body["proxy"], shown);
    let id: InstanceId = created.body["id"].as_str().expect("an id").parse().expect("an id");
    let read = app.get(&format!("/api/v2/instances/{id}")).await.body.to_string();
    for secret in ["s3cret", "zoe", "sealed"] {
        assert!(!read.contains(secret), "{secret}: {read}");
    }

    // Another change leaves it; an address without a password has none.
    assert_eq!(patch(&app, id, json!({ "name": "renamed" })).await.body["proxy"], shown);
    let changed = patch(&app, id, json!({ "proxy": "http://other.example:3128" })).await;
    let shown = json!({ "type": "http", "host": "other.example:3128", "hasCredentials": false });
    assert_eq!(changed.body["proxy"], shown);
    assert!(patch(&app, id, json!({ "proxy": null })).await.body["proxy"].is_null());

    for refused in ["http://192.168.1.1:8080", "socks5://[::1]", "ftp://proxy.example", "proxy"] {
        let answer = patch(&app, id, json!({ "proxy": refused })).await;
        assert_eq!(line(&answer), "400 VALIDATION_ERROR proxy", "{refused}");
    }
    app.stop().await;
}

fn call(id: &str, change: CallChange) -> Inbound {
    let (caller, at) = (Address::new(ANN), Timestamp(0));
    Inbound::Call(CallUpdate { call_id: id.to_owned(), caller, group: None, change, at })
}

const RINGS: CallChange = CallChange::Rings { media: CallMedia::Video, is_group: false };

fn rejected(app: &TestApp, id: InstanceId) -> Vec<String> {
    let sent = app.channel.session(id).expect("a session").sent();
    let rejected = |one| match one {
        SentByMock::Action(ChatAction::RejectCall { call_id, .. }) => Some(call_id),
        _ => None,
    };
    sent.into_iter().filter_map(rejected).collect()
}

fn texts(app: &TestApp, id: InstanceId) -> Vec<String> {
    let sent = app.channel.session(id).expect("a session").sent();
    let text = |one| match one {
        SentByMock::Message(message) => match message.content {
            OutboundContent::Text(text) => Some(text),
            _ => None,
        },
        SentByMock::Action(_) => None,
    };
    sent.into_iter().filter_map(text).collect()
}

#[tokio::test]
async fn calls_have_events_and_are_rejected_by_setting() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let app = test_app_on(database).await;
        let id = app.connected_instance("one").await;
        deliver(&app, id, vec![from_ann("IN1", "hello"), call("C1", RINGS)]).await;
        let events = app.get("/api/v2/events?eventType=call.received").await.body;
        let event = &events["items"][0];
        assert_eq!(
            event["payload"],
            json!({
                "callId": "C1", "chatId": ANN, "from": ANN, "media": "video", "isGroup": false,
            })
        );
        assert!(event["personId"].is_string() && event["canonicalChatId"].is_string(), "{event}");
        let missed = CallChange::Ended(CallOutcome::Missed);
        deliver(&app, id, vec![call("C1", missed)]).await;
        let events = app.get("/api/v2/events?eventType=call.ended").await.body;
        assert_eq!(events["items"][0]["payload"]["outcome"], "missed", "{events}");
        assert!(rejected(&app, id).is_empty(), "nothing is rejected unless it is wanted");

        let calls = json!({ "calls": { "reject": true, "reply": "please write" } });
        assert_eq!(patch(&app, id, calls.clone()).await.body["calls"], calls["calls"]);
        deliver(&app, id, vec![call("C2", RINGS)]).await;
        until("the text", async || texts(&app, id) == ["please write"]).await;
        assert_eq!(rejected(&app, id), ["C2"]);
        let group = CallChange::Rings { media: CallMedia::Voice, is_group: true };
        deliver(&app, id, vec![call("C3", group)]).await;
        until("the rejection", async || rejected(&app, id) == ["C2", "C3"]).await;
        assert_eq!(texts(&app, id).len(), 1, "a group gets no text");

        let path = format!("/api/v2/instances/{id}/calls/C4/reject");
        let by_hand = app.call(Method::POST, &path, None).await;
        assert_eq!(by_hand.status, StatusCode::OK, "{}", by_hand.body);
        assert_eq!(rejected(&app, id), ["C2", "C3", "C4"]);
        let empty = patch(&app, id, json!({ "calls": { "reply": " " } })).await;
        assert_eq!(line(&empty), "400 VALIDATION_ERROR calls.reply");
        app.stop().await;
    }
}

/// The test's clock begins at 03:04:05.
#[tokio::test]
async fn a_message_that_waits_for_a_limit_holds_up_no_rejection() {
    let app = test_app_on(Database::sqlite()).await;
    let id = app.connected_instance("one").await;
    let settings = json!({
        "pacing": { "quietFrom": "22:00", "quietUntil": "08:00" },
        "calls": { "reject": true, "reply": "please write" },
    });
    assert_eq!(patch(&app, id, settings).await.status, StatusCode::OK);
    let message = json!({ "instanceId": id.to_string(), "to": ANN, "text": "hello" });
    let held = app.post("/api/v2/messages", message).await;
    assert_eq!(held.status, StatusCode::ACCEPTED, "{}", held.body);
    deliver(&app, id, vec![call("C1", RINGS)]).await;
    until("the rejection", async || rejected(&app, id) == ["C1"]).await;
    app.stop().await;
}

#[tokio::test]
async fn the_text_to_a_caller_is_a_reply_and_what_waits_in_the_chat_is_one_too() {
    let app = test_app_on(Database::sqlite()).await;
    let id = app.connected_instance("one").await;
    let settings = json!({
        "pacing": { "newChatsPerDay": 1, "warmUpDays": 0 },
        "calls": { "reject": true, "reply": "please write" },
    });
    assert_eq!(patch(&app, id, settings).await.status, StatusCode::OK);
    let send = async |to: &str| {
        let message = json!({ "instanceId": id.to_string(), "to": to, "text": "hello" });
        app.post("/api/v2/messages", message).await.status
    };
    assert_eq!(send("+1 555 000 0001").await, StatusCode::CREATED);
    assert_eq!(send(ANN).await, StatusCode::ACCEPTED, "the day has room for one");
    deliver(&app, id, vec![call("C1", RINGS)]).await;
    until("both texts", async || texts(&app, id) == ["hello", "hello", "please write"]).await;
    app.stop().await;
}
