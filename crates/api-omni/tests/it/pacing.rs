//! The limits of an instance, as its callers set and see them.

use crate::support::{ANN, ann, deliver, direct, from_ann, line, test_app, test_app_with, until};
use axum::http::{Method, StatusCode};
use omni_channel::{Capability, ChannelError, Inbound, InboundMessage, PersonProfile};
use omni_domain::Clock as _;
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: i64 = 3600 * 1000;

async fn with_limits(limits: Value) -> (TestApp, InstanceId) {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let changed = change(&app, id, limits).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    (app, id)
}

async fn change(app: &TestApp, id: InstanceId, limits: Value) -> Answer {
    let path = format!("/api/v2/instances/{id}");
    app.call(Method::PATCH, &path, Some(json!({ "pacing": limits }))).await
}

async fn send(app: &TestApp, id: InstanceId, to: &str) -> Answer {
    let body = json!({ "instanceId": id.to_string(), "to": to, "text": "hello" });
    app.post("/api/v2/messages", body).await
}

fn sent(app: &TestApp, id: InstanceId) -> usize {
    app.channel.session(id).expect("a session").sent().len()
}

#[tokio::test]
async fn limits_are_changed_member_by_member_and_checked() {
    let (app, id) = with_limits(json!({ "newChatsPerDay": 5, "timeZone": "Europe/Berlin" })).await;
    let changed = change(&app, id, json!({ "quietFrom": "22:00", "quietUntil": "7:30" })).await;
    let pacing = &changed.body["pacing"];
    assert_eq!(pacing["newChatsPerDay"], 5);
    assert_eq!(pacing["timeZone"], "Europe/Berlin");
    assert_eq!((&pacing["quietFrom"], &pacing["quietUntil"]), (&json!("22:00"), &json!("07:30")));
    let reset = change(&app, id, json!({ "newChatsPerDay": null })).await;
    assert!(reset.body["pacing"]["newChatsPerDay"].is_null(), "{}", reset.body);
    for (limits, field) in [
        (json!({ "timeZone": "Mars/Olympus" }), "pacing.timeZone"),
        (json!({ "quietFrom": null }), "pacing.quietFrom"),
        (json!({ "messagesPerMinute": 10_001 }), "pacing.messagesPerMinute"),
        (json!({ "quietFrom": "25:00" }), "pacing"),
        (json!({ "onLimit": "explode" }), "pacing"),
    ] {
        let refused = change(&app, id, limits).await;
        assert_eq!(line(&refused), format!("400 VALIDATION_ERROR {field}"));
    }
    app.stop().await;
}

#[tokio::test]
async fn one_conversation_too_many_waits_for_the_next_day_and_replies_do_not() {
    let (app, id) = with_limits(json!({ "newChatsPerDay": 1, "warmUpDays": 0 })).await;
    assert_eq!(send(&app, id, "+1 555 000 0001").await.status, StatusCode::CREATED);
    let again = send(&app, id, "+1 555 000 0001").await;
    assert_eq!(again.status, StatusCode::CREATED, "the conversation is open");
    let held = send(&app, id, "+1 555 000 0002").await;
    assert_eq!(held.status, StatusCode::ACCEPTED, "{}", held.body);
    assert_eq!(held.body["hold"]["reason"], "new_chats_per_day");
    assert_eq!(held.body["hold"]["notBefore"], "2026-01-03T00:00:00.000Z");
    deliver(&app, id, vec![from_ann("IN1", "hi")]).await;
    assert_eq!(send(&app, id, ANN).await.status, StatusCode::CREATED, "a reply");
    let events = app.get("/api/v2/events?eventType=message.held").await.body;
    assert_eq!(events["items"].as_array().map(Vec::len), Some(1), "{events}");
    assert_eq!(sent(&app, id), 3);

    app.clock.advance(21 * HOUR);
    until("the next day's message is sent", async || sent(&app, id) == 4).await;
    app.stop().await;
}

#[tokio::test]
async fn what_waits_is_sent_when_its_recipient_writes() {
    let (app, id) = with_limits(json!({ "newChatsPerDay": 1, "warmUpDays": 0 })).await;
    assert_eq!(send(&app, id, "+1 555 000 0001").await.status, StatusCode::CREATED);
    assert_eq!(send(&app, id, ANN).await.status, StatusCode::ACCEPTED);
    deliver(&app, id, vec![from_ann("IN1", "hi")]).await;
    until("it is sent", async || sent(&app, id) == 2).await;
    assert_eq!(send(&app, id, ANN).await.status, StatusCode::CREATED);
    app.stop().await;
}

