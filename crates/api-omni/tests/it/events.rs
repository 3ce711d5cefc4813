use crate::support::{ANN, from_ann, hear};
use omni_testing::TestApp;
use serde_json::json;

#[tokio::test]
async fn the_log_is_listed_filtered_counted_and_read_one_by_one() {
    let app = TestApp::new().await;
    let id = app.connected_instance("one").await;
    hear(&app, id, vec![from_ann("IN1", "red apple"), from_ann("IN2", "green pear")]).await;

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
