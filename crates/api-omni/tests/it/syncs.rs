use crate::support::{self, ANN, UNKNOWN_ID, deliver, from_ann, jobs_in, key_with, line, test_app};
use axum::http::{Method, StatusCode};
use omni_channel::{ChatInfo, Inbound, InboundMessage, PersonProfile};
use omni_domain::Timestamp;
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_domain::job::{JobKind, JobState};
use omni_testing::TestApp;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// When the oldest message of [`past`] was written.
const BEGAN: i64 = 1_700_000_000_000;
const GROUP: &str = "12345@g.us";

/// Messages of Ann from long ago, a second apart, oldest first.
fn past(count: i64) -> Vec<InboundMessage> {
    let one = |n: i64| {
        let Inbound::Message(message) = from_ann(&format!("OLD{n:04}"), "long ago") else {
            unreachable!("a message");
        };
        InboundMessage { timestamp: Timestamp(BEGAN + n * 1000), from_history: true, ..*message }
    };
    (0..count).map(one).collect()
}

async fn prepare() -> (TestApp, InstanceId, String) {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("NEW", "hello")]).await;
    let session = app.channel.session(id).expect("a session");
    session.put_past(ANN, past(25));
    session.put_person(PersonProfile {
        address: Address::new(ANN),
        name: None,
        about: None,
        picture_url: None,
        is_business: true,
    });
    session.put_chat(ChatInfo {
        chat: Address::new(GROUP),
        chat_type: ChatType::Group,
        name: Some("Friends".to_owned()),
        participants: Some(vec![(Address::new(ANN), "admin")]),
    });
    (app, id, format!("/api/v2/instances/{id}/sync"))
}

fn everything() -> Value {
    json!({ "syncContacts": true, "syncChats": true, "syncMessages": true, "batchSize": 10 })
}

