//! Who sent a message: users by their names, and neither keys nor the account's own phone.

use crate::sign_in::{EMAIL, PASSWORD, as_bearer, tokens};
use crate::support::{ANN, deliver, from_ann, picture, test_app_on, until};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_channel::{ChannelError, Inbound, ReceiptKind, ReceiptUpdate};
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_testing::{Answer, Database, TestApp};
use serde_json::{Value, json};

const OTHER: &str = "bo@example.com";
/// The tests' clock begins at 03:04:05 of this day.
const SOON: &str = "2026-01-02T03:10:00.000Z";

/// A user, and what they authenticate with.
struct User<'a> {
    app: &'a TestApp,
    id: String,
    token: String,
}

impl<'a> User<'a> {
    async fn new(app: &'a TestApp, email: &str, name: &str) -> Self {
        let new = json!({
            "email": email, "name": name, "role": "agent", "password": PASSWORD,
            "mustChangePassword": false,
        });
        let created = app.post("/api/v2/users", new).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        let id = created.body["user"]["id"].as_str().expect("an id").to_owned();
        Self { app, id, token: tokens(app, email).await.0 }
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        let answer = as_bearer(self.app, &self.token, Method::POST, path, Some(body)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer
    }

    fn named(&self, name: &str) -> Value {
        json!({ "type": "user", "id": self.id, "name": name })
    }

    fn path(&self) -> String {
        format!("/api/v2/users/{}", self.id)
    }
}

fn text(instance: InstanceId, text: &str) -> Value {
    json!({ "instanceId": instance, "to": ANN, "text": text })
}

fn file(instance: InstanceId, caption: &str) -> Value {
    json!({
        "instanceId": instance, "to": ANN, "type": "document", "base64": "aGVsbG8=",
        "filename": "bill.txt", "caption": caption,
    })
}

async fn listed(app: &TestApp, instance: InstanceId) -> Vec<Value> {
    let path = format!("/api/v2/instances/{instance}/chats/{ANN}/messages");
    app.get(&path).await.body["items"].as_array().cloned().unwrap_or_default()
}

/// The member `sentBy` of the message with this text.
async fn sent_by(app: &TestApp, instance: InstanceId, text: &str) -> Value {
    let items = listed(app, instance).await;
    let found = items.iter().find(|message| message["textContent"] == text);
    found.unwrap_or_else(|| panic!("{text}: {items:?}"))["sentBy"].clone()
}

/// The same of the newest message of the chat, as the list of chats has it.
async fn last_sent_by(app: &TestApp, instance: InstanceId) -> Value {
    let list = app.get(&format!("/api/v2/instances/{instance}/chats")).await.body;
    list["items"][0]["lastMessage"]["sentBy"].clone()
}

/// The same of the events of a type about a text.
async fn reported(app: &TestApp, kind: &str, text: &str) -> Vec<Value> {
    let list = app.get(&format!("/api/v2/events?eventType={kind}&limit=100")).await.body;
    let items = list["items"].as_array().expect("a list").iter();
    items
        .map(|event| &event["payload"])
        .filter(|payload| payload["content"]["text"] == text)
        .map(|payload| payload["sentBy"].clone())
        .collect()
}

#[tokio::test]
async fn messages_name_the_users_who_sent_them() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let app = test_app_on(database).await;
        let id = app.connected_instance("one").await;
        deliver(&app, id, vec![from_ann("IN1", "hello")]).await;
        let ann = User::new(&app, EMAIL, "Ann").await;
        let bo = User::new(&app, OTHER, "Bo").await;
        let with_key = app.post("/api/v2/messages", text(id, "by a program")).await;
        assert_eq!(with_key.status, StatusCode::CREATED, "{}", with_key.body);
        assert_eq!(last_sent_by(&app, id).await, Value::Null);
        ann.post("/api/v2/messages", text(id, "by Ann")).await;
        assert_eq!(last_sent_by(&app, id).await, ann.named("Ann"));
        let sent = bo.post("/api/v2/messages/media", file(id, "by Bo")).await;

        assert_eq!(sent_by(&app, id, "by Ann").await, ann.named("Ann"));
        assert_eq!(sent_by(&app, id, "by Bo").await, bo.named("Bo"));
        let items = listed(&app, id).await;
        for unnamed in ["hello", "by a program"] {
            let message = items.iter().find(|one| one["textContent"] == unnamed).expect(unnamed);
            assert!(message.get("sentBy").is_none(), "{message}");
        }
        let path = format!("/api/v2/messages/{}", sent.body["messageId"].as_str().expect("an id"));
        assert_eq!(app.get(&path).await.body["sentBy"], bo.named("Bo"));
        let found = app.get("/api/v2/messages/search?query=Ann").await.body;
        assert_eq!(found["items"][0]["message"]["sentBy"], ann.named("Ann"), "{found}");

