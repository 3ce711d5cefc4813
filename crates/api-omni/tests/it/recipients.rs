//! A recipient whose number is written in two ways is one chat.

use crate::support::{deliver, direct, test_app, test_app_on};
use axum::http::StatusCode;
use omni_channel::Inbound;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_testing::{Database, SentByMock, TestApp};
use serde_json::{Value, json};

const WRITTEN: &str = "+55 47 98888-0001";
const DIALLED: &str = "5547988880001@s.whatsapp.net";
const KNOWN: &str = "554788880001@s.whatsapp.net";

fn text(from: &str, id: &str) -> Inbound {
    Inbound::Message(Box::new(direct(Address::new(from), id, "oi")))
}

async fn chats(app: &TestApp, id: InstanceId) -> Vec<String> {
    let listed = app.get(&format!("/api/v2/instances/{id}/chats")).await.body;
    let chats = listed["items"].as_array().expect("chats");
    chats.iter().map(|chat| chat["externalId"].as_str().expect("an address").to_owned()).collect()
}

async fn messages(app: &TestApp, id: InstanceId, chat: &str) -> usize {
    let listed = app.get(&format!("/api/v2/instances/{id}/chats/{chat}/messages")).await.body;
    listed["items"].as_array().map_or(0, Vec::len)
}

async fn send(app: &TestApp, id: InstanceId, more: Value) {
    let mut body = json!({ "instanceId": id.to_string(), "text": "olá" });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let sent = app.post("/api/v2/messages", body).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
}

#[tokio::test]
async fn another_spelling_of_a_number_reaches_the_chat_that_exists() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![text(KNOWN, "K1")]).await;
    send(&app, id, json!({ "to": WRITTEN, "replyTo": "K1" })).await;
    send(&app, id, json!({ "to": WRITTEN })).await;
    assert_eq!(chats(&app, id).await, [KNOWN]);
    assert_eq!(messages(&app, id, "5547988880001").await, 3, "found by either spelling");
    let sent = app.channel.session(id).expect("a session").sent();
    let to = |one: &SentByMock| match one {
        SentByMock::Message(message) => message.to.clone(),
        SentByMock::Action(_) => String::new(),
    };
    assert_eq!(sent.iter().map(to).collect::<Vec<_>>(), [KNOWN, KNOWN]);
    app.stop().await;
}

async fn a_first_message_takes_the_address_of_the_network(database: Database) {
    let app = test_app_on(database).await;
    let id = app.connected_instance("one").await;
    send(&app, id, json!({ "to": WRITTEN })).await;
    assert_eq!(chats(&app, id).await, [KNOWN]);
    deliver(&app, id, vec![text(KNOWN, "K1")]).await;
    assert_eq!(chats(&app, id).await, [KNOWN]);
    assert_eq!(messages(&app, id, KNOWN).await, 2);
    app.stop().await;
}

async fn two_chats_of_one_number_become_one(database: Database) {
    let app = test_app_on(database).await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![text(DIALLED, "D1"), text(KNOWN, "K1")]).await;
    assert_eq!(chats(&app, id).await.len(), 2);
    send(&app, id, json!({ "to": DIALLED })).await;
    assert_eq!(chats(&app, id).await, [KNOWN]);
    assert_eq!(messages(&app, id, KNOWN).await, 3);
    let persons = app.get("/api/v2/persons").await.body;
    assert_eq!(persons["items"].as_array().map(Vec::len), Some(1), "{persons}");
    app.stop().await;
}

#[tokio::test]
async fn a_first_message_takes_the_address_of_the_network_on_sqlite() {
    a_first_message_takes_the_address_of_the_network(Database::sqlite()).await;
}

#[tokio::test]
async fn a_first_message_takes_the_address_of_the_network_on_postgres() {
    a_first_message_takes_the_address_of_the_network(Database::postgres().await).await;
}

#[tokio::test]
async fn two_chats_of_one_number_become_one_on_sqlite() {
    two_chats_of_one_number_become_one(Database::sqlite()).await;
}

#[tokio::test]
async fn two_chats_of_one_number_become_one_on_postgres() {
    two_chats_of_one_number_become_one(Database::postgres().await).await;
}
