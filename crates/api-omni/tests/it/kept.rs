//! What the account keeps about its chats and people.

use crate::support::{ANN, ann, deliver, from_ann, test_app_with};
use axum::http::{Method, StatusCode};
use futures::future::join_all;
use omni_channel::{Capability, ChatChange, Inbound, PrivacySetting, StateChange, StateUpdate};
use omni_domain::Timestamp;
use omni_domain::chat_state::{Label, Mute};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};

const CAPABILITIES: [Capability; 4] = [
    Capability::ManageChats,
    Capability::ManageLabels,
    Capability::BlockPeople,
    Capability::EditPrivacy,
];

async fn prepare(database: Database) -> (TestApp, InstanceId) {
    let app = test_app_with(TestOptions { database, config: TestApp::config() }).await;
    for capability in CAPABILITIES {
        app.channel.network().add_capability(capability);
    }
    let id = app.connected_instance("one").await;
    app.channel.session(id).expect("a session").put_person(ann());
    deliver(&app, id, vec![from_ann("IN1", "hello")]).await;
    (app, id)
}

async fn call(app: &TestApp, id: InstanceId, method: Method, rest: &str, body: Value) -> Answer {
    let body = Some(body).filter(|body| !body.is_null());
    app.call(method, &format!("/api/v2/instances/{id}{rest}"), body).await
}

fn changes(app: &TestApp, id: InstanceId) -> Vec<StateChange> {
    app.channel.session(id).expect("a session").state_changes()
}

fn of_ann(change: ChatChange) -> Inbound {
    Inbound::State(Box::new(StateUpdate::Chat {
        chat: Address::new(ANN),
        chat_type: ChatType::Dm,
        change,
    }))
}

async fn events(app: &TestApp, kind: &str) -> Vec<Value> {
    let list = app.get(&format!("/api/v2/events?eventType={kind}")).await.body;
    list["items"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_chat_is_changed_on_the_network_and_in_the_list() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        let path = format!("/chats/{ANN}");
        let body = json!({ "archived": true, "muted": true });
        let changed = call(&app, id, Method::PATCH, &path, body).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
        assert_eq!(
            (&changed.body["archived"], &changed.body["muted"]),
            (&json!(true), &json!(true))
        );
        let asked: Vec<ChatChange> = changes(&app, id)
            .into_iter()
            .filter_map(|change| match change {
                StateChange::Chat { change, newest, .. } => {
                    assert_eq!(newest.expect("a message").external_id, "IN1");
                    Some(change)
                }
                _ => None,
            })
            .collect();
        assert_eq!(asked, [ChatChange::Archived(true), ChatChange::Muted(Mute::Always)]);
        // What the network reports back is no second change.
        deliver(&app, id, vec![of_ann(ChatChange::Archived(true))]).await;
        assert_eq!(events(&app, "chat.updated").await.len(), 2);
        let of = async |filter: &str| {
            let list = call(&app, id, Method::GET, &format!("/chats?{filter}"), Value::Null).await;
            list.body["items"].as_array().expect("a list").len()
        };
        assert_eq!((of("archived=true").await, of("archived=false").await), (1, 0));
        assert_eq!((of("pinned=true").await, of("unread=true").await), (0, 1));
        app.stop().await;
    }
}

