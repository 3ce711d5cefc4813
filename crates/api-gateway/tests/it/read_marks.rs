//! What is marked as read, here and on the network.

use crate::support::{
    ANN, account_id, call, connected, deliver, from_ann, get, message_of_ann, ok, test_app, until,
};
use axum::http::Method;
use omni_channel::{
    Capability, ChatAction, ChatChange, Inbound, InboundMessage, ReceiptKind, ReceiptUpdate,
    StateChange,
};
use omni_domain::Timestamp;
use omni_domain::content::Content;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_testing::{SentByMock, TestApp};
use serde_json::{Value, json};

fn chat() -> String {
    format!("/api/v1/chats/{ANN}")
}

async fn mark_unread(app: &TestApp, token: &str) {
    let body = Some(json!({ "mark_unread": true }));
    let marked = call(app, token, Method::PATCH, &chat(), body).await;
    assert_eq!(ok(&marked)["mark_unread"], true);
}

/// The marks as unread, and their removals, that the network was asked for.
fn marks(app: &TestApp, id: InstanceId) -> Vec<bool> {
    let asked = app.channel.session(id).expect("a session").state_changes();
    let marks = asked.into_iter().filter_map(|change| match change {
        StateChange::Chat { chat, change: ChatChange::MarkedUnread(on), .. } if chat == ANN => {
            Some(on)
        }
        _ => None,
    });
    marks.collect()
}

/// The messages of each read mark that the senders get, in order.
fn receipts(app: &TestApp, id: InstanceId) -> Vec<Vec<String>> {
    let sent = app.channel.session(id).expect("a session").sent();
    let receipts = sent.into_iter().filter_map(|one| match one {
        SentByMock::Action(ChatAction::MarkRead { messages, .. }) => {
            let mut ids: Vec<String> = messages.into_iter().map(|(id, _)| id).collect();
            ids.sort_unstable();
            Some(ids)
        }
        _ => None,
    });
    receipts.collect()
}

#[tokio::test]
async fn a_chat_that_is_read_loses_its_mark_as_unread_on_all_devices() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::ManageChats);
    let (id, token) = connected(&app).await;
    from_ann(&app, id, "IN1", "hello").await;
    let read = format!("{}/read", chat());
    ok(&call(&app, &token, Method::PUT, &read, None).await);
    assert!(marks(&app, id).is_empty(), "it has none");

    mark_unread(&app, &token).await;
    ok(&call(&app, &token, Method::PUT, &read, None).await);
    assert_eq!(marks(&app, id), [true, false]);
    assert_eq!(ok(&get(&app, &token, &chat()).await)["mark_unread"], false);

    // The devices would keep it: so does this server, and what was written is read all the same.
    mark_unread(&app, &token).await;
    from_ann(&app, id, "IN2", "are you there?").await;
    assert_eq!(ok(&get(&app, &token, &chat()).await)["unread_count"], 1);
    let path = format!("/api/v1/accounts/{}/disconnect", account_id(id));
    ok(&call(&app, &app.key, Method::POST, &path, None).await);
    ok(&call(&app, &token, Method::PUT, &read, None).await);
    let shown = ok(&get(&app, &token, &chat()).await).clone();
    assert_eq!((&shown["unread_count"], &shown["mark_unread"]), (&json!(0), &json!(true)));
    app.stop().await;
}

#[tokio::test]
async fn a_message_that_is_read_leaves_the_others_of_its_chat_unread() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::ManageChats);
    let (id, token) = connected(&app).await;
    for name in ["IN1", "IN2", "IN3"] {
        from_ann(&app, id, name, "hello").await;
    }
    let old = InboundMessage { from_history: true, ..message_of_ann("OLD", Content::text("old")) };
    deliver(&app, id, old).await;
    let shown = async |name: &str| ok(&get(&app, &token, &chat()).await)[name].clone();
    let read = async |name: &str| {
        ok(&call(&app, &token, Method::PUT, &format!("/api/v1/messages/{name}"), None).await);
    };
    mark_unread(&app, &token).await;
    assert_eq!(shown("unread_count").await, 3);
    // One of the history was never counted, and one that is read already is not counted twice.
    for (name, left) in [("IN2", 2), ("IN2", 2), ("OLD", 2), ("IN3", 1)] {
        read(name).await;
        assert_eq!(shown("unread_count").await, left, "{name}");
    }
    assert_eq!(shown("mark_unread").await, true, "the mark is the chat's");
    assert_eq!(marks(&app, id), [true]);
    until("the senders get it", async || receipts(&app, id) == [["IN2"], ["OLD"], ["IN3"]]).await;

    ok(&call(&app, &token, Method::PUT, &format!("{}/read", chat()), None).await);
    assert_eq!((shown("unread_count").await, shown("mark_unread").await), (json!(0), json!(false)));
    until("the rest follows", async || {
        receipts(&app, id).last().is_some_and(|ids| *ids == ["IN1"])
    })
    .await;
    let updates = app.get("/api/v2/events?eventType=chat.updated").await.body["items"].clone();
    let marks: Vec<&Value> = updates
        .as_array()
        .expect("events")
        .iter()
        .map(|one| &one["payload"]["markedUnread"])
        .collect();
    assert_eq!(marks, [false, false, true, true, true], "newest first, one of each change");
    app.stop().await;
}

#[tokio::test]
async fn a_message_that_was_read_with_its_chat_is_not_counted_again() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let arrives = async |name: &str, seconds: i64| {
        let message = message_of_ann(name, Content::text("hello"));
        let timestamp = Timestamp(message.timestamp.0 + seconds * 1000);
        deliver(&app, id, InboundMessage { timestamp, ..message }).await;
    };
    arrives("IN1", 0).await;
    arrives("IN2", 1).await;
    let shown = async || ok(&get(&app, &token, &chat()).await)["unread_count"].clone();
    assert_eq!(shown().await, 2);
    // The phone reads the chat, and names its last message alone.
    let receipt = ReceiptUpdate {
        chat: Address::new(ANN),
        by: Address::new(ANN),
        external_ids: vec!["IN2".to_owned()],
        kind: ReceiptKind::ReadSelf,
        at: app.app.env.now(),
    };
    let session = app.channel.session(id).expect("a session");
    session.deliver(vec![Inbound::Receipt(receipt)]).await;
    assert_eq!(shown().await, 0);

    arrives("IN3", 2).await;
    for (name, left) in [("IN1", 1), ("IN3", 0)] {
        ok(&call(&app, &token, Method::PUT, &format!("/api/v1/messages/{name}"), None).await);
        assert_eq!(shown().await, left, "{name}");
    }
    app.stop().await;
}
