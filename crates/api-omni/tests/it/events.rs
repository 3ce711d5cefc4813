use crate::support::{ANN, BO, deliver, from_ann, line, test_app, test_app_with, until};
use axum::http::Method;
use omni_channel::{ChannelError, Inbound};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn events_are_listed_filtered_counted_and_read_singly() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "red apple"), from_ann("IN2", "green pear")]).await;

    let path = "/api/v2/events?eventType=message.received,message.sent&direction=inbound&limit=1";
    let list = app.get(path).await;
    assert_eq!(list.body["meta"]["total"], 2);
    assert_eq!(list.body["meta"]["hasMore"], true);
    let event = &list.body["items"][0];
    assert_eq!(event["eventType"], "message.received");
    assert_eq!(event["textContent"], "green pear");
    assert_eq!(event["instanceId"], id.to_string());
    assert_eq!(event["chatId"], ANN);
    assert_eq!(event["sender"], json!({ "platformUserId": ANN, "displayName": "Ann" }));
    assert_eq!(event["status"], "received");
    assert!(event["personId"].is_string());
    assert_eq!(event["payload"]["content"], json!({ "type": "text", "text": "green pear" }));

    let one = app.get(&format!("/api/v2/events/{}", event["id"].as_str().expect("an id"))).await;
    assert_eq!(&one.body, event);
    let found = app.get("/api/v2/events?search=apple&contentType=text").await;
    assert_eq!(found.body["meta"]["total"], 1);
    let person = event["personId"].as_str().expect("an id");
    let theirs =
        app.get(&format!("/api/v2/events?personId={person}&eventType=message.received")).await;
    assert_eq!(theirs.body["meta"]["total"], 2);
    app.stop().await;
}

#[tokio::test]
async fn events_of_forwarded_and_view_once_messages_are_marked() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let Inbound::Message(mut message) = from_ann("F", "see this") else { panic!("no message") };
    message.context.forwarded = true;
    message.context.view_once = true;
    deliver(&app, id, vec![Inbound::Message(message), from_ann("O", "my words")]).await;
    let events = async |kind: &str| {
        let listed = app.get(&format!("/api/v2/events?eventType={kind}")).await.body;
        listed["items"].as_array().expect("items").clone()
    };
    let received = events("message.received").await;
    let of = |name: &str| received.iter().find(|one| one["externalId"] == name).expect("logged");
    for mark in ["forwarded", "viewOnce"] {
        assert_eq!(of("F")["payload"][mark], true, "{received:?}");
        assert!(of("O")["payload"].get(mark).is_none(), "{received:?}");
    }

    let forward = json!({
        "instanceId": id.to_string(), "to": BO, "messageId": "O", "fromChatId": ANN,
    });
    let sent = app.post("/api/v2/messages/forward", forward).await;
    assert!(sent.status.is_success(), "{}", line(&sent));
    let text = json!({ "instanceId": id.to_string(), "to": BO, "text": "Hi" });
    let plain = app.post("/api/v2/messages", text).await;
    assert!(plain.status.is_success(), "{}", line(&plain));
    until("both are sent", async || events("message.sent").await.len() == 2).await;
    for kind in ["message.queued", "message.sent"] {
        let listed = events(kind).await;
        let marks: Vec<bool> =
            listed.iter().map(|one| one["payload"]["forwarded"] == true).collect();
        assert_eq!(marks, [false, true], "{kind}: newest first: {listed:?}");
        assert!(listed[0]["payload"].get("forwarded").is_none(), "{kind}: {listed:?}");
    }
    app.stop().await;
}

const RECEIVED: &str = "/api/v2/events?eventType=message.received";

fn items(answer: &Answer) -> Vec<Value> {
    answer.body["items"].as_array().expect("items").clone()
}