#[tokio::test]
async fn one_conversation_too_many_fails_where_that_is_set() {
    let limits = json!({ "newChatsPerDay": 1, "warmUpDays": 0, "onLimit": "refuse" });
    let (app, id) = with_limits(limits).await;
    assert_eq!(send(&app, id, "+1 555 000 0001").await.status, StatusCode::CREATED);
    let refused = send(&app, id, "+1 555 000 0002").await;
    assert_eq!(line(&refused), "502 CHANNEL_SEND_FAILED");
    let code = &refused.body["error"]["details"]["channelCode"];
    assert_eq!(code, "pacing.new_chats_per_day");
    app.stop().await;
}

/// The test's clock begins at 03:04:05.
#[tokio::test]
async fn quiet_hours_hold_what_is_no_reply() {
    let (app, id) = with_limits(json!({ "quietFrom": "22:00", "quietUntil": "08:00" })).await;
    let held = send(&app, id, "+1 555 000 0001").await;
    assert_eq!(held.body["hold"]["reason"], "quiet_hours", "{}", held.body);
    assert_eq!(held.body["hold"]["notBefore"], "2026-01-02T08:00:00.000Z");
    deliver(&app, id, vec![from_ann("IN1", "hi")]).await;
    assert_eq!(send(&app, id, ANN).await.status, StatusCode::CREATED, "a reply");
    app.clock.advance(5 * HOUR);
    until("it is sent in the morning", async || sent(&app, id) == 2).await;
    app.stop().await;
}

#[tokio::test]
async fn a_status_update_is_no_reply_to_those_of_others() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::PostStatus);
    let id = app.connected_instance("one").await;
    let limits = json!({ "quietFrom": "22:00", "quietUntil": "08:00" });
    assert_eq!(change(&app, id, limits).await.status, StatusCode::OK);
    let of_ann = InboundMessage {
        chat: Address::new("status@broadcast"),
        chat_type: ChatType::Broadcast,
        ..direct(Address::new(ANN), "IN1", "on holiday")
    };
    deliver(&app, id, vec![Inbound::Message(Box::new(of_ann))]).await;
    let held = send(&app, id, "status@broadcast").await;
    assert_eq!(held.body["hold"]["reason"], "quiet_hours", "{}", held.body);
    app.stop().await;
}

#[tokio::test]
async fn a_restriction_is_shown_and_holds_new_conversations() {
    let (app, id) = with_limits(json!({})).await;
    let end = app.clock.now().plus(Duration::from_hours(2));
    let message = "the account may not write to strangers".to_owned();
    app.channel.refuse_next(ChannelError::Restricted { until: Some(end), message });
    for to in ["+1 555 000 0001", "+1 555 000 0002"] {
        let held = send(&app, id, to).await;
        assert_eq!(held.body["hold"]["reason"], "restricted", "{}", held.body);
    }
    assert_eq!(sent(&app, id), 0, "only the first was tried, and it was refused");
    let status = app.get(&format!("/api/v2/instances/{id}/status")).await.body;
    assert_eq!(status["restriction"]["code"], "RESTRICTED", "{status}");
    assert_eq!(status["restriction"]["until"], end.to_string());
    let shown = async || app.get(&format!("/api/v2/instances/{id}")).await.body;
    assert_eq!(shown().await["restriction"], status["restriction"], "of the instance");
    let listed = app.get("/api/v2/instances").await.body;
    assert_eq!(listed["items"][0]["restriction"], status["restriction"], "{listed}");
    deliver(&app, id, vec![from_ann("IN1", "hi")]).await;
    assert_eq!(send(&app, id, ANN).await.status, StatusCode::CREATED, "a reply");

    app.clock.advance(2 * HOUR);
    until("both are sent", async || sent(&app, id) == 3).await;
    let status = app.get(&format!("/api/v2/instances/{id}/status")).await.body;
    assert!(status["restriction"].is_null(), "{status}");
    assert!(shown().await["restriction"].is_null(), "of the instance");
    app.stop().await;
}

#[tokio::test]
async fn new_conversations_fail_during_a_restriction_where_that_is_set() {
    let (app, id) = with_limits(json!({ "onRestriction": "refuse" })).await;
    let message = "the account may not write to strangers".to_owned();
    app.channel.refuse_next(ChannelError::Restricted { until: None, message });
    for to in ["+1 555 000 0001", "+1 555 000 0002"] {
        let refused = send(&app, id, to).await;
        assert_eq!(line(&refused), "502 CHANNEL_SEND_FAILED");
        assert_eq!(refused.body["error"]["details"]["channelCode"], "channel.restricted");
    }
    assert_eq!(sent(&app, id), 0);
    app.clock.advance(HOUR);
    let accepted = send(&app, id, "+1 555 000 0003").await;
    assert_eq!(accepted.status, StatusCode::CREATED, "an unknown end is an hour later");
    app.stop().await;
}

