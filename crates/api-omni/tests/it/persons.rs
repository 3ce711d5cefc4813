use crate::support::{self, UNKNOWN_ID, direct, line, test_app, test_app_on};
use axum::http::Method;
use omni_channel::{Inbound, InboundMessage};
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_testing::{Answer, Database, TestApp};
use serde_json::{Value, json};

const ANN: &str = "15550002222@s.whatsapp.net";
const BO: &str = "15550003333@s.whatsapp.net";

async fn deliver(app: &TestApp, instance: InstanceId, who: &str, name: &str, id: &str, text: &str) {
    let message = InboundMessage {
        sender_name: Some(name.to_owned()),
        ..direct(Address::new(who), id, text)
    };
    support::deliver(app, instance, vec![Inbound::Message(Box::new(message))]).await;
}

async fn limited_key(app: &TestApp, scopes: &[&str], instance: InstanceId) -> String {
    let new = json!({ "name": "limited", "scopes": scopes, "instanceIds": [instance] });
    let created = app.post("/api/v2/api-keys", new).await;
    created.body["key"].as_str().expect("a key").to_owned()
}

async fn get_as(app: &TestApp, key: &str, path: &str) -> Answer {
    app.call_as(Some(key), Method::GET, path, None).await
}

/// The id of the only person found.
async fn person(app: &TestApp, search: &str) -> String {
    let found = app.get(&format!("/api/v2/persons?search={search}")).await;
    let items = found.body["items"].as_array().expect("items");
    assert_eq!(items.len(), 1, "{search}: {}", found.body);
    items[0]["id"].as_str().expect("an id").to_owned()
}

async fn identity(app: &TestApp, person: &str, address: &str) -> String {
    let presence = app.get(&format!("/api/v2/persons/{person}/presence")).await;
    let all = presence.body["identities"].as_array().expect("identities").clone();
    let found = all.iter().find(|identity| identity["platformUserId"] == address);
    found.expect("the identity")["id"].as_str().expect("an id").to_owned()
}

/// The texts of a timeline, latest first.
async fn timeline_texts(app: &TestApp, person: &str) -> Vec<String> {
    let timeline = app.get(&format!("/api/v2/events/timeline/{person}")).await;
    assert_eq!(timeline.body["personId"], person, "{}", timeline.body);
    let same = app.get(&format!("/api/v2/persons/{person}/timeline")).await;
    assert_eq!(same.body["items"], timeline.body["items"]);
    let items = timeline.body["items"].as_array().expect("items").clone();
    let text = |item: &Value| item["content"]["text"].as_str().unwrap_or_default().to_owned();
    items.iter().map(text).collect()
}

/// The senders of the messages of a chat.
async fn senders(app: &TestApp, instance: InstanceId, chat: &str) -> Vec<Value> {
    let path = format!("/api/v2/instances/{instance}/chats/{chat}/messages");
    let messages = app.get(&path).await;
    let items = messages.body["items"].as_array().expect("items").clone();
    items.iter().map(|message| message["sender"]["personId"].clone()).collect()
}