async fn until(app: &TestApp, path: &str, what: &str, test: impl Fn(&Value) -> bool) -> Value {
    let began = Instant::now();
    loop {
        let status = app.get(&format!("{path}/status")).await.body;
        if test(&status) {
            return status;
        }
        assert!(began.elapsed() < Duration::from_secs(15), "no {what}: {status:#}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn everything_is_synced_once() {
    let (app, id, path) = prepare().await;
    let before = app.get(&format!("{path}/status")).await.body;
    assert_eq!(
        before,
        json!({
            "lastSync": null, "contactsCount": 1, "chatsCount": 1, "messagesCount": 1,
            "inProgress": false,
        })
    );
    let started = app.post(&path, everything()).await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.body);
    assert_eq!(started.body["status"], "started");
    assert_eq!(
        (&started.body["estimatedChats"], &started.body["estimatedMessages"]),
        (&json!(1), &json!(499))
    );
    let done = until(&app, &path, "end", |status| status["inProgress"] == false).await;
    assert_eq!(done["job"]["status"], "completed", "{done:#}");
    assert_eq!(done["job"]["jobId"], started.body["jobId"]);
    assert_eq!(
        (&done["job"]["contacts"], &done["job"]["chats"], &done["job"]["messages"]),
        (&json!(1), &json!(1), &json!(25))
    );
    assert_eq!(
        (&done["contactsCount"], &done["chatsCount"], &done["messagesCount"]),
        (&json!(1), &json!(2), &json!(26))
    );
    assert!(done["lastSync"].is_string());

    let chats = app.get(&format!("/api/v2/instances/{id}/chats?search=friends")).await;
    assert_eq!(chats.body["items"][0]["participantCount"], 1, "{}", chats.body);
    let contacts = app.get(&format!("/api/v2/instances/{id}/contacts")).await;
    assert_eq!(contacts.body["items"][0]["isBusiness"], true);

    app.clock.advance(1000);
    app.post(&path, everything()).await;
    let again = until(&app, &path, "end", |status| {
        status["inProgress"] == false && status["job"]["jobId"] != started.body["jobId"]
    })
    .await;
    assert_eq!((&again["job"]["messages"], &again["messagesCount"]), (&json!(0), &json!(26)));
    app.stop().await;
}

#[tokio::test]
async fn syncs_of_all_instances_are_estimated_listed_and_reported() {
    let (app, id, path) = prepare().await;
    let estimates = format!("{path}/estimate");
    let estimate = |body: Value| app.post(&estimates, body);
    let whole = estimate(everything()).await.body;
    assert_eq!(whole, json!({ "chats": 1, "messages": 499, "durationMs": null }));
    let contacts = json!({ "syncContacts": true, "syncChats": false, "syncMessages": false });
    let part = estimate(contacts).await.body;
    assert_eq!(part, json!({ "chats": null, "messages": null, "durationMs": null }));
    let nothing = json!({ "syncContacts": false, "syncChats": false, "syncMessages": false });
    assert_eq!(line(&estimate(nothing).await), "400 VALIDATION_ERROR syncContacts");
    assert_eq!(app.get("/api/v2/syncs").await.body["items"], json!([]), "none is started");

    let started = app.post(&path, everything()).await.body;
    until(&app, &path, "end", |status| status["inProgress"] == false).await;
    let list = app.get("/api/v2/syncs").await.body;
    let shown = &list["items"][0];
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!(
        (&shown["jobId"], &shown["instanceId"], &shown["status"], &shown["messages"]),
        (&started["jobId"], &json!(id), &json!("completed"), &json!(25))
    );
    assert_eq!(estimate(everything()).await.body["durationMs"], 0, "this clock stands still");
    let one = format!("/api/v2/syncs/{}", started["jobId"].as_str().expect("an id"));
    assert_eq!(&app.get(&one).await.body, shown, "as it is listed");
    let unknown = format!("/api/v2/syncs/{UNKNOWN_ID}");
    assert_eq!(line(&app.get(&unknown).await), "404 NOT_FOUND");
    let other = app.connected_instance("two").await;
    for query in ["status=running".to_owned(), format!("instanceId={other}")] {
        let none = app.get(&format!("/api/v2/syncs?{query}")).await.body;
        assert_eq!(none["items"], json!([]), "{query}");
    }
    let key = key_with(&app, &["instances:read"], Some(&[&other.to_string()])).await;
    let list = app.call_as(Some(&key), Method::GET, "/api/v2/syncs", None).await.body;
    assert_eq!(list["items"], json!([]), "of another instance");
    assert_eq!(line(&app.call_as(Some(&key), Method::GET, &one, None).await), "404 NOT_FOUND");
    let named = format!("/api/v2/syncs?instanceId={id}");
    assert_eq!(line(&app.call_as(Some(&key), Method::GET, &named, None).await), "403 FORBIDDEN");

    let events = app.get("/api/v2/events?eventType=system.sync_changed").await.body;
    let payload = |at: usize| events["items"][at]["payload"].clone();
    let statuses = [0, 1].map(|at| payload(at)["status"].clone());
    assert_eq!(statuses, ["completed", "running"]);
    assert_eq!((&payload(0)["jobId"], &payload(0)["messages"]), (&started["jobId"], &json!(25)));
    app.stop().await;
}

#[tokio::test]
async fn only_the_requested_period_and_number_are_synced() {
    let (app, id, path) = prepare().await;
    let at = |second: i64| Timestamp(BEGAN + second * 1000).to_string();
    let body = json!({
        "syncContacts": false, "syncChats": false, "syncMessages": true, "batchSize": 7,
        "since": at(10), "until": at(19), "whatsapp": { "chatIds": [ANN] },
    });
    let started = app.post(&path, body).await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.body);
    let done = until(&app, &path, "end", |status| status["inProgress"] == false).await;
    assert_eq!(
        (&done["job"]["status"], &done["job"]["messages"]),
        (&json!("completed"), &json!(10))
    );

    let few = json!({
        "syncContacts": false, "syncChats": false, "syncMessages": true,
        "whatsapp": { "maxMessagesPerChat": 3 },
    });
    app.clock.advance(1000);
    app.post(&path, few).await;
    let none = until(&app, &path, "end", |status| {
        status["inProgress"] == false && status["job"]["messages"] == 0
    })
    .await;
    assert_eq!(none["job"]["status"], "completed", "the chat already has more than that");
    let messages = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages?limit=200")).await;
    assert_eq!(messages.body["items"].as_array().expect("rows").len(), 11);
    app.stop().await;
}

