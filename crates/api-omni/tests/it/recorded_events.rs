//! How this API shows recorded events of every type and form: in lists, singly, in searches, in a
//! timeline, and over both sockets.

use crate::socket::{Client, serve};
use crate::support::{deliver, from_ann, test_app};
use omni_testing::{Recorded, TestApp};
use serde_json::{Value, json};

/// An instance with a person in a chat, and the recorded events about them.
async fn prepare(app: &TestApp) -> (Recorded, [String; 4]) {
    let instance = app.connected_instance("one").await;
    deliver(app, instance, vec![from_ann("IN0", "hello")]).await;
    let list = app.get("/api/v2/events?eventType=message.received").await.body;
    let id = |name: &str| list["items"][0][name].as_str().expect("an id").to_owned();
    let ids =
        [instance.to_string(), id("personId"), id("platformIdentityId"), id("canonicalChatId")];
    (Recorded::about(ids.clone()), ids)
}

const SHOWN: &str = include_str!("../recorded_events.json");

/// Compares a view with the recorded one.
fn check(view: &str, shown: &Value) {
    let mut expected: Value = serde_json::from_str(SHOWN).expect("JSON");
    let expected = expected[view].take();
    let all = |value: &Value| value.as_array().expect("a list").clone();
    for (shown, expected) in all(shown).iter().zip(&all(&expected)) {
        assert_eq!(shown, expected, "{view}");
    }
    assert_eq!(all(shown).len(), all(&expected).len(), "{view}");
}

/// The same of a view that begins later than the recorded one.
fn check_latest(view: &str, shown: &Value) {
    let mut expected: Value = serde_json::from_str(SHOWN).expect("JSON");
    let expected = expected[view].take();
    let all = |value: &Value| value.as_array().expect("a list").clone();
    let (shown, expected) = (all(shown), all(&expected));
    assert!(shown.len() > 90, "{view}: {}", shown.len());
    assert_eq!(shown, expected[expected.len() - shown.len()..], "{view}");
}

/// The recorded events of the whole log, oldest first.
async fn all_items(app: &TestApp) -> Vec<Value> {
    let mut pages: Vec<Vec<Value>> = Vec::new();
    let mut path = "/api/v2/events?limit=100".to_owned();
    loop {
        let page = app.get(&path).await.body;
        pages.push(items(&page));
        let Some(cursor) = page["meta"]["cursor"].as_str() else { break };
        path = format!("/api/v2/events?limit=100&cursor={cursor}");
    }
    pages.into_iter().rev().flatten().collect()
}

fn is_recorded(id: &Value) -> bool {
    id.as_str().is_some_and(|id| id.starts_with("0194b000-0000-7000-8000-"))
}

fn items(body: &Value) -> Vec<Value> {
    let items = body["items"].as_array().expect("items");
    let mut items: Vec<Value> =
        items.iter().filter(|item| is_recorded(&item["id"])).cloned().collect();
    items.reverse();
    items
}

/// All messages before the last one.
async fn until_end(client: &mut Client, is_end: impl Fn(&Value) -> bool) -> Vec<Value> {
    let mut frames = Vec::new();
    loop {
        let frame = client.receive().await;
        if is_end(&frame) {
            return frames;
        }
        frames.push(frame);
    }
}

#[tokio::test]
async fn events_are_shown_as_they_were() {
    let app = test_app().await;
    let (recorded, [instance, person, ..]) = prepare(&app).await;
    let address = serve(&app).await;
    let mut events =
        Client::open(address, &format!("ws/events?api_key={}", app.key)).await.expect("open");
    events.subscribe(json!({ "type": "subscribe" })).await;
    let path = format!("ws/chats/{instance}?api_key={}", app.key);
    let mut chats = Client::open(address, &path).await.expect("open");
    chats
        .subscribe(json!({
            "type": "subscribe", "includeTyping": true, "includePresence": true,
            "includeReadReceipts": true,
        }))
        .await;
    recorded.write(&app).await;
    deliver(&app, instance.parse().expect("an id"), vec![from_ann("END", "END")]).await;

    let frames =
        until_end(&mut events, |frame| frame["event"]["payload"]["externalId"] == "END").await;
    let frames: Vec<Value> =
        frames.into_iter().filter(|frame| is_recorded(&frame["event"]["id"])).collect();
    check("socket", &recorded.stable(&json!(frames)));
    let frames = until_end(&mut chats, |frame| frame["message"]["externalId"] == "END").await;
    check("chats", &recorded.stable(&json!(frames)));

    let list = all_items(&app).await;
    check("list", &recorded.stable(&json!(list)));
    for item in &list {
        let path = format!("/api/v2/events/{}", item["id"].as_str().expect("an id"));
        assert_eq!(&app.get(&path).await.body, item);
    }
    let search = json!({ "limit": 100, "format": "agent" });
    let found = app.post("/api/v2/events/search", search).await.body;
    // A search has no second page: it finds the latest.
    let found_items = items(&found);
    assert_eq!(found_items, list[list.len() - found_items.len()..]);
    let context = found["asContext"].as_str().expect("a text");
    let lines: Vec<&str> = context.lines().filter(|line| line.contains(":05.678Z]")).collect();
    assert_eq!(lines.len(), found_items.len());
    check_latest("context", &recorded.stable(&json!(lines)));
    let path = format!("/api/v2/events/timeline/{person}?limit=200");
    let timeline = app.get(&path).await.body;
    check("timeline", &recorded.stable(&json!(items(&timeline))));
    app.stop().await;
}
