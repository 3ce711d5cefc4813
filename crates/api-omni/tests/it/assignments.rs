//! Working on chats together: assignments, internal notes, and labels on every channel.

use crate::sign_in::{EMAIL, as_bearer, tokens, user};
use crate::support::{ANN, UNKNOWN_ID, deliver, from_ann, from_bo, line, test_app, test_app_on};
use axum::http::{Method, StatusCode};
use omni_domain::ids::InstanceId;
use omni_testing::{Answer, Database, TestApp};
use serde_json::{Value, json};

const OTHER: &str = "other@example.com";

async fn prepare(database: Database) -> (TestApp, InstanceId) {
    let app = test_app_on(database).await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "hello"), from_bo("IN2", "good morning")]).await;
    (app, id)
}

fn chat(id: InstanceId, rest: &str) -> String {
    format!("/api/v2/instances/{id}/chats/{ANN}{rest}")
}

async fn assign(app: &TestApp, id: InstanceId, user: &str) -> Answer {
    app.call(Method::PUT, &chat(id, "/assignee"), Some(json!({ "userId": user }))).await
}

/// The addresses of the listed chats.
fn addresses(list: &Answer) -> Vec<String> {
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    let items = list.body["items"].as_array().expect("a list");
    items.iter().map(|chat| chat["externalId"].as_str().expect("a text").to_owned()).collect()
}

async fn payloads(app: &TestApp, kind: &str) -> Vec<Value> {
    let list = app.get(&format!("/api/v2/events?eventType={kind}")).await.body;
    let items = list["items"].as_array().expect("a list").iter().rev();
    items.map(|event| event["payload"].clone()).collect()
}

#[tokio::test]
async fn a_chat_is_assigned_found_by_it_and_passes_to_another() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        let ann = user(&app, EMAIL, "agent").await;
        let other = user(&app, OTHER, "agent").await;
        let assigned = assign(&app, id, &ann).await;
        assert_eq!(assigned.status, StatusCode::OK, "{}", assigned.body);
        assert_eq!(assigned.body["assignee"]["userId"], ann);
        assert_eq!(assigned.body["assignee"]["name"], "Ann");
        assign(&app, id, &ann).await;
        let list = async |to: &str| {
            app.get(&format!("/api/v2/instances/{id}/chats?assignedTo={to}")).await
        };
        assert_eq!(addresses(&list(ann.as_str()).await), [ANN]);
        assert_eq!(addresses(&list(other.as_str()).await), Vec::<String>::new());
        assert_eq!(addresses(&list("none").await).len(), 1);
        let (token, _) = tokens(&app, EMAIL).await;
        let path = format!("/api/v2/instances/{id}/chats?assignedTo=me");
        let mine = as_bearer(&app, &token, Method::GET, &path, None).await;
        assert_eq!(addresses(&mine), [ANN]);
        let two = app.connected_instance("two").await;
        deliver(&app, two, vec![from_bo("IN3", "is anyone there?")]).await;
        let of_all = async |to: &str| app.get(&format!("/api/v2/chats?assignedTo={to}")).await;
        let found = of_all(ann.as_str()).await;
        assert_eq!(addresses(&found), [ANN], "of all instances");
        assert_eq!(found.body["items"][0]["assignee"]["userId"], ann);
        assert_eq!(addresses(&of_all(other.as_str()).await), Vec::<String>::new());
        assert_eq!(addresses(&of_all("none").await).len(), 2);
        let path = "/api/v2/chats?assignedTo=me";
        let mine = as_bearer(&app, &token, Method::GET, path, None).await;
        assert_eq!(addresses(&mine), [ANN]);
        for to in ["me", "everyone"] {
            assert_eq!(line(&of_all(to).await), "400 VALIDATION_ERROR assignedTo", "{to}");
        }
        for to in ["me", "everyone"] {
            assert_eq!(
                line(&list(to).await),
                "400 VALIDATION_ERROR assignedTo",
                "{to}, with a key"
            );
        }

        assign(&app, id, &other).await;
        let gone = app.call(Method::DELETE, &chat(id, "/assignee"), None).await;
        assert_eq!(gone.body["assignee"], Value::Null, "{}", gone.body);
        let again = app.call(Method::DELETE, &chat(id, "/assignee"), None).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.body);
        let events = payloads(&app, "chat.assigned").await;
        assert_eq!(events.len(), 2, "a repeat is no change: {events:?}");
        assert_eq!(
            (&events[0]["userId"], &events[0]["previousUserId"]),
            (&json!(ann), &Value::Null)
        );
        assert_eq!(
            (&events[1]["userId"], &events[1]["previousUserId"]),
            (&json!(other), &json!(ann))
        );
        let events = payloads(&app, "chat.unassigned").await;
        assert_eq!(events.len(), 1, "{events:?}");
        assert_eq!((&events[0]["chatId"], &events[0]["userId"]), (&json!(ANN), &json!(other)));
        app.stop().await;
    }
}

