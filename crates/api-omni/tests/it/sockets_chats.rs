//! The chats stream: every kind of message, in the specification's shape.

use crate::socket::{Client, serve};
use crate::support::{ANN, BO, UNKNOWN_ID, deliver, from_ann, picture, test_app};
use omni_app::keys::NewApiKey;
use omni_channel::{
    Inbound, MessageEdit, MessageRef, MessageRevoke, PresenceUpdate, ReceiptKind, ReceiptUpdate,
    Typing,
};
use omni_domain::Timestamp;
use omni_domain::content::Content;
use omni_domain::conversation::Address;
use omni_testing::TestApp;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

const AT: Timestamp = Timestamp(1_767_323_050_000);

fn of(external_id: &str, from_me: bool) -> MessageRef {
    MessageRef { external_id: external_id.to_owned(), sender: None, from_me }
}

fn receipt(external_id: &str, kind: ReceiptKind) -> Inbound {
    Inbound::Receipt(ReceiptUpdate {
        chat: Address::new(ANN),
        by: Address::new(ANN),
        external_ids: vec![external_id.to_owned()],
        kind,
        at: AT,
    })
}

fn typing(active: bool, recording: bool) -> Inbound {
    let (chat, sender) = (Address::new(ANN), Address::new(ANN));
    Inbound::Typing(Typing { chat, sender, active, recording })
}

fn online(online: bool) -> Inbound {
    let last_seen = (!online).then_some(AT);
    Inbound::Presence(PresenceUpdate { user: Address::new(ANN), online, last_seen })
}

async fn open(app: &TestApp, id: &str, more: Value) -> Client {
    let address = serve(app).await;
    let path = format!("ws/chats/{id}?api_key={}", app.key);
    let mut client = Client::open(address, &path).await.expect("open");
    let mut message = json!({ "type": "subscribe" });
    let members = more.as_object().expect("an object").clone();
    message.as_object_mut().expect("an object").extend(members);
    client.subscribe(message).await;
    client
}

#[tokio::test]
async fn inbound_messages_edits_and_deletions_are_streamed() {
    let app = test_app().await;
    let instance = app.connected_instance("one").await;
    let mut client = open(&app, &instance.to_string(), json!({})).await;
    deliver(&app, instance, vec![from_ann("IN1", "Hello!")]).await;
    let new = client.receive().await;
    let id = new["message"]["id"].clone();
    assert!(id.is_string());
    assert_eq!(
        new,
        json!({
            "type": "message.new",
            "chatId": ANN,
            "seq": new["seq"],
            "message": {
                "id": id,
                "externalId": "IN1",
                "sender": { "platformUserId": ANN, "displayName": "Ann", "profilePicture": null },
                "content": { "type": "text", "text": "Hello!" },
                "timestamp": "2026-01-02T03:04:04.000Z",
                "status": "received",
                "direction": "inbound",
                "replyToExternalId": null,
            },
        })
    );
    assert!(new["seq"].is_i64());
    let (chat, by) = (Address::new(ANN), Address::new(ANN));
    let edit = MessageEdit {
        chat: chat.clone(),
        target: of("IN1", false),
        by: by.clone(),
        from_me: false,
        content: Content::text("Hello! (edited)"),
        at: AT,
    };
    deliver(&app, instance, vec![Inbound::Edit(Box::new(edit))]).await;
    let edited = client.receive().await;
    assert_eq!(
        edited,
        json!({
            "type": "message.edited",
            "chatId": ANN,
            "seq": edited["seq"],
            "messageId": id,
            "newContent": { "type": "text", "text": "Hello! (edited)" },
            "editedAt": AT,
        })
    );
    let revoke = MessageRevoke { chat, target: of("IN1", false), by, from_me: false, at: AT };
    deliver(&app, instance, vec![Inbound::Revoke(revoke)]).await;
    let deleted = client.receive().await;
    assert_eq!(
        deleted,
        json!({
            "type": "message.deleted",
            "chatId": ANN,
            "seq": deleted["seq"],
            "messageId": id,
            "deletedFor": "everyone",
        })
    );
    app.stop().await;
}

#[tokio::test]
async fn outbound_messages_and_their_status_are_streamed() {
    let app = test_app().await;
    let instance = app.connected_instance("one").await;
    let mut client =
        open(&app, &instance.to_string(), json!({ "includeReadReceipts": true })).await;
    let body = json!({ "instanceId": instance.to_string(), "to": ANN, "text": "Hi" });
    let sent = app.post("/api/v2/messages", body).await.body;
    let new = client.receive().await;
    assert_eq!(new["type"], "message.new");
    assert_eq!(new["message"]["status"], "queued");
    assert_eq!(new["message"]["direction"], "outbound");
    assert_eq!(new["message"]["content"], json!({ "type": "text", "text": "Hi" }));
    assert_eq!(new["message"]["sender"]["platformUserId"], "15550001111@s.whatsapp.net");
    let id = new["message"]["id"].clone();
    let external = new["message"]["externalId"].as_str().expect("an id").to_owned();
    let status = client.receive().await;
    assert_eq!(
        status,
        json!({
            "type": "message.status",
            "chatId": ANN,
            "seq": status["seq"],
            "messageId": id,
            "externalId": external,
            "status": "sent",
            "timestamp": status["timestamp"],
        }),
        "{sent}"
    );
    deliver(&app, instance, vec![receipt(&external, ReceiptKind::Delivered)]).await;
    assert_eq!(client.receive().await["status"], "delivered");
    deliver(&app, instance, vec![receipt(&external, ReceiptKind::Read)]).await;
    assert_eq!(client.receive().await["status"], "read");
    let read = client.receive().await;
    assert_eq!(
        read,
        json!({
            "type": "chat.read",
            "chatId": ANN,
            "seq": read["seq"],
            "readUpTo": id,
            "timestamp": read["timestamp"],
        })
    );
    app.stop().await;
}

