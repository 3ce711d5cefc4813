//! One number that is linked to two instances.

use crate::socket::{Client, serve};
use crate::support::{deliver, from_ann, test_app_with};
use axum::http::{Method, StatusCode};
use omni_domain::ids::InstanceId;
use omni_sandbox::model::Model;
use omni_testing::{Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::Duration;

async fn connected(app: &TestApp, model: &Model, name: &str) -> InstanceId {
    let body = json!({
        "name": name,
        "channel": "whatsapp-baileys",
        "agent": { "type": "openai", "apiUrl": model.url(), "agentId": "sandbox" },
    });
    let made = app.post("/api/v2/instances", body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let id = made.body["id"].as_str().expect("an id").to_owned();
    let answer = app.call(Method::POST, &format!("/api/v2/instances/{id}/connect"), None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    id.parse().expect("an id")
}

/// Waits until every turn is done; their outcomes by instance.
async fn outcomes(app: &TestApp, count: usize) -> Vec<(String, String)> {
    let text = |turn: &Value, member: &str| turn[member].as_str().unwrap_or_default().to_owned();
    loop {
        let turns = app.get("/api/v2/turns?limit=50").await.body["items"].clone();
        let turns = turns.as_array().expect("turns");
        if turns.len() == count && turns.iter().all(|turn| turn["state"] == "done") {
            let outcome = |turn| (text(turn, "instanceId"), text(turn, "outcome"));
            let mut outcomes: Vec<_> = turns.iter().map(outcome).collect();
            outcomes.sort();
            return outcomes;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn status_message(app: &TestApp, id: InstanceId) -> String {
    loop {
        let status = app.get(&format!("/api/v2/instances/{id}/status")).await.body;
        if let Some(message) = status["message"].as_str() {
            return message.to_owned();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn only_the_older_of_two_instances_answers(database: Database) {
    let mut config = TestApp::config();
    config.outbound.allow = vec!["127.0.0.1".to_owned()];
    let app = test_app_with(TestOptions { database, config }).await;
    let model = Model::start(0).await.expect("a model");
    app.channel.network().link_to_one_number();
    let address = serve(&app).await;
    let mut events =
        Client::open(address, &format!("ws/events?api_key={}", app.key)).await.expect("open");
    events.send(json!({ "type": "subscribe", "channels": ["instance.status"] })).await;
    assert_eq!(events.receive().await["type"], "subscribed");
    let one = connected(&app, &model, "one").await;
    let two = connected(&app, &model, "two").await;

    let message = status_message(&app, two).await;
    assert!(message.contains("`one`"), "{message}");
    loop {
        let event = events.receive_kind("event").await;
        let message = event["event"]["payload"]["message"].as_str();
        if message.is_some_and(|text| text.contains("`one`")) {
            break;
        }
    }

    deliver(&app, one, vec![from_ann("A1", "hello")]).await;
    deliver(&app, two, vec![from_ann("A1", "hello")]).await;
    let mut wanted =
        vec![(one.to_string(), "answered".to_owned()), (two.to_string(), "duplicate".to_owned())];
    wanted.sort();
    assert_eq!(outcomes(&app, 2).await, wanted);
    assert_eq!(model.requests().len(), 1, "asked once");
    app.stop().await;
}

#[tokio::test]
async fn only_the_older_of_two_instances_answers_on_sqlite() {
    only_the_older_of_two_instances_answers(Database::sqlite()).await;
}

#[tokio::test]
async fn only_the_older_of_two_instances_answers_on_postgres() {
    only_the_older_of_two_instances_answers(Database::postgres().await).await;
}
