//! How tools show recorded events of every type and form.

use crate::call;
use crate::support::test_app;
use crate::tools::deliver;
use omni_testing::Recorded;
use serde_json::{Value, json};

const SHOWN: &str = include_str!("../recorded_events.json");

fn items(body: &Value) -> Vec<Value> {
    let items = body["items"].as_array().expect("items").iter();
    let recorded = |id: &Value| id.as_str().is_some_and(|id| id.starts_with("0194b000-0000-7000"));
    items.filter(|item| recorded(&item["id"])).cloned().collect()
}

#[tokio::test]
async fn events_are_shown_as_they_were() {
    let app = test_app().await;
    let instance = app.connected_instance("shop").await;
    deliver(&app, instance, "IN0", "hello").await;
    let list = app.get("/api/v2/events?eventType=message.received").await.body;
    let id = |name: &str| list["items"][0][name].as_str().expect("an id").to_owned();
    let ids =
        [instance.to_string(), id("personId"), id("platformIdentityId"), id("canonicalChatId")];
    let person = ids[1].clone();
    let recorded = Recorded::about(ids);
    recorded.write(&app).await;

    let found = call(&app, "omni_search_messages", json!({ "limit": 100 })).await.expect("some");
    let arguments = json!({ "personId": person, "limit": 100 });
    let timeline = call(&app, "omni_get_timeline", arguments).await.expect("a timeline");
    let shown = recorded.stable(&json!({
        "found": items(&found),
        "timeline": items(&timeline),
    }));
    let expected: Value = serde_json::from_str(SHOWN).expect("JSON");
    assert_eq!(shown, expected, "{shown:#}");
    app.stop().await;
}