        for kind in ["message.queued", "message.sent"] {
            assert_eq!(reported(&app, kind, "by Ann").await, [ann.named("Ann")], "{kind}");
            assert_eq!(reported(&app, kind, "by Bo").await, [bo.named("Bo")], "{kind}");
            assert_eq!(reported(&app, kind, "by a program").await, [Value::Null], "{kind}");
        }
        let all = app.get("/api/v2/events?eventType=message.queued&limit=100").await.body;
        assert!(!all.to_string().contains("example.com"), "no address of a user: {all}");
        app.stop().await;
    }
}

#[tokio::test]
async fn a_renamed_user_has_the_new_name_and_a_deleted_one_has_none() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let app = test_app_on(database).await;
        let id = app.connected_instance("one").await;
        let ann = User::new(&app, EMAIL, "Ann").await;
        ann.post("/api/v2/messages", text(id, "by Ann")).await;
        let renamed = app.call(Method::PATCH, &ann.path(), Some(json!({ "name": "Anna" }))).await;
        assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.body);
        assert_eq!(sent_by(&app, id, "by Ann").await, ann.named("Anna"));
        assert_eq!(last_sent_by(&app, id).await, ann.named("Anna"));
        let deleted = app.call(Method::DELETE, &ann.path(), None).await;
        assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.body);
        let without_name = json!({ "type": "user", "id": ann.id, "name": null });
        assert_eq!(sent_by(&app, id, "by Ann").await, without_name);
        assert_eq!(last_sent_by(&app, id).await, without_name);
        app.stop().await;
    }
}

#[tokio::test]
async fn the_event_of_a_message_whose_receipt_is_first_has_its_user() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let app = test_app_on(database).await;
        let id = app.connected_instance("one").await;
        let ann = User::new(&app, EMAIL, "Ann").await;
        app.channel.refuse_next(ChannelError::Timeout);
        let request = Request::post("/api/v2/messages")
            .header("authorization", format!("Bearer {}", ann.token))
            .header("content-type", "application/json")
            .header("prefer", "respond-async")
            .body(Body::from(text(id, "by Ann").to_string()));
        let queued = app.raw(request.expect("a request")).await;
        assert_eq!(queued.body["status"], "queued", "{}", queued.body);
        let receipt = ReceiptUpdate {
            chat: Address::new(ANN),
            by: Address::new(ANN),
            external_ids: vec![
                queued.body["externalMessageId"].as_str().expect("an id").to_owned(),
            ],
            kind: ReceiptKind::Delivered,
            at: app.app.env.now(),
        };
        deliver(&app, id, vec![Inbound::Receipt(receipt)]).await;
        assert_eq!(reported(&app, "message.sent", "by Ann").await, [ann.named("Ann")]);
        app.stop().await;
    }
}

#[tokio::test]
async fn a_scheduled_message_is_of_the_user_who_scheduled_it() {
    let app = test_app_on(Database::sqlite()).await;
    let id = app.connected_instance("one").await;
    let ann = User::new(&app, EMAIL, "Ann").await;
    let bo = User::new(&app, OTHER, "Bo").await;
    let mut body = text(id, "later");
    body["sendAt"] = json!(SOON);
    let scheduled = ann.post("/api/v2/scheduled-messages", body).await;
    let path =
        format!("/api/v2/scheduled-messages/{}", scheduled.body["id"].as_str().expect("an id"));
    let change = Some(json!({ "text": "by Ann, later" }));
    let changed = as_bearer(&app, &bo.token, Method::PATCH, &path, change).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    app.clock.advance(6 * 60_000);
    until("it is sent", async || app.get(&path).await.body["status"] == "sent").await;
    assert_eq!(sent_by(&app, id, "by Ann, later").await, ann.named("Ann"));
    let queued = reported(&app, "message.queued", "by Ann, later").await;
    assert_eq!(queued, [ann.named("Ann")]);
    app.stop().await;
}

#[tokio::test]
async fn the_files_of_an_album_are_of_the_user_who_sent_it() {
    let app = test_app_on(Database::sqlite()).await;
    let id = app.connected_instance("one").await;
    let ann = User::new(&app, EMAIL, "Ann").await;
    let one = json!({ "type": "image", "base64": picture() });
    let album = json!({ "instanceId": id, "to": ANN, "files": [one, one] });
    ann.post("/api/v2/messages/album", album).await;
    let items = listed(&app, id).await;
    assert_eq!(items.len(), 3, "{items:?}");
    assert!(items.iter().all(|message| message["sentBy"] == ann.named("Ann")), "{items:?}");
    app.stop().await;
}

#[tokio::test]
async fn what_the_phone_sends_is_of_no_user() {
    let app = test_app_on(Database::sqlite()).await;
    let id = app.connected_instance("one").await;
    let Inbound::Message(mut own) = from_ann("OWN1", "from the phone") else { unreachable!() };
    own.from_me = true;
    own.sender = Address::new("15550001111@s.whatsapp.net");
    deliver(&app, id, vec![Inbound::Message(own)]).await;
    assert_eq!(sent_by(&app, id, "from the phone").await, Value::Null);
    assert_eq!(last_sent_by(&app, id).await, Value::Null);
    app.stop().await;
}