#[tokio::test]
async fn one_sync_at_a_time_and_it_can_be_cancelled() {
    let (app, id, path) = prepare().await;
    let session = app.channel.session(id).expect("a session");
    session.allow_pieces(Some(1));
    assert_eq!(app.post(&path, everything()).await.status, StatusCode::ACCEPTED);
    let half = until(&app, &path, "first piece", |status| status["job"]["messages"] == 10).await;
    assert_eq!(
        (&half["inProgress"], &half["progress"]["stage"]),
        (&json!(true), &json!("messages"))
    );
    assert_eq!(line(&app.post(&path, everything()).await), "409 CONFLICT");
    assert_eq!(app.call(Method::DELETE, &path, None).await.body, json!({ "success": true }));
    let ended = app.get(&format!("{path}/status")).await.body;
    assert_eq!(
        (&ended["inProgress"], &ended["job"]["status"]),
        (&json!(false), &json!("cancelled"))
    );
    assert_eq!(ended["messagesCount"], 11, "synced messages are kept");
    assert_eq!(line(&app.call(Method::DELETE, &path, None).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_sync_is_cancelled_by_its_id_and_no_later_one_instead() {
    let (app, id, path) = prepare().await;
    app.channel.session(id).expect("a session").allow_pieces(Some(1));
    let by_id = |job: &Value| format!("/api/v2/syncs/{}", job["jobId"].as_str().expect("an id"));
    let started = app.post(&path, everything()).await.body;
    until(&app, &path, "first piece", |status| status["job"]["messages"] == 10).await;
    // The step after it waits for the phone, and is not over before the test is.
    let in_progress = async || jobs_in(&app, JobKind::SyncRun, JobState::Running).await == 1;
    support::until("the step in progress", in_progress).await;
    let (one, cancel) = (by_id(&started), format!("{}/cancel", by_id(&started)));

    let other = app.connected_instance("two").await;
    let reader = key_with(&app, &["instances:read"], None).await;
    let elsewhere = key_with(&app, &["instances:write"], Some(&[&other.to_string()])).await;
    let foreign = app.foreign_key().await;
    for (key, refused) in
        [(reader, "403 FORBIDDEN"), (elsewhere, "404 NOT_FOUND"), (foreign, "404 NOT_FOUND")]
    {
        assert_eq!(line(&app.call_as(Some(&key), Method::POST, &cancel, None).await), refused);
    }
    assert_eq!(app.get(&one).await.body["status"], "running", "nothing was cancelled");

    let cancelled = app.call(Method::POST, &cancel, None).await.body;
    assert_eq!(
        (&cancelled["status"], &cancelled["messages"]),
        (&json!("cancelled"), &json!(10)),
        "{cancelled}"
    );
    assert!(cancelled["finishedAt"].is_string(), "{cancelled}");
    assert_eq!(app.get(&one).await.body, cancelled);

    // The first step of the next sync waits for the one that is in progress.
    app.clock.advance(1000);
    let next = app.post(&path, everything()).await.body;
    let again = app.call(Method::POST, &cancel, None).await.body;
    assert_eq!(again, cancelled, "cancelling twice is not an error");
    assert_eq!(app.get(&by_id(&next)).await.body["status"], "running");
    assert_eq!(jobs_in(&app, JobKind::SyncRun, JobState::Queued).await, 1);
    let ended = app.call(Method::POST, &format!("{}/cancel", by_id(&next)), None).await.body;
    assert_eq!(ended["status"], "cancelled", "{ended}");
    assert_eq!(jobs_in(&app, JobKind::SyncRun, JobState::Queued).await, 0, "its step is dropped");

    let events = app.get("/api/v2/events?eventType=system.sync_changed").await.body;
    let events = events["items"].as_array().expect("events").iter();
    let statuses: Vec<&Value> = events.map(|event| &event["payload"]["status"]).collect();
    assert_eq!(statuses, ["cancelled", "running", "cancelled", "running"]);
    app.stop().await;
}

#[tokio::test]
async fn a_sync_that_has_ended_is_not_cancelled() {
    let (app, _, path) = prepare().await;
    let started = app.post(&path, everything()).await.body;
    until(&app, &path, "end", |status| status["inProgress"] == false).await;
    let one = format!("/api/v2/syncs/{}", started["jobId"].as_str().expect("an id"));
    let late = app.call(Method::POST, &format!("{one}/cancel"), None).await;
    assert_eq!(line(&late), "409 CONFLICT");
    assert_eq!(app.get(&one).await.body["status"], "completed");
    let unknown = format!("/api/v2/syncs/{UNKNOWN_ID}/cancel");
    assert_eq!(line(&app.call(Method::POST, &unknown, None).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_phone_that_does_not_respond_fails_the_sync_after_its_time_limit() {
    let (app, id, path) = prepare().await;
    let others: Vec<Inbound> = (0..6)
        .map(|n| {
            let Inbound::Message(mut message) = from_ann(&format!("M{n}"), "hello") else {
                unreachable!("a message");
            };
            message.chat = Address::new(format!("1555000300{n}@s.whatsapp.net"));
            message.sender = message.chat.clone();
            Inbound::Message(message)
        })
        .collect();
    deliver(&app, id, others).await;
    app.channel.session(id).expect("a session").silence(true);
    app.post(&path, everything()).await;
    let failed = until(&app, &path, "end", |status| status["inProgress"] == false).await;
    assert_eq!(failed["job"]["status"], "failed");
    assert!(failed["job"]["error"].as_str().expect("a reason").contains("phone"), "{failed:#}");
    assert_eq!(failed["lastSync"], json!(null));
    app.stop().await;
}

#[tokio::test]
async fn continuous_syncs_repeat_until_they_are_stopped() {
    let (app, _, path) = prepare().await;
    let schedule = format!("{path}/continuous");
    let started = app.post(&schedule, json!({})).await;
    assert_eq!(
        (&started.body["status"], &started.body["intervalMs"]),
        (&json!("running"), &json!(60_000)),
        "{}",
        started.body
    );
    let replaced = app.post(&schedule, json!({ "intervalMs": 30_000 })).await;
    assert_ne!(replaced.body["jobId"], started.body["jobId"]);
    app.clock.advance(30_001);
    let first = until(&app, &path, "first sync", |status| status["lastSync"].is_string()).await;
    assert_eq!((&first["job"]["contacts"], &first["messagesCount"]), (&json!(1), &json!(26)));
    assert_eq!(first["continuous"]["jobId"], replaced.body["jobId"]);
    app.clock.advance(30_001);
    let second = until(&app, &path, "second sync", |status| {
        status["inProgress"] == false && status["job"]["jobId"] != first["job"]["jobId"]
    })
    .await;
    assert_eq!(second["job"]["contacts"], 0, "contacts only once an hour");
    assert_eq!(app.call(Method::DELETE, &schedule, None).await.body, json!({ "success": true }));
    assert_eq!(line(&app.call(Method::DELETE, &schedule, None).await), "404 NOT_FOUND");
    app.clock.advance(60_000);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let after = app.get(&format!("{path}/status")).await.body;
    assert_eq!(after["job"]["jobId"], second["job"]["jobId"], "no sync after the stop");
    assert!(after["continuous"].is_null());
    app.stop().await;
}

#[tokio::test]
async fn errors_name_invalid_options() {
    let (app, _, path) = prepare().await;
    let with = |more: Value| {
        let mut body = everything();
        body.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
        body
    };
    let nothing = json!({ "syncContacts": false, "syncChats": false, "syncMessages": false });
    let cases = [
        (nothing, "syncContacts"),
        (with(json!({ "batchSize": 0 })), "batchSize"),
        (with(json!({ "batchSize": 501 })), "batchSize"),
        (
            with(json!({ "since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z" })),
            "until",
        ),
        (with(json!({ "since": "yesterday" })), "since"),
        (with(json!({ "whatsapp": { "maxMessagesPerChat": 0 } })), "whatsapp.maxMessagesPerChat"),
        (with(json!({ "whatsapp": { "chatIds": ["19999999999"] } })), "whatsapp.chatIds[0]"),
        (with(json!({ "discord": { "guildIds": ["general"] } })), "discord.guildIds[0]"),
        (
            with(json!({ "discord": { "maxMessagesPerChannel": 0 } })),
            "discord.maxMessagesPerChannel",
        ),
        (with(json!({ "discord": { "includeThreads": "yes" } })), "discord.includeThreads"),
    ];
    for (body, field) in cases {
        let answer = app.post(&path, body).await;
        assert_eq!(line(&answer), format!("400 VALIDATION_ERROR {field}"), "{}", answer.body);
    }
    for interval in [9_999, 86_400_001] {
        let answer =
            app.post(&format!("{path}/continuous"), json!({ "intervalMs": interval })).await;
        assert_eq!(line(&answer), "400 VALIDATION_ERROR intervalMs");
    }
    let accepted =
        with(json!({ "discord": { "guildIds": ["123456789012345678"], "includeForums": true } }));
    assert_eq!(app.post(&path, accepted).await.status, StatusCode::ACCEPTED);
    app.stop().await;
}