#[tokio::test]
async fn only_active_users_of_the_tenant_are_assigned_and_listed() {
    let (app, id) = prepare(Database::sqlite()).await;
    let ann = user(&app, EMAIL, "agent").await;
    let other = user(&app, OTHER, "agent").await;
    app.post(&format!("/api/v2/users/{other}/disable"), Value::Null).await;
    for no_user in [other.as_str(), UNKNOWN_ID] {
        assert_eq!(line(&assign(&app, id, no_user).await), "400 VALIDATION_ERROR userId");
    }
    let unknown = json!({ "userId": ann, "until": "tomorrow" });
    let refused = app.call(Method::PUT, &chat(id, "/assignee"), Some(unknown)).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    // An agent may not read users, and still sees to whom a chat can be assigned.
    let (token, _) = tokens(&app, EMAIL).await;
    let path = format!("/api/v2/instances/{id}/assignees");
    let listed = as_bearer(&app, &token, Method::GET, &path, None).await;
    assert_eq!(listed.body["items"], json!([{ "userId": ann, "name": "Ann" }]));
    app.stop().await;
}

#[tokio::test]
async fn the_chats_of_a_deleted_user_are_assigned_to_none() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        let ann = user(&app, EMAIL, "agent").await;
        assign(&app, id, &ann).await;
        let deleted = app.call(Method::DELETE, &format!("/api/v2/users/{ann}"), None).await;
        assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.body);
        let list = app.get(&format!("/api/v2/instances/{id}/chats?assignedTo=none")).await;
        assert_eq!(addresses(&list).len(), 2);
        let events = payloads(&app, "chat.unassigned").await;
        assert_eq!(events.len(), 1, "{events:?}");
        assert_eq!((&events[0]["chatId"], &events[0]["userId"]), (&json!(ANN), &json!(ann)));
        app.stop().await;
    }
}

#[tokio::test]
async fn a_note_is_changed_by_its_author_and_by_administrators_alone() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        for (email, role) in [(EMAIL, "agent"), (OTHER, "agent"), ("boss@example.com", "admin")] {
            user(&app, email, role).await;
        }
        let (ann, _) = tokens(&app, EMAIL).await;
        let (other, _) = tokens(&app, OTHER).await;
        let (admin, _) = tokens(&app, "boss@example.com").await;
        let text = |text: &str| Some(json!({ "text": text }));
        let notes = chat(id, "/notes");
        let written =
            as_bearer(&app, &ann, Method::POST, &notes, text("  wants the invoice by post ")).await;
        assert_eq!(written.status, StatusCode::CREATED, "{}", written.body);
        assert_eq!(written.body["text"], "wants the invoice by post");
        assert_eq!(written.body["authorName"], "Ann");
        assert!(written.body["author"].as_str().is_some_and(|who| who.starts_with("user:")));
        let one = format!("{notes}/{}", written.body["id"].as_str().expect("an id"));
        for method in [Method::PATCH, Method::DELETE] {
            let body = text("by e-mail").filter(|_| method == Method::PATCH);
            let refused = as_bearer(&app, &other, method, &one, body).await;
            assert_eq!(line(&refused), "403 FORBIDDEN", "{}", refused.body);
        }
        let changed = as_bearer(&app, &ann, Method::PATCH, &one, text("by e-mail")).await;
        assert_eq!(changed.body["text"], "by e-mail", "{}", changed.body);
        let changed = as_bearer(&app, &admin, Method::PATCH, &one, text("by both")).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
        let list = as_bearer(&app, &other, Method::GET, &notes, None).await;
        assert_eq!(list.body["items"][0]["text"], "by both", "{}", list.body);
        let gone = as_bearer(&app, &admin, Method::DELETE, &one, None).await;
        assert_eq!(gone.status, StatusCode::OK, "{}", gone.body);
        let again = as_bearer(&app, &admin, Method::DELETE, &one, None).await;
        assert_eq!(line(&again), "404 NOT_FOUND");

        let events = payloads(&app, "chat.note_changed").await;
        let actions: Vec<&Value> = events.iter().map(|event| &event["action"]).collect();
        assert_eq!(actions, ["created", "updated", "updated", "deleted"]);
        let all = app.get("/api/v2/events?limit=100").await.body.to_string();
        assert!(!all.contains("invoice") && !all.contains("by both"), "no event has the text");
        assert!(app.channel.session(id).expect("a session").sent().is_empty());
        app.stop().await;
    }
}