async fn merged_and_unlinked_again(app: &TestApp) {
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    deliver(app, one, ANN, "Ann", "A1", "first of Ann").await;
    app.clock.advance(1000);
    deliver(app, two, BO, "Bo", "B1", "first of Bo").await;
    let (ann, bo) = (person(app, "ann").await, person(app, "%2B1-555-000-3333").await);
    let account = identity(app, &bo, BO).await;

    app.clock.advance(1000);
    let body = json!({ "sourcePersonId": bo, "targetPersonId": ann, "reason": "one and the same" });
    let merged = app.post("/api/v2/persons/merge", body.clone()).await;
    assert_eq!(merged.body["deletedPersonId"], bo, "{}", merged.body);
    assert_eq!(merged.body["mergedIdentityIds"], json!([account]));
    assert_eq!(merged.body["person"]["displayName"], "Ann", "the target takes precedence");
    let from = &merged.body["person"]["metadata"]["mergedFrom"][0];
    assert_eq!((&from["personId"], &from["primaryPhone"]), (&json!(bo), &json!("+15550003333")));
    assert_eq!(line(&app.post("/api/v2/persons/merge", body).await), "404 NOT_FOUND");
    assert_eq!(line(&app.get(&format!("/api/v2/persons/{bo}")).await), "404 NOT_FOUND");
    // The writer has cached Bo; it must not continue to write for a deleted person.
    deliver(app, two, BO, "Bo", "B2", "second of Bo").await;
    assert_eq!(timeline_texts(app, &ann).await, ["second of Bo", "first of Bo", "first of Ann"]);
    assert_eq!(senders(app, two, BO).await, [json!(ann), json!(ann)]);
    // A third instance receives a message from a number that only the account has.
    let three = app.connected_instance("three").await;
    deliver(app, three, BO, "Bo", "B3", "third of Bo").await;
    assert_eq!(timeline_texts(app, &ann).await[0], "third of Bo");

    app.clock.advance(1000);
    let body = json!({ "identityId": account, "reason": "not the same after all" });
    let unlinked = app.post("/api/v2/persons/unlink", body).await;
    let again = unlinked.body["person"]["id"].as_str().expect("a new person").to_owned();
    assert_eq!(unlinked.body["person"]["primaryPhone"], "+15550003333");
    assert_eq!(unlinked.body["identity"]["personId"], again);
    assert_eq!(unlinked.body["identity"]["linkReason"], "not the same after all");
    deliver(app, two, BO, "Bo", "B4", "fourth of Bo").await;
    assert_eq!(timeline_texts(app, &again).await, ["fourth of Bo", "second of Bo", "first of Bo"]);
    assert_eq!(timeline_texts(app, &ann).await, ["third of Bo", "first of Ann"]);
    assert_eq!(senders(app, two, BO).await, [json!(again), json!(again), json!(again)]);

    let history = app.get(&format!("/api/v2/persons/{ann}/history")).await;
    let actions: Vec<&Value> =
        history.body["items"].as_array().expect("items").iter().map(|row| &row["action"]).collect();
    // The third instance's account was linked automatically.
    assert_eq!(actions, ["unlink", "link", "merge"], "{}", history.body);
    assert_eq!(history.body["items"][1]["reason"], "phone_match");
    assert!(history.body["items"][1]["changedBy"].is_null());
    assert_eq!(history.body["items"][2]["reason"], "one and the same");
    assert_eq!(history.body["items"][2]["evidence"]["source"]["displayName"], "Bo");
    assert!(history.body["items"][2]["changedBy"].is_string());
    let events =
        app.get("/api/v2/events?eventType=identity.linked,identity.merged,identity.unlinked");
    let events = events.await;
    let kinds: Vec<&Value> = events.body["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|one| &one["eventType"])
        .collect();
    let expected = ["identity.unlinked", "identity.linked", "identity.merged", "identity.linked"];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn merged_and_unlinked_persons_keep_all_messages_on_sqlite() {
    let app = test_app().await;
    merged_and_unlinked_again(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn merged_and_unlinked_persons_keep_all_messages_on_postgres() {
    let app = test_app_on(Database::postgres().await).await;
    merged_and_unlinked_again(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn linking_keeps_the_older_person() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, ANN, "Ann", "A1", "hello").await;
    app.clock.advance(1000);
    deliver(&app, id, BO, "Bo", "B1", "hi").await;
    let (ann, bo) = (person(&app, "ann").await, person(&app, "bo").await);
    let (of_ann, of_bo) = (identity(&app, &ann, ANN).await, identity(&app, &bo, BO).await);
    let link = |one: &str, other: &str| {
        app.post("/api/v2/persons/link", json!({ "identityA": one, "identityB": other }))
    };
    let linked = link(&of_bo, &of_ann).await;
    assert_eq!(linked.body["id"], ann, "{}", linked.body);
    assert_eq!(line(&link(&of_bo, &of_ann).await), "409 CONFLICT");
    assert_eq!(line(&link(&of_bo, &of_bo).await), "400 VALIDATION_ERROR identityB");
    assert_eq!(line(&link(&of_bo, UNKNOWN_ID).await), "404 NOT_FOUND");

    let presence = app.get(&format!("/api/v2/persons/{ann}/presence")).await;
    let summary = &presence.body["summary"];
    assert_eq!(summary["totalIdentities"], 2);
    assert_eq!(summary["totalMessages"], 2);
    assert_eq!(summary["activeChannels"], json!(["whatsapp-baileys"]));
    let here = &presence.body["byChannel"]["whatsapp-baileys"];
    assert_eq!(here["messageCount"], 2);
    assert_eq!(here["identities"], presence.body["identities"]);
    let of = |address: &str| {
        let all = presence.body["identities"].as_array().expect("identities");
        all.iter().find(|one| one["platformUserId"] == address).expect("it")["linkedBy"].clone()
    };
    assert_eq!((of(ANN), of(BO)), (json!("initial"), json!("manual")));
    app.stop().await;
}

#[tokio::test]
async fn an_only_identity_cannot_be_unlinked_and_errors_name_the_reason() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, ANN, "Ann", "A1", "hello").await;
    let ann = person(&app, "ann").await;
    let account = identity(&app, &ann, ANN).await;
    let unlink = |reason: &str| {
        app.post("/api/v2/persons/unlink", json!({ "identityId": account, "reason": reason }))
    };
    let refused = unlink("why not").await;
    assert_eq!(line(&refused), "409 CONFLICT");
    assert!(refused.body["error"]["message"].as_str().expect("a text").contains("only identity"));
    assert_eq!(line(&unlink("  ").await), "400 VALIDATION_ERROR reason");
    assert_eq!(line(&unlink(&"x".repeat(501)).await), "400 VALIDATION_ERROR reason");
    let same = json!({ "sourcePersonId": ann, "targetPersonId": ann });
    let same = app.post("/api/v2/persons/merge", same).await;
    assert_eq!(line(&same), "400 VALIDATION_ERROR targetPersonId");
    for path in ["/persons?limit=101", "/persons?limit=0"] {
        assert_eq!(line(&app.get(&format!("/api/v2{path}")).await), "400 VALIDATION_ERROR limit");
    }
    let long = format!("/api/v2/persons?search={}", "x".repeat(201));
    assert_eq!(line(&app.get(&long).await), "400 VALIDATION_ERROR search");
    let since = format!("/api/v2/persons/{ann}/timeline?since=yesterday");
    assert_eq!(line(&app.get(&since).await), "400 VALIDATION_ERROR since");
    app.stop().await;
}

#[tokio::test]
async fn a_key_limited_to_one_instance_sees_only_persons_and_accounts_there() {
    let app = test_app().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    deliver(&app, one, ANN, "Ann", "A1", "at one").await;
    deliver(&app, two, ANN, "Ann", "A2", "at two").await;
    deliver(&app, two, BO, "Bo", "B1", "only at two").await;
    let (ann, bo) = (person(&app, "ann").await, person(&app, "bo").await);
    let scopes = ["persons:read", "persons:write", "events:read"];
    let key = limited_key(&app, &scopes, one).await;
    let list = get_as(&app, &key, "/api/v2/persons").await;
    let ids: Vec<&Value> =
        list.body["items"].as_array().expect("items").iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [&json!(ann)]);
    for end in ["", "/presence", "/timeline"] {
        let answer = get_as(&app, &key, &format!("/api/v2/persons/{bo}{end}")).await;
        assert_eq!(line(&answer), "404 NOT_FOUND", "{end}");
    }
    let presence = get_as(&app, &key, &format!("/api/v2/persons/{ann}/presence")).await;
    assert_eq!(presence.body["summary"]["totalIdentities"], 1);
    assert!(!presence.body.to_string().contains(&two.to_string()));
    let timeline = get_as(&app, &key, &format!("/api/v2/events/timeline/{ann}")).await;
    assert_eq!(timeline.body["items"].as_array().expect("items").len(), 1);
    assert_eq!(timeline.body["items"][0]["content"]["text"], "at one");
    let history = get_as(&app, &key, &format!("/api/v2/persons/{ann}/history")).await;
    assert_eq!(line(&history), "403 FORBIDDEN");

    let post =
        |path: &'static str, body: Value| app.call_as(Some(&key), Method::POST, path, Some(body));
    let merge = |source: &str, target: &str| {
        post("/api/v2/persons/merge", json!({ "sourcePersonId": source, "targetPersonId": target }))
    };
    assert_eq!(line(&merge(&bo, &ann).await), "404 NOT_FOUND");
    assert_eq!(line(&merge(&ann, &bo).await), "403 FORBIDDEN", "Ann is also at two");
    let of_bo = identity(&app, &bo, BO).await;
    let unlink = json!({ "identityId": of_bo, "reason": "mine" });
    assert_eq!(line(&post("/api/v2/persons/unlink", unlink).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_name_is_corrected_and_the_history_has_both() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, ANN, "Ann", "A1", "hello").await;
    let ann = person(&app, "ann").await;
    let path = format!("/api/v2/persons/{ann}");
    let rename = |name: &str| app.call(Method::PATCH, &path, Some(json!({ "displayName": name })));
    let renamed = rename("  Ann Lee ").await;
    assert_eq!(renamed.body["displayName"], "Ann Lee", "{}", renamed.body);
    assert_eq!(renamed.body["primaryPhone"], "+15550002222");
    assert_eq!(rename("Ann Lee").await.body["displayName"], "Ann Lee");
    // The network's name does not replace it.
    deliver(&app, id, ANN, "Annie", "A2", "again").await;
    assert_eq!(app.get(&path).await.body["displayName"], "Ann Lee");

    let history = app.get(&format!("{path}/history")).await;
    let items = history.body["items"].as_array().expect("items");
    assert_eq!(items.len(), 1, "a repeat changes nothing: {}", history.body);
    assert_eq!(items[0]["action"], "update");
    let expected = json!([{ "column": "name", "before": "Ann", "after": "Ann Lee" }]);
    assert_eq!(items[0]["changes"], expected);
    assert_eq!(items[0]["evidence"]["person"]["displayName"], "Ann");
    let events = app.get("/api/v2/events?eventType=identity.updated").await;
    assert_eq!(events.body["meta"]["total"], 1, "{}", events.body);
    app.stop().await;
}

#[tokio::test]
async fn a_name_that_cannot_be_used_or_a_person_of_others_is_refused() {
    let app = test_app().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    deliver(&app, one, ANN, "Ann", "A1", "at one").await;
    deliver(&app, two, ANN, "Ann", "A2", "at two").await;
    deliver(&app, two, BO, "Bo", "B1", "only at two").await;
    let (ann, bo) = (person(&app, "ann").await, person(&app, "bo").await);
    let rename = async |key: &str, person: &str, name: &str| {
        let path = format!("/api/v2/persons/{person}");
        let body = json!({ "displayName": name });
        line(&app.call_as(Some(key), Method::PATCH, &path, Some(body)).await)
    };
    for name in ["", " ", "a\nb", &"x".repeat(201)] {
        assert_eq!(rename(&app.key, &ann, name).await, "400 VALIDATION_ERROR displayName");
    }
    assert_eq!(rename(&app.key, UNKNOWN_ID, "Ann Lee").await, "404 NOT_FOUND");
    let key = limited_key(&app, &["persons:read", "persons:write"], one).await;
    assert_eq!(rename(&key, &ann, "Mine").await, "403 FORBIDDEN", "Ann is also at two");
    assert_eq!(rename(&key, &bo, "Mine").await, "404 NOT_FOUND");
    let reader = limited_key(&app, &["persons:read"], two).await;
    assert_eq!(rename(&reader, &bo, "Mine").await, "403 FORBIDDEN");
    assert_eq!(person(&app, "Ann").await, ann, "nothing was renamed");
    app.stop().await;
}
