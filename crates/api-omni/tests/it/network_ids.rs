//! Channels whose networks assign the message ids: the effects of an acknowledgement, of a receipt
//! before it, of a report beside it and of a lost acknowledgement.

use crate::support::{ANN, deliver, direct, line, test_app};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use omni_channel::{
    ChannelError, Inbound, InboundMessage, MessageIds, ReceiptKind, ReceiptUpdate, Repeats,
    SendFailure, SentRef,
};
use omni_domain::conversation::Address;
use omni_domain::ids::{InstanceId, TenantId};
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};
use std::time::Duration;

const SEND: &str = "/api/v2/messages";

async fn with_ids(repeats: Repeats) -> (TestApp, InstanceId) {
    let app = test_app().await;
    app.channel.network().set_ids(MessageIds::Given(repeats));
    let id = app.connected_instance("one").await;
    (app, id)
}

fn body(id: InstanceId) -> Value {
    json!({ "instanceId": id.to_string(), "to": ANN, "text": "hi" })
}

/// Queues a send without waiting for the acknowledgement, and waits until the network has it.
async fn taken(app: &TestApp, id: InstanceId) -> (String, String) {
    let before = app.channel.network().taken();
    let request = Request::post(SEND)
        .header("x-api-key", &app.key)
        .header("content-type", "application/json")
        .header("prefer", "respond-async")
        .body(Body::from(body(id).to_string()))
        .expect("a request");
    let queued: Answer = app.raw(request).await;
    assert_eq!(queued.status, StatusCode::ACCEPTED, "{}", queued.body);
    let client_id = queued.body["externalMessageId"].as_str().expect("an id").to_owned();
    until("the network has it", || (app.channel.network().taken() > before).then_some(())).await;
    let message = queued.body["messageId"].as_str().expect("an id").to_owned();
    (message, client_id)
}

async fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    for _ in 0..500 {
        if let Some(found) = look() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not in time: {what}");
}