#[tokio::test]
async fn a_chat_that_is_read_loses_its_mark_as_unread_and_a_message_is_read_alone() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        deliver(&app, id, vec![from_ann("IN2", "are you there?")]).await;
        let chat = format!("/chats/{ANN}");
        let body = json!({ "markedUnread": true });
        let marked = call(&app, id, Method::PATCH, &chat, body).await;
        assert_eq!(marked.body["markedUnread"], true, "{}", marked.body);
        let read = async |path: &str| {
            let path = format!("{path}/mark-read");
            let read = call(&app, id, Method::PATCH, &path, Value::Null).await;
            assert_eq!(read.status, StatusCode::OK, "{}", read.body);
            let list = call(&app, id, Method::GET, "/chats", Value::Null).await.body;
            let shown = &list["items"][0];
            (shown["unreadCount"].clone(), shown["markedUnread"].clone())
        };
        assert_eq!(read("/messages/IN1").await, (json!(1), json!(true)));
        assert_eq!(read(&chat).await, (json!(0), json!(false)));
        let marks: Vec<bool> = changes(&app, id)
            .into_iter()
            .filter_map(|change| match change {
                StateChange::Chat { change: ChatChange::MarkedUnread(on), .. } => Some(on),
                _ => None,
            })
            .collect();
        assert_eq!(marks, [true, false]);

        // Without a connection the mark stays, as it does on the phone.
        deliver(&app, id, vec![from_ann("IN3", "hello?")]).await;
        let marked = call(&app, id, Method::PATCH, &chat, json!({ "markedUnread": true })).await;
        assert_eq!(marked.body["unreadCount"], 1, "{}", marked.body);
        let away = call(&app, id, Method::POST, "/disconnect", Value::Null).await;
        assert_eq!(away.status, StatusCode::OK, "{}", away.body);
        assert_eq!(read(&chat).await, (json!(0), json!(true)));
        app.stop().await;
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_what_to_do() {
    let (app, id) = prepare(Database::sqlite()).await;
    let path = format!("/chats/{ANN}");
    for (body, field) in [
        (json!({}), "chatIds"),
        (json!({ "mutedUntil": "2020-01-01T00:00:00.000Z" }), "mutedUntil"),
        (json!({ "muted": false, "mutedUntil": "2099-01-01T00:00:00.000Z" }), "mutedUntil"),
        (json!({ "disappearingSeconds": 5 }), "disappearingSeconds"),
    ] {
        let refused = call(&app, id, Method::PATCH, &path, body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
        assert!(refused.body.to_string().contains(field), "{}", refused.body);
    }
    let unknown = call(&app, id, Method::PUT, &format!("{path}/labels/7"), Value::Null).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{}", unknown.body);
    let group = json!({ "contact": "12345@g.us" });
    let refused = call(&app, id, Method::POST, "/blocklist", group).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    assert!(changes(&app, id).is_empty(), "nothing reached the network");
    app.stop().await;
}

#[tokio::test]
async fn a_cleared_chat_has_no_messages_until_the_next() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        let messages = async || {
            let path = format!("/chats/{ANN}/messages");
            let list = call(&app, id, Method::GET, &path, Value::Null).await;
            list.body["items"].as_array().expect("a list").clone()
        };
        let star =
            format!("/api/v2/messages/{}/star", messages().await[0]["id"].as_str().expect("an id"));
        assert_eq!(app.call(Method::PUT, &star, None).await.status, StatusCode::OK);
        assert_eq!(messages().await[0]["isStarred"], true);
        let clear = format!("/chats/{ANN}/clear");
        assert_eq!(call(&app, id, Method::POST, &clear, Value::Null).await.status, StatusCode::OK);
        assert_eq!(messages().await.len(), 1, "starred messages stay");
        assert_eq!(app.call(Method::DELETE, &star, None).await.status, StatusCode::OK);
        assert!(messages().await.is_empty());
        let deleted = call(&app, id, Method::DELETE, &format!("/chats/{ANN}"), Value::Null).await;
        assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.body);
        let list = call(&app, id, Method::GET, "/chats", Value::Null).await;
        assert_eq!(list.body["items"], json!([]));
        for (kind, count) in [("chat.cleared", 1), ("chat.deleted", 1), ("message.starred", 2)] {
            assert_eq!(events(&app, kind).await.len(), count, "{kind}");
        }
        app.stop().await;
    }
}

#[tokio::test]
async fn concurrent_changes_of_labels_are_all_applied() {
    let (app, id) = prepare(Database::sqlite()).await;
    for round in 0..5 {
        let names = [format!("a{round}"), format!("b{round}")];
        let made = names
            .iter()
            .map(|name| call(&app, id, Method::POST, "/labels", json!({ "name": name })));
        for answer in join_all(made).await {
            assert!(answer.status.is_success(), "{}", answer.body);
        }
        let changes = [json!({ "name": format!("c{round}") }), json!({ "color": 10 + round })];
        let changed =
            changes.iter().map(|change| call(&app, id, Method::PATCH, "/labels/1", change.clone()));
        for answer in join_all(changed).await {
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        }
        let list = call(&app, id, Method::GET, "/labels", Value::Null).await.body;
        let items = list["items"].as_array().expect("a list");
        assert_eq!(items.len(), 2 * (round + 1), "{list}");
        let first = items.iter().find(|label| label["id"] == "1").expect("the first");
        let expected = (json!(format!("c{round}")), json!(10 + round));
        assert_eq!((&first["name"], &first["color"]), (&expected.0, &expected.1));
    }
    app.stop().await;
}

#[tokio::test]
async fn a_message_is_labelled_here_and_on_the_phone() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        let first = async || {
            let path = format!("/chats/{ANN}/messages");
            call(&app, id, Method::GET, &path, Value::Null).await.body["items"][0].clone()
        };
        let message = first().await["id"].as_str().expect("an id").to_owned();
        assert_eq!(first().await.get("labels"), None);
        let unknown = format!("/api/v2/messages/{message}/labels/7");
        let refused = app.call(Method::PUT, &unknown, None).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.body);
        let new = json!({ "name": "Paid" });
        let label = call(&app, id, Method::POST, "/labels", new).await.body["id"].clone();
        let label = label.as_str().expect("an id").to_owned();
        let path = format!("/api/v2/messages/{message}/labels/{label}");
        assert_eq!(app.call(Method::PUT, &path, None).await.status, StatusCode::OK);
        assert_eq!(first().await["labels"], json!([label]));
        let asked = changes(&app, id).pop().expect("a change");
        let wanted = StateChange::LabelledMessage {
            chat: ANN.to_owned(),
            external_id: "IN1".to_owned(),
            label: label.clone(),
            on: true,
        };
        assert_eq!(asked, wanted);

        // The phone reports the same, which is no second change, and then takes the label away.
        for on in [true, false] {
            let update = StateUpdate::LabelledMessage {
                chat: Address::new(ANN),
                external_id: "IN1".to_owned(),
                label: label.clone(),
                on,
            };
            deliver(&app, id, vec![Inbound::State(Box::new(update))]).await;
        }
        assert_eq!(first().await.get("labels"), None);
        let labelled = events(&app, "message.labelled").await;
        let payloads: Vec<&Value> = labelled.iter().map(|event| &event["payload"]).collect();
        let payload =
            |on| json!({ "externalId": "IN1", "chatId": ANN, "labelId": label, "labelled": on });
        assert_eq!(payloads.len(), 2, "{payloads:?}");
        for on in [true, false] {
            assert!(payloads.contains(&&payload(on)), "{payloads:?}");
        }
        app.stop().await;
    }
}