#[tokio::test]
async fn events_are_searched_in_three_formats() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let long = format!("red Äpfel {}", "and more ".repeat(30));
    deliver(&app, id, vec![from_ann("IN1", "red apple"), from_ann("IN2", &long)]).await;
    let search = |body: Value| app.post("/api/v2/events/search", body);

    let full = search(json!({ "query": "RED apfel" })).await;
    assert_eq!(items(&full).len(), 1, "{}", full.body);
    assert_eq!(items(&full)[0]["textContent"], long);
    assert!(full.body.get("summary").is_none() && full.body.get("asContext").is_none());
    let filters =
        json!({ "instanceId": id, "eventType": ["message.received"], "direction": "inbound" });
    let lines = search(json!({ "query": "red", "filters": filters, "format": "summary" })).await;
    assert_eq!(lines.body["summary"], "Found 2 events");
    let preview = items(&lines)[0]["textPreview"].as_str().expect("a text").to_owned();
    assert_eq!(preview.chars().count(), 100);
    let mut names: Vec<String> =
        items(&lines)[0].as_object().expect("an object").keys().cloned().collect();
    names.sort();
    assert_eq!(names, ["contentType", "eventType", "id", "receivedAt", "textPreview"]);
    let agent = search(json!({ "query": "red", "format": "agent", "limit": 1 })).await;
    assert_eq!(agent.body["summary"], "Found 2 events; these are the latest 1");
    assert!(agent.body["asContext"].as_str().expect("a text").contains("] inbound Ann: red Äpfel"));
    assert_eq!(
        items(&search(json!({})).await).len(),
        items(&app.get("/api/v2/events").await).len()
    );
    for (body, field) in [
        (json!({ "limit": 101 }), "limit"),
        (json!({ "limit": 0 }), "limit"),
        (json!({ "format": "xml" }), "format"),
        (json!({ "query": "x".repeat(1001) }), "query"),
        (json!({ "filters": { "surprise": 1 } }), "filters.surprise"),
        (json!({ "filters": { "eventType": ["message.lost"] } }), "filters.eventType[0]"),
    ] {
        let answer = search(body).await;
        assert_eq!(line(&answer), format!("400 VALIDATION_ERROR {field}"), "{}", answer.body);
    }
    app.stop().await;
}

#[tokio::test]
async fn analytics_count_messages_by_result() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "a"), from_ann("IN2", "b")]).await;
    let text = |text: &str| json!({ "instanceId": id, "to": ANN, "text": text });
    assert_eq!(app.post("/api/v2/messages", text("well")).await.body["status"], "sent");
    app.channel
        .refuse_next(ChannelError::Rejected { code: "463".to_owned(), message: "no".to_owned() });
    assert_eq!(line(&app.post("/api/v2/messages", text("badly")).await), "502 CHANNEL_SEND_FAILED");

    let figures = app.get("/api/v2/events/analytics").await.body;
    let expected = json!({
        "totalMessages": 4,
        "successfulMessages": 3,
        "failedMessages": 1,
        "successRate": 75.0,
        "avgProcessingTimeMs": 0.0,
        "avgAgentTimeMs": 0.0,
        "messageTypes": { "text": 4 },
        "errorStages": { "channel_send": 1 },
        "instances": { "one": 4 },
        "byHour": [{ "hour": "2026-01-02T03:00:00.000Z", "count": 4, "successRate": 75.0 }],
    });
    assert_eq!(figures, expected);
    let get = |query: &str| {
        let path = format!("/api/v2/events/analytics?{query}");
        let app = &app;
        async move { app.get(&path).await }
    };
    for query in [
        "allTime=true",
        &format!("instanceId={id}"),
        "since=2026-01-02T03:00:00Z",
        "since=2026-01-02T03:04:00Z&until=2026-01-02T03:05:00Z",
    ] {
        assert_eq!(get(query).await.body, expected, "{query}");
    }
    let before = get("since=2026-01-01T00:00:00Z&until=2026-01-02T03:04:05Z").await.body;
    assert_eq!((&before["totalMessages"], &before["successRate"]), (&json!(0), &json!(0.0)));
    app.clock.advance(25 * 3_600_000);
    assert_eq!(get("").await.body["totalMessages"], 0, "the last 24 hours");
    assert_eq!(get("allTime=1").await.body["totalMessages"], 4);
    let wrong = get("since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z").await;
    assert_eq!(line(&wrong), "400 VALIDATION_ERROR until");
    app.stop().await;
}

