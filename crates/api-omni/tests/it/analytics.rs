//! Statistics of messages: by instance, for limited keys, and as a table. Those of answers are with the
//! turns.

use crate::support::{ANN, deliver, from_ann, line, test_app};
use axum::http::Method;
use omni_channel::ChannelError;
use serde_json::{Value, json};

const HOURS: &str =
    "/api/v2/analytics?since=2026-01-02T02:00:00Z&until=2026-01-02T05:00:00Z&bucket=hour";

#[tokio::test]
async fn every_hour_of_a_period_has_its_figures() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "a"), from_ann("IN2", "b")]).await;
    let text = |text: &str| json!({ "instanceId": id, "to": ANN, "text": text });
    assert_eq!(app.post("/api/v2/messages", text("well")).await.body["status"], "sent");
    app.channel
        .refuse_next(ChannelError::Rejected { code: "463".to_owned(), message: "no".to_owned() });
    assert_eq!(line(&app.post("/api/v2/messages", text("badly")).await), "502 CHANNEL_SEND_FAILED");

    let report = app.get(HOURS).await.body;
    let items = report["items"].as_array().expect("items");
    let starts: Vec<&str> = items.iter().filter_map(|item| item["start"].as_str()).collect();
    let hours =
        ["2026-01-02T02:00:00.000Z", "2026-01-02T03:00:00.000Z", "2026-01-02T04:00:00.000Z"];
    assert_eq!(starts, hours);
    let received: Vec<&Value> =
        items.iter().map(|item| &item["figures"]["messagesReceived"]).collect();
    assert_eq!(received, [0, 2, 0]);
    let expected = json!({
        "messagesReceived": 2,
        "messagesSent": 1,
        "messagesFailed": 1,
        "answered": 0,
        "silent": 0,
        "failed": 0,
        "successRate": null,
        "latencyMs": null,
        "inputTokens": 0,
        "outputTokens": 0,
        "cost": null,
    });
    assert_eq!(report["total"], expected);
    assert_eq!((&report["groups"], &report["unpricedModels"]), (&json!([]), &json!([])));
    // The server's clock is at 03:04:05: the period ends with the quarter of an hour.
    let day = app.get("/api/v2/analytics?timeZone=Asia/Kolkata").await.body;
    assert_eq!(
        (&day["until"], &day["bucket"]),
        (&json!("2026-01-02T03:15:00.000Z"), &json!("hour"))
    );
    assert_eq!(day["total"], expected);
    assert_eq!(day["items"][1]["start"], "2026-01-01T03:30:00.000Z", "{day}");
    app.stop().await;
}

#[tokio::test]
async fn a_limited_key_sees_the_figures_of_its_instances() {
    let app = test_app().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    deliver(&app, one, vec![from_ann("IN1", "a")]).await;
    deliver(&app, two, vec![from_ann("IN2", "b"), from_ann("IN3", "c")]).await;
    let groups = |body: &Value| -> Vec<(String, Value)> {
        let groups = body["groups"].as_array().expect("groups").iter();
        let line = |group: &Value| {
            let name = group["group"]["name"].as_str().expect("a name").to_owned();
            (name, group["figures"]["messagesReceived"].clone())
        };
        groups.map(line).collect()
    };
    let all = app.get(&format!("{HOURS}&groupBy=instance")).await.body;
    assert_eq!(groups(&all), [("two".to_owned(), json!(2)), ("one".to_owned(), json!(1))]);
    assert_eq!(all["items"].as_array().map(Vec::len), Some(2), "only those with figures: {all}");
    let channels = app.get(&format!("{HOURS}&groupBy=channel")).await.body;
    assert_eq!(groups(&channels), [("whatsapp-baileys".to_owned(), json!(3))]);

    let new = json!({ "name": "limited", "scopes": ["events:read"], "instanceIds": [one] });
    let key =
        app.post("/api/v2/api-keys", new).await.body["key"].as_str().expect("a key").to_owned();
    let get = |query: &str| {
        let (app, key, path) = (&app, &key, format!("{HOURS}{query}"));
        async move { app.call_as(Some(key), Method::GET, &path, None).await }
    };
    assert_eq!(groups(&get("&groupBy=instance").await.body), [("one".to_owned(), json!(1))]);
    assert_eq!(get("").await.body["total"]["messagesReceived"], 1);
    assert_eq!(line(&get(&format!("&instanceId={two}")).await), "403 FORBIDDEN");
    app.stop().await;
}

#[tokio::test]
async fn a_table_has_a_line_an_item_and_runs_no_formula() {
    let app = test_app().await;
    let id = app.connected_instance("=1+1").await;
    deliver(&app, id, vec![from_ann("IN1", "a")]).await;
    let answer = app.get(&format!("{HOURS}&groupBy=instance&format=csv")).await;
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
    let table = answer.body.as_str().expect("a text").trim_start_matches('\u{feff}').to_owned();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 2, "{table}");
    assert!(lines[0].starts_with("start,end,group_id,group,messages_received,"), "{table}");
    let expected = format!(
        "2026-01-02T03:00:00.000Z,2026-01-02T04:00:00.000Z,{id},'=1+1,1,0,0,0,0,0,,,,,0,0,"
    );
    assert_eq!(lines[1], expected);
    app.stop().await;
}