/// The newest message of the chat, once it has this status.
async fn message_with(app: &TestApp, id: InstanceId, status: &str) -> Value {
    let path = format!("/api/v2/instances/{id}/chats/{ANN}/messages");
    for _ in 0..500 {
        let newest = app.get(&path).await.body["items"][0].clone();
        if newest["status"] == status {
            return newest;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not {status} in time: {}", app.get(&path).await.body);
}

async fn events_of(app: &TestApp, message: &str) -> Vec<String> {
    let events = app.get("/api/v2/events?limit=50").await.body;
    let events = events["items"].as_array().expect("events").iter().rev();
    events
        .filter(|event| event["messageId"] == message)
        .map(|event| event["eventType"].as_str().expect("a type").to_owned())
        .collect()
}

fn receipt(external_id: &str, app: &TestApp) -> Inbound {
    Inbound::Receipt(ReceiptUpdate {
        chat: Address::new(ANN),
        by: Address::new(ANN),
        external_ids: vec![external_id.to_owned()],
        kind: ReceiptKind::Delivered,
        at: app.app.env.now(),
    })
}

fn network_id(app: &TestApp, client_id: &str) -> String {
    app.channel.network().id_of(client_id).expect("taken")
}

#[tokio::test]
async fn receipts_find_the_id_of_the_acknowledgement() {
    let (app, id) = with_ids(Repeats::MayDouble).await;
    let sent = app.post(SEND, body(id)).await;
    assert_eq!(line(&sent), "201", "{}", sent.body);
    assert_eq!(sent.body["externalMessageId"], "NET000001");
    deliver(&app, id, vec![receipt("NET000001", &app)]).await;
    let stored = message_with(&app, id, "delivered").await;
    assert_eq!(stored["externalId"], "NET000001", "{stored}");
    app.stop().await;
}

#[tokio::test]
async fn a_receipt_before_the_acknowledgement_is_kept_for_it() {
    let (app, id) = with_ids(Repeats::MayDouble).await;
    let bell = app.channel.network().hold_answers();
    let (message, client_id) = taken(&app, id).await;
    let external_id = network_id(&app, &client_id);
    deliver(&app, id, vec![receipt(&external_id, &app), receipt(&external_id, &app)]).await;
    message_with(&app, id, "queued").await;
    bell.notify_one();
    message_with(&app, id, "delivered").await;
    assert_eq!(
        events_of(&app, &message).await,
        ["message.queued", "message.sent", "message.delivered"]
    );
    app.stop().await;
}

#[tokio::test]
async fn a_failure_before_the_acknowledgement_is_kept_for_it() {
    let (app, id) = with_ids(Repeats::MayDouble).await;
    let bell = app.channel.network().hold_answers();
    let (message, client_id) = taken(&app, id).await;
    let failure = SendFailure {
        message: SentRef { external_id: network_id(&app, &client_id), client_id: None },
        error: ChannelError::WindowClosed,
        at: app.app.env.now(),
    };
    deliver(&app, id, vec![Inbound::Failed(failure)]).await;
    bell.notify_one();
    message_with(&app, id, "failed").await;
    assert_eq!(
        events_of(&app, &message).await,
        ["message.queued", "message.sent", "message.failed"]
    );
    app.stop().await;
}

#[tokio::test]
async fn a_lost_acknowledgement_does_not_cause_a_second_send() {
    let (app, id) = with_ids(Repeats::MayDouble).await;
    app.channel.network().lose_next_answer();
    let (message, client_id) = taken(&app, id).await;
    message_with(&app, id, "queued").await;
    app.clock.advance(31_000);
    message_with(&app, id, "failed").await;
    assert_eq!(app.channel.network().times_shown(&client_id), 1);
    let message = message.parse().expect("an id");
    let failed = app.app.store.find_message(TenantId::DEFAULT, message).await.expect("a read");
    let code = failed.and_then(|message| message.failure_code);
    assert_eq!(code.as_deref(), Some("channel.outcome_unknown"));
    app.stop().await;
}

#[tokio::test]
async fn a_report_settles_a_send_whose_acknowledgement_was_lost() {
    let (app, id) = with_ids(Repeats::MayDouble).await;
    app.channel.network().lose_next_answer();
    let (message, client_id) = taken(&app, id).await;
    let external_id = network_id(&app, &client_id);
    let sent = SentRef { external_id: external_id.clone(), client_id: Some(client_id.clone()) };
    deliver(&app, id, vec![Inbound::Accepted(sent), receipt(&external_id, &app)]).await;
    let stored = message_with(&app, id, "delivered").await;
    assert_eq!(stored["externalId"], external_id.as_str());
    app.clock.advance(60_000);
    // A repeated job would have sent it by now.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(app.channel.network().times_shown(&client_id), 1);
    assert_eq!(
        events_of(&app, &message).await,
        ["message.queued", "message.sent", "message.delivered"]
    );
    let sent = app.get("/api/v2/events?eventType=message.sent").await.body;
    let payload = &sent["items"][0]["payload"];
    assert_eq!(payload["content"]["text"], "hi", "as after an acknowledgement in time: {sent}");
    assert_eq!((&payload["to"], &payload["source"]), (&json!(ANN), &json!("api")));
    app.stop().await;
}

#[tokio::test]
async fn a_network_that_drops_repeats_gets_the_send_again_in_time() {
    let (app, id) = with_ids(Repeats::ShownOnceWithin(Duration::from_mins(5))).await;
    app.channel.network().lose_next_answer();
    let (_, client_id) = taken(&app, id).await;
    let session = app.channel.session(id).expect("a session");
    until("it is handed over again", || {
        app.clock.advance(200);
        (session.sent().len() == 2).then_some(())
    })
    .await;
    let stored = message_with(&app, id, "sent").await;
    assert_eq!(stored["externalId"], network_id(&app, &client_id).as_str());
    assert_eq!(app.channel.network().times_shown(&client_id), 1);
    app.stop().await;
}

#[tokio::test]
async fn an_echo_before_the_acknowledgement_is_the_same_message() {
    let (app, id) = with_ids(Repeats::MayDouble).await;
    for names_it in [true, false] {
        let bell = app.channel.network().hold_answers();
        let (message, client_id) = taken(&app, id).await;
        let external_id = network_id(&app, &client_id);
        let echo = InboundMessage {
            from_me: true,
            chat: Address::new(ANN),
            client_id: names_it.then_some(client_id),
            ..direct(Address::new("15550001111@s.whatsapp.net"), &external_id, "hi")
        };
        deliver(&app, id, vec![Inbound::Message(Box::new(echo))]).await;
        bell.notify_one();
        app.channel.network().stop_holding();
        let stored = message_with(&app, id, "sent").await;
        let path = format!("/api/v2/instances/{id}/chats/{ANN}/messages");
        for _ in 0..500 {
            let all = app.get(&path).await.body["items"].as_array().expect("messages").clone();
            let known: Vec<_> =
                all.iter().filter(|one| one["externalId"] == external_id.as_str()).collect();
            if known.len() == 1 && known[0]["id"] == message.as_str() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let all = app.get(&path).await.body["items"].as_array().expect("messages").clone();
        let known: Vec<_> =
            all.iter().filter(|one| one["externalId"] == external_id.as_str()).collect();
        assert_eq!(known.len(), 1, "{all:#?} {stored}");
        assert_eq!(known[0]["id"], message.as_str());
    }
    app.stop().await;
}

/// Temporary errors are retried, final ones are not.
#[tokio::test]
async fn errors_of_the_network_have_stable_codes() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    app.channel.refuse_next(ChannelError::WindowClosed);
    let answer = app.post(SEND, body(id)).await;
    assert_eq!(line(&answer), "502 CHANNEL_SEND_FAILED", "{}", answer.body);
    assert_eq!(answer.body["error"]["details"]["channelCode"], "channel.window_closed");
    app.channel.refuse_next(ChannelError::RecipientUnknown("+1".to_owned()));
    let answer = app.post(SEND, body(id)).await;
    assert_eq!(answer.body["error"]["code"], "RECIPIENT_NOT_ON_CHANNEL", "{}", answer.body);
    let text = answer.body["error"]["message"].as_str().expect("a text");
    assert!(text.contains("`+1` is not on this network; check the number"), "{text}");
    assert_eq!(text.matches("is not on this").count(), 1, "{text}");
    let until = app.app.env.now().plus(Duration::from_mins(10));
    app.channel.refuse_next(ChannelError::RateLimited { until: Some(until) });
    let before = app.channel.network().taken();
    let request = Request::post(SEND)
        .header("x-api-key", &app.key)
        .header("content-type", "application/json")
        .header("prefer", "respond-async")
        .body(Body::from(body(id).to_string()))
        .expect("a request");
    assert_eq!(app.raw(request).await.status, StatusCode::ACCEPTED);
    app.clock.advance(300_000);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(app.channel.network().taken(), before, "no send before the network allows it");
    app.clock.advance(301_000);
    until_sent(&app, before).await;
    app.stop().await;
}

async fn until_sent(app: &TestApp, before: usize) {
    until("it is sent", || (app.channel.network().taken() > before).then_some(())).await;
}