#[tokio::test]
async fn events_of_a_sender_are_found_by_number_and_by_address() {
    let app = test_app().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    deliver(&app, one, vec![from_ann("IN1", "at one"), from_ann("IN2", "again")]).await;
    deliver(&app, two, vec![from_ann("IN3", "at two")]).await;
    let body = json!({ "instanceId": one, "to": ANN, "text": "an answer" });
    assert_eq!(app.post("/api/v2/messages", body).await.body["status"], "sent");
    for sender in ["%2B15550002222", "15550002222", ANN] {
        let all = app.get(&format!("/api/v2/events/by-sender/{sender}?limit=2")).await;
        assert_eq!(all.body["meta"]["total"], 3, "{sender}: {}", all.body);
        assert_eq!(all.body["meta"]["hasMore"], true);
        assert_eq!(items(&all)[0]["textContent"], "at two");
    }
    let here = app.get(&format!("/api/v2/events/by-sender/{ANN}?instanceId={one}")).await;
    assert_eq!(here.body["meta"]["total"], 2);
    let unknown = app.get("/api/v2/events/by-sender/unknown").await;
    assert_eq!((items(&unknown).len(), &unknown.body["meta"]["total"]), (0, &json!(0)));

    let person = app.get("/api/v2/persons?search=Ann").await.body["items"][0]["id"].clone();
    let path = format!("/api/v2/persons/{}/timeline", person.as_str().expect("an id"));
    let both = app.get(&path).await;
    let sides: Vec<Value> = items(&both).iter().map(|one| one["direction"].clone()).collect();
    assert_eq!(sides, ["outbound", "inbound", "inbound", "inbound"], "{}", both.body);
    let part = app.get(&format!("{path}?channels=discord")).await;
    assert_eq!(items(&part).len(), 0);
    app.stop().await;
}

#[tokio::test]
async fn old_events_are_counted_first_and_deleted_on_request() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    // More than one piece; each may be of one row on a machine that does other work.
    deliver(&app, id, (0..200).map(|n| from_ann(&format!("IN{n}"), "old")).collect()).await;
    app.clock.advance(3 * 24 * 3_600_000);
    deliver(&app, id, vec![from_ann("NEW", "new")]).await;
    let total = || async { app.get(RECEIVED).await.body["meta"]["total"].as_u64() };
    let before = total().await.expect("a total");
    let delete = |query: &str| {
        let path = format!("/api/v2/events/cleanup?{query}");
        let app = &app;
        async move { app.call(Method::DELETE, &path, None).await }
    };
    let counted = delete("olderThanDays=2").await;
    assert_eq!(counted.body["dryRun"], true);
    assert!(counted.body.get("deleted").is_none() && counted.body.get("hasMore").is_none());
    assert_eq!(counted.body["cutoffDate"], "2026-01-03T03:04:05.000Z");
    let old = counted.body["eventsToDelete"].as_u64().expect("a count");
    assert!(old >= 200);
    assert_eq!((before, total().await), (201, Some(201)));
    let done = delete("olderThanDays=2&dryRun=false").await;
    assert_eq!((&done.body["deleted"], &done.body["eventsToDelete"]), (&json!(old), &json!(old)));
    assert_eq!(done.body["hasMore"], false, "{}", done.body);
    assert_eq!(total().await, Some(1));
    let left = app.get("/api/v2/events?search=old").await;
    assert_eq!(left.body["meta"]["total"], 0);
    assert_eq!(line(&delete("dryRun=false").await), "400 VALIDATION_ERROR olderThanDays");
    assert_eq!(line(&delete("olderThanDays=0").await), "400 VALIDATION_ERROR olderThanDays");
    assert_eq!(line(&delete("olderThanDays=-1").await), "400 VALIDATION_ERROR olderThanDays");
    let chats = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await;
    assert_eq!(items(&chats).len(), 50, "messages are kept");
    app.stop().await;
}