#[tokio::test]
async fn notes_are_bounded_paged_and_not_for_readers_to_write() {
    let (app, id) = prepare(Database::sqlite()).await;
    let notes = chat(id, "/notes");
    for wrong in [" ".to_owned(), "x".repeat(4001)] {
        let refused = app.post(&notes, json!({ "text": wrong })).await;
        assert_eq!(line(&refused), "400 VALIDATION_ERROR text");
    }
    for text in ["first", "second", "third"] {
        app.clock.advance(1000);
        let written = app.post(&notes, json!({ "text": text })).await;
        assert_eq!(written.status, StatusCode::CREATED, "{}", written.body);
    }
    let page = app.get(&format!("{notes}?limit=2")).await.body;
    assert_eq!(
        (&page["items"][0]["text"], &page["meta"]["hasMore"]),
        (&json!("third"), &json!(true))
    );
    let cursor = page["meta"]["cursor"].as_str().expect("a cursor");
    let rest = app.get(&format!("{notes}?limit=2&cursor={cursor}")).await.body;
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(1), "{rest}");
    assert_eq!(rest["items"][0]["text"], "first");
    user(&app, EMAIL, "viewer").await;
    let (token, _) = tokens(&app, EMAIL).await;
    let read = as_bearer(&app, &token, Method::GET, &notes, None).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.body);
    let note = Some(json!({ "text": "mine" }));
    let refused = as_bearer(&app, &token, Method::POST, &notes, note).await;
    assert_eq!(line(&refused), "403 FORBIDDEN");
    app.stop().await;
}

/// The network of these tests has no labels, and need not be connected for them.
#[tokio::test]
async fn a_channel_without_labels_has_those_of_the_server() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        let labels = format!("/api/v2/instances/{id}/labels");
        let made = app.post(&labels, json!({ "name": "New customer" })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let label = made.body["id"].as_str().expect("an id").to_owned();
        let second = app.post(&labels, json!({ "name": "Paid", "color": 3 })).await;
        assert_ne!(second.body["id"], made.body["id"], "{}", second.body);
        let path = chat(id, &format!("/labels/{label}"));
        let labelled = app.call(Method::PUT, &path, None).await;
        assert_eq!(labelled.body["labels"], json!([label]), "{}", labelled.body);
        let list = app.get(&format!("/api/v2/instances/{id}/chats?label={label}")).await;
        assert_eq!(addresses(&list), [ANN]);
        let messages = app.get(&chat(id, "/messages")).await.body;
        let message = messages["items"][0]["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/v2/messages/{message}/labels/{label}");
        let labelled = app.call(Method::PUT, &path, None).await;
        assert_eq!(labelled.status, StatusCode::OK, "{}", labelled.body);
        let (path, name) = (format!("{labels}/{label}"), json!({ "name": "Old" }));
        assert_eq!(app.call(Method::PATCH, &path, Some(name)).await.body["name"], "Old");
        let gone = app.call(Method::DELETE, &format!("{labels}/{label}"), None).await;
        assert_eq!(gone.status, StatusCode::OK, "{}", gone.body);
        let list = app.get(&format!("/api/v2/instances/{id}/chats")).await;
        assert!(
            list.body["items"]
                .as_array()
                .expect("a list")
                .iter()
                .all(|chat| chat["labels"] == json!([]))
        );
        assert_eq!(payloads(&app, "label.changed").await.len(), 4);
        assert_eq!(payloads(&app, "chat.updated").await.len(), 1);
        assert!(app.channel.session(id).expect("a session").state_changes().is_empty());
        app.stop().await;
    }
}

#[tokio::test]
async fn a_note_of_another_chat_is_not_found() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "hello"), from_bo("IN2", "good morning")]).await;
    let written = app.post(&chat(id, "/notes"), json!({ "text": "of Ann" })).await.body;
    let note = written["id"].as_str().expect("an id");
    let elsewhere = format!("/api/v2/instances/{id}/chats/{}/notes/{note}", crate::support::BO);
    let answer = app.call(Method::DELETE, &elsewhere, None).await;
    assert_eq!(line(&answer), "404 NOT_FOUND", "{}", answer.body);
    app.stop().await;
}