#[tokio::test]
async fn forwarded_messages_are_streamed_as_such() {
    let app = test_app().await;
    let instance = app.connected_instance("one").await;
    let mut client = open(&app, &instance.to_string(), json!({})).await;
    let Inbound::Message(mut message) = from_ann("IN1", "see this") else { panic!("no message") };
    message.context.forwarded = true;
    deliver(&app, instance, vec![Inbound::Message(message)]).await;
    let new = client.receive().await;
    assert_eq!(new["message"]["forwarded"], true, "{new}");
    let forward = json!({
        "instanceId": instance.to_string(), "to": BO, "messageId": "IN1", "fromChatId": ANN,
    });
    let sent = app.post("/api/v2/messages/forward", forward).await.body;
    let copy = client.receive().await;
    assert_eq!(copy["type"], "message.new", "{sent}");
    assert_eq!(copy["message"]["forwarded"], true, "{copy}");
    app.stop().await;
}

#[tokio::test]
async fn a_file_that_may_be_opened_once_is_queued_and_streamed_as_such() {
    let app = test_app().await;
    let instance = app.connected_instance("one").await;
    let mut client = open(&app, &instance.to_string(), json!({})).await;
    let file = json!({
        "instanceId": instance.to_string(), "to": ANN, "type": "image", "base64": picture(),
        "viewOnce": true,
    });
    let sent = app.post("/api/v2/messages/media", file).await.body;
    let new = client.receive().await;
    assert_eq!(
        (&new["type"], &new["message"]["status"]),
        (&json!("message.new"), &json!("queued"))
    );
    assert_eq!(new["message"]["viewOnce"], true, "{new} {sent}");
    let queued = app.get("/api/v2/events?eventType=message.queued").await.body;
    assert_eq!(queued["items"][0]["payload"]["viewOnce"], true, "{queued}");
    app.stop().await;
}

#[tokio::test]
async fn typing_and_presence_are_streamed_only_on_request() {
    let app = test_app().await;
    let instance = app.connected_instance("one").await;
    let id = instance.to_string();
    deliver(&app, instance, vec![from_ann("IN0", "so that her name is known")]).await;
    let mut all = open(&app, &id, json!({ "includeTyping": true, "includePresence": true })).await;
    let mut some = open(&app, &id, json!({ "chatId": ANN, "includeTyping": true })).await;
    let mut none = open(&app, &id, json!({})).await;
    let mut elsewhere =
        open(&app, &id, json!({ "chatId": "15559999999@s.whatsapp.net", "includeTyping": true }))
            .await;
    deliver(&app, instance, vec![typing(true, true), typing(false, false)]).await;
    deliver(&app, instance, vec![online(true), online(false)]).await;
    deliver(&app, instance, vec![from_ann("IN1", "done")]).await;
    let user = json!({ "platformUserId": ANN, "displayName": "Ann" });
    let is_typing =
        |is: bool| json!({ "type": "chat.typing", "chatId": ANN, "isTyping": is, "user": user });
    let presence = |status: &str, seen: Value| json!({ "type": "chat.presence", "chatId": ANN, "presence": status, "lastSeen": seen });
    for expected in [
        is_typing(true),
        presence("recording", Value::Null),
        is_typing(false),
        presence("online", Value::Null),
        presence("online", Value::Null),
        presence("offline", json!(AT)),
    ] {
        assert_eq!(all.receive().await, expected);
    }
    assert_eq!(all.receive().await["type"], "message.new");
    for expected in [is_typing(true), is_typing(false)] {
        assert_eq!(some.receive().await, expected);
    }
    assert_eq!(some.receive().await["type"], "message.new");
    assert_eq!(none.receive().await["type"], "message.new");
    elsewhere.send(json!({ "type": "ping" })).await;
    assert_eq!(
        elsewhere.receive().await["type"],
        "pong",
        "nothing of another chat was received before"
    );
    app.stop().await;
}

#[tokio::test]
async fn a_stream_is_limited_to_one_instance_and_to_keys_that_may_read_it() {
    let app = test_app().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    let mut client = open(&app, &one.to_string(), json!({ "chatId": ANN })).await;
    deliver(&app, two, vec![from_ann("IN1", "to two")]).await;
    deliver(&app, one, vec![from_ann("IN2", "to one")]).await;
    let first = client.receive().await;
    assert_eq!(first["message"]["content"]["text"], "to one");
    client.send(json!({ "type": "unsubscribe" })).await;
    assert_eq!(client.receive().await["type"], "unsubscribed");
    deliver(&app, one, vec![from_ann("IN3", "missed")]).await;
    client.subscribe(json!({ "type": "subscribe", "since": first["seq"] })).await;
    assert_eq!(client.receive().await["message"]["externalId"], "IN3");

    let address = serve(&app).await;
    let only_two = NewApiKey { instance_ids: Some(vec![two]), ..TestApp::key_for(&["*"]) };
    let cases = [
        (app.new_key(only_two).await, one.to_string(), 403),
        (app.key_with(&["events:read"]).await, one.to_string(), 403),
        (app.key.clone(), UNKNOWN_ID.to_owned(), 404),
        (format!("omni_sk_{}", "x".repeat(32)), one.to_string(), 401),
    ];
    for (key, id, status) in cases {
        let refused = Client::open(address, &format!("ws/chats/{id}?api_key={key}")).await;
        match refused {
            Err(Error::Http(answer)) => assert_eq!(answer.status().as_u16(), status),
            other => panic!("{status}: {:?}", other.map(|_| ())),
        }
    }
    app.stop().await;
}