#[tokio::test]
async fn starred_messages_are_cleared_also_after_the_others() {
    let (app, id) = prepare(Database::sqlite()).await;
    let messages = async || {
        let path = format!("/chats/{ANN}/messages");
        let list = call(&app, id, Method::GET, &path, Value::Null).await;
        list.body["items"].as_array().expect("a list").clone()
    };
    let starred = messages().await[0]["id"].as_str().expect("an id").to_owned();
    let star = format!("/api/v2/messages/{starred}/star");
    assert_eq!(app.call(Method::PUT, &star, None).await.status, StatusCode::OK);
    for (query, left, cleared) in
        [("", 1, 1), ("?includeStarred=true", 0, 2), ("?includeStarred=true", 0, 2)]
    {
        let clear = format!("/chats/{ANN}/clear{query}");
        assert_eq!(call(&app, id, Method::POST, &clear, Value::Null).await.status, StatusCode::OK);
        assert_eq!(messages().await.len(), left, "{query}");
        assert_eq!(events(&app, "chat.cleared").await.len(), cleared, "{query}");
    }
    app.stop().await;
}

#[tokio::test]
async fn another_device_changes_what_is_stored() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        let state = |update| Inbound::State(Box::new(update));
        let label = Label { id: "3".to_owned(), name: "Paid".to_owned(), color: 2 };
        let setting =
            |value: &str| PrivacySetting { name: "last".to_owned(), value: value.to_owned() };
        deliver(
            &app,
            id,
            vec![
                of_ann(ChatChange::Pinned(true)),
                of_ann(ChatChange::Muted(Mute::Until(Timestamp(1)))),
                state(StateUpdate::Label(label)),
                of_ann(ChatChange::Labelled { label: "3".to_owned(), on: true }),
                state(StateUpdate::Blocklist(vec![Address::new(ANN)])),
                state(StateUpdate::Privacy(vec![setting("all")])),
                state(StateUpdate::Privacy(vec![setting("none")])),
            ],
        )
        .await;
        let list = call(&app, id, Method::GET, "/chats?label=3&pinned=true", Value::Null).await;
        let chat = &list.body["items"][0];
        assert_eq!((&chat["pinned"], &chat["labels"]), (&json!(true), &json!(["3"])), "{chat}");
        assert_eq!(chat["muted"], false, "its time is over");
        let blocked = call(&app, id, Method::GET, "/blocklist", Value::Null).await;
        assert_eq!(blocked.body["items"][0]["externalId"], ANN);
        let privacy = call(&app, id, Method::GET, "/privacy", Value::Null).await;
        assert_eq!(privacy.body, json!({ "settings": { "last": "none" } }));
        deliver(
            &app,
            id,
            vec![
                state(StateUpdate::LabelDeleted { id: "3".to_owned() }),
                state(StateUpdate::Blocklist(Vec::new())),
            ],
        )
        .await;
        let changed = events(&app, "blocklist.changed").await;
        assert_eq!(changed[0]["payload"]["unblocked"], json!([ANN]), "{changed:?}");
        assert_eq!(events(&app, "privacy.changed").await.len(), 1, "the first report is none");
        let list = call(&app, id, Method::GET, "/chats", Value::Null).await;
        assert_eq!(list.body["items"][0]["labels"], json!([]));
        app.stop().await;
    }
}

#[tokio::test]
async fn people_are_blocked_and_privacy_is_set() {
    let (app, id) = prepare(Database::sqlite()).await;
    let blocked = call(&app, id, Method::POST, "/blocklist", json!({ "contact": ANN })).await;
    assert_eq!(blocked.body["externalId"], ANN, "{}", blocked.body);
    let unblocked = call(&app, id, Method::DELETE, &format!("/blocklist/{ANN}"), Value::Null).await;
    assert_eq!(unblocked.body, json!({ "success": true }));
    let settings = json!({ "settings": { "last": "none" } });
    let set = call(&app, id, Method::PATCH, "/privacy", settings.clone()).await;
    assert_eq!(set.body, settings);
    let kinds: Vec<Capability> = changes(&app, id).iter().map(StateChange::needs).collect();
    let (people, privacy) = (Capability::BlockPeople, Capability::EditPrivacy);
    assert_eq!(kinds, [people, people, privacy]);
    app.stop().await;
}