#[tokio::test]
async fn old_events_that_one_request_has_no_time_for_are_left_to_the_next() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let mut config = TestApp::config();
        config.retention.on_request = Duration::ZERO;
        let app = test_app_with(TestOptions { database, config }).await;
        let id = app.connected_instance("one").await;
        deliver(&app, id, (0..100).map(|n| from_ann(&format!("IN{n}"), "old")).collect()).await;
        app.clock.advance(3 * 24 * 3_600_000);
        let path = "/api/v2/events/cleanup?olderThanDays=2&dryRun=false";
        let first = app.call(Method::DELETE, path, None).await.body;
        let old = first["eventsToDelete"].as_u64().expect("a count");
        let mut deleted = first["deleted"].as_u64().expect("a number");
        assert!((1..old).contains(&deleted) && first["hasMore"] == true, "{first}");
        let mut last = first;
        while last["hasMore"] == true && last["deleted"] != 0 {
            last = app.call(Method::DELETE, path, None).await.body;
            deleted += last["deleted"].as_u64().expect("a number");
        }
        assert_eq!((deleted, &last["hasMore"]), (old, &json!(false)));
        assert_eq!(app.get(RECEIVED).await.body["meta"]["total"], 0);
        app.stop().await;
    }
}

#[tokio::test]
async fn a_key_limited_to_one_instance_finds_only_its_events() {
    let app = test_app().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    deliver(&app, one, vec![from_ann("IN1", "apple at one")]).await;
    deliver(&app, two, vec![from_ann("IN2", "apple at two")]).await;
    let scopes = ["events:read", "instances:read", "admin:*"];
    let new = json!({ "name": "limited", "scopes": scopes, "instanceIds": [one] });
    let key =
        app.post("/api/v2/api-keys", new).await.body["key"].as_str().expect("a key").to_owned();
    let call = |method: Method, path: String, body: Option<Value>| {
        let (app, key) = (&app, &key);
        async move { app.call_as(Some(key), method, &format!("/api/v2/events{path}"), body).await }
    };
    let get = |path: &str| call(Method::GET, path.to_owned(), None);
    let body = Some(json!({ "query": "apple" }));
    let found = call(Method::POST, "/search".to_owned(), body).await;
    assert_eq!(items(&found).len(), 1);
    for path in ["?search=apple", &format!("/by-sender/{ANN}")] {
        let list = get(path).await;
        assert_eq!((items(&list).len(), &list.body["meta"]["total"]), (1, &json!(1)), "{path}");
    }
    let everything = get("?limit=100").await;
    assert!(items(&everything).iter().all(|event| event["instanceId"] == one.to_string()));
    let figures = get("/analytics").await;
    assert_eq!(figures.body["instances"], json!({ "one": 1 }));
    for path in ["", "/analytics", &format!("/by-sender/{ANN}")] {
        let other = get(&format!("{path}?instanceId={two}")).await;
        assert_eq!(line(&other), "403 FORBIDDEN", "{path}");
    }
    app.clock.advance(48 * 3_600_000);
    let done = call(Method::DELETE, "/cleanup?olderThanDays=1&dryRun=false".to_owned(), None).await;
    assert_eq!(done.body["deleted"], everything.body["meta"]["total"], "{}", done.body);
    assert_eq!(app.get("/api/v2/events?search=apple").await.body["meta"]["total"], 1);
    app.stop().await;
}