#[tokio::test]
async fn questions_about_numbers_are_bounded_and_their_answers_kept() {
    let mut config = TestApp::config();
    config.number_checks.per_hour = 2;
    config.number_checks.keep_found = Duration::from_hours(24);
    config.number_checks.keep_missing = Duration::from_hours(1);
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let id = app.connected_instance("one").await;
    let path = format!("/api/v2/instances/{id}/validate-recipient");
    let check = async |to: &str| app.post(&path, json!({ "recipient": to })).await;
    for to in ["+1 555 000 0001", "+1 555 000 0002", "+1 555 000 0001", "+1 555 000 0002"] {
        assert_eq!(check(to).await.status, StatusCode::OK, "{to}");
    }
    assert_eq!(app.channel.session(id).expect("a session").questions().len(), 2);
    assert_eq!(line(&check("+1 555 000 0003").await), "429 RATE_LIMITED");
    app.channel.network().add_capability(Capability::BlockPeople);
    let blocklist = format!("/api/v2/instances/{id}/blocklist");
    let blocked = app.post(&blocklist, json!({ "contact": "+1 555 000 0003" })).await;
    assert_eq!(line(&blocked), "429 RATE_LIMITED", "who is blocked is looked up as well");
    app.clock.advance(HOUR);
    assert_eq!(check("+1 555 000 0003").await.status, StatusCode::OK, "in the next hour");
    app.stop().await;
}

#[tokio::test]
async fn changed_limits_hold_for_what_waits_already() {
    let (app, id) = with_limits(json!({ "newChatsPerDay": 1, "warmUpDays": 0 })).await;
    assert_eq!(send(&app, id, "+1 555 000 0001").await.status, StatusCode::CREATED);
    for to in ["+1 555 000 0002", "+1 555 000 0003", "+1 555 000 0004"] {
        assert_eq!(send(&app, id, to).await.status, StatusCode::ACCEPTED, "{to}");
    }
    assert_eq!(change(&app, id, json!({ "newChatsPerDay": 3 })).await.status, StatusCode::OK);
    until("those that the day has room for are sent", async || sent(&app, id) == 3).await;
    assert_eq!(change(&app, id, json!({ "newChatsPerDay": 0 })).await.status, StatusCode::OK);
    until("nothing waits", async || sent(&app, id) == 4).await;
    app.stop().await;
}

/// A group member's address; the network knows the person.
fn member(app: &TestApp, id: InstanceId, number: &str) -> String {
    let address = format!("{number}@s.whatsapp.net");
    let person = PersonProfile { address: Address::new(&address), ..ann() };
    app.channel.session(id).expect("a session").put_person(person);
    address
}

#[tokio::test]
async fn invites_to_groups_count_as_conversations_that_are_begun() {
    let (app, id) = with_limits(json!({ "newChatsPerDay": 2, "warmUpDays": 0 })).await;
    app.channel.network().add_capability(Capability::ManageGroups);
    let path = format!("/api/v2/instances/{id}/groups/120363000000000001@g.us/participants");
    // Their settings let no one add them.
    let people = ["15559900001", "15559900002", "15559900003"];
    let people = people.map(|number| member(&app, id, number));
    let body = json!({ "action": "add", "invite": true, "participants": people });
    let outcomes = async || {
        let answer = app.post(&path, body.clone()).await;
        let people = answer.body["participants"].as_array().expect("participants").clone();
        people.iter().map(|one| one["inviteSent"] == true).collect::<Vec<_>>()
    };
    assert_eq!(outcomes().await, [true, true, false]);
    assert_eq!(outcomes().await, [false, false, false], "the day is used up");
    assert_eq!(send(&app, id, "+1 555 000 0001").await.status, StatusCode::ACCEPTED);
    app.stop().await;
}

#[tokio::test]
async fn invites_that_are_not_needed_are_given_back() {
    let (app, id) = with_limits(json!({ "newChatsPerDay": 1, "warmUpDays": 0 })).await;
    app.channel.network().add_capability(Capability::ManageGroups);
    let path = format!("/api/v2/instances/{id}/groups/120363000000000001@g.us/participants");
    let body = json!({ "action": "add", "invite": true, "participants": [member(&app, id, "15550000009")] });
    assert_eq!(app.post(&path, body).await.status, StatusCode::OK);
    assert_eq!(send(&app, id, "+1 555 000 0001").await.status, StatusCode::CREATED);
    app.stop().await;
}
