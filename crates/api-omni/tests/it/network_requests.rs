//! Requests of a network: one for several accounts, handled by any node, stored like messages from
//! sessions.

use crate::support::{line, test_app};
use axum::http::{Method, StatusCode};
use omni_app::{Error, inbound};
use omni_channel::{Capability, RequestMethod, SignedRequest};
use omni_domain::instance::ChannelType;
use omni_testing::{TestApp, sign_request};
use serde_json::{Value, json};

const CHANNEL: ChannelType = ChannelType::WhatsappBaileys;

async fn app() -> TestApp {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::ReceiveRequests);
    app
}

/// An instance with an account; connected or not.
async fn instance(app: &TestApp, name: &str, connected: bool) -> String {
    let body = json!({
        "name": name,
        "channel": "whatsapp-baileys",
        "channelConfig": { "account": format!("acc-{name}"), "secret": "s3cret" },
    });
    let created = app.post("/api/v2/instances", body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let id = created.body["id"].as_str().expect("an id").to_owned();
    if connected {
        let path = format!("/api/v2/instances/{id}/connect");
        assert_eq!(app.call(Method::POST, &path, None).await.status, StatusCode::OK);
    }
    id
}

fn text(account: &str, id: &str, text: &str) -> Value {
    let item = json!({
        "kind": "text", "id": id, "from": "15550002222", "name": "Ann", "text": text, "at": 1_767_323_044_000_i64,
    });
    json!({ "account": format!("acc-{account}"), "items": [item] })
}

async fn texts(app: &TestApp, instance: &str) -> Vec<String> {
    let path = format!("/api/v2/instances/{instance}/chats/15550002222@s.whatsapp.net/messages");
    let answer = app.get(&path).await;
    let items = answer.body["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|one| one["content"]["text"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn one_request_brings_messages_to_several_instances_once() {
    let app = app().await;
    let (one, two) = (instance(&app, "one", true).await, instance(&app, "two", true).await);
    let off = instance(&app, "off", false).await;
    let body = json!([
        text("one", "M1", "to one"),
        text("two", "M1", "to two"),
        text("off", "M1", "to none"),
        text("stranger", "M1", "to no instance"),
    ]);
    for _ in 0..2 {
        let answer = inbound::ingest(&app.app, CHANNEL, &sign_request(&body, "s3cret")).await;
        assert_eq!(&answer.expect("taken").body[..], b"EVENT_RECEIVED");
    }
    assert_eq!(texts(&app, &one).await, ["to one"]);
    assert_eq!(texts(&app, &two).await, ["to two"]);
    assert_eq!(texts(&app, &off).await, Vec::<String>::new(), "a person disconnected it");
    let persons = app.get("/api/v2/persons?search=Ann").await.body;
    assert_eq!(persons["items"].as_array().map(Vec::len), Some(1), "{persons}");
    app.stop().await;
}

/// Without a session, a lease or a cache entry of the instance in this process.
#[tokio::test]
async fn a_node_without_leases_handles_them() {
    let app = app().await;
    let one = instance(&app, "one", true).await;
    omni_app::lifecycle::stop(&app.app).await;
    let body = json!([text("one", "M1", "hello")]);
    inbound::ingest(&app.app, CHANNEL, &sign_request(&body, "s3cret")).await.expect("taken");
    assert_eq!(texts(&app, &one).await, ["hello"]);
    app.stop().await;
}

#[tokio::test]
async fn receipts_in_requests_find_the_sent_messages() {
    let app = app().await;
    let one = instance(&app, "one", true).await;
    let body = json!({ "instanceId": one, "to": "+15550002222", "text": "hi" });
    let sent = app.post("/api/v2/messages", body).await;
    let external_id = sent.body["externalMessageId"].as_str().expect("an id");
    let item = json!({ "kind": "delivered", "id": external_id, "from": "15550002222", "at": 1 });
    let body = json!([{ "account": "acc-one", "items": [item] }]);
    inbound::ingest(&app.app, CHANNEL, &sign_request(&body, "s3cret")).await.expect("taken");
    let path = format!("/api/v2/instances/{one}/chats/15550002222@s.whatsapp.net/messages");
    assert_eq!(app.get(&path).await.body["items"][0]["status"], "delivered");
    app.stop().await;
}

#[tokio::test]
async fn unsigned_or_unreadable_requests_are_rejected_and_nothing_is_stored() {
    let app = app().await;
    let one = instance(&app, "one", true).await;
    let body = json!([text("one", "M1", "hello")]);
    let forged = inbound::ingest(&app.app, CHANNEL, &sign_request(&body, "guess")).await;
    assert!(matches!(forged, Err(Error::Unauthorized(_))), "{forged:?}");
    let garbage = inbound::ingest(&app.app, CHANNEL, &sign_request(&json!({}), "s3cret")).await;
    assert!(matches!(garbage, Err(Error::Invalid { .. })), "{garbage:?}");
    let signed = sign_request(&body, "s3cret");
    let elsewhere = inbound::ingest(&app.app, ChannelType::Discord, &signed).await;
    assert!(matches!(elsewhere, Err(Error::NotSupported(_))));
    assert_eq!(texts(&app, &one).await, Vec::<String>::new());
    let question = SignedRequest {
        method: RequestMethod::Get,
        query: "challenge".to_owned(),
        ..sign_request(&json!([]), "s3cret")
    };
    let answer = inbound::ingest(&app.app, CHANNEL, &question).await.expect("answered");
    assert_eq!(&answer.body[..], b"challenge");
    app.stop().await;
}

#[tokio::test]
async fn an_account_belongs_to_one_instance() {
    let app = app().await;
    let one = instance(&app, "one", false).await;
    let same = json!({
        "name": "again",
        "channel": "whatsapp-baileys",
        "channelConfig": { "account": "acc-one", "secret": "s3cret" },
    });
    let refused = app.post("/api/v2/instances", same.clone()).await;
    assert_eq!(line(&refused), "409 CONFLICT", "{}", refused.body);
    let path = format!("/api/v2/instances/{one}");
    let moved = json!({ "channelConfig": { "account": "acc-other" } });
    assert_eq!(app.call(Method::PATCH, &path, Some(moved)).await.status, StatusCode::OK);
    assert_eq!(app.post("/api/v2/instances", same).await.status, StatusCode::CREATED);
    app.stop().await;
}
