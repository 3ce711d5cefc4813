//! New accounts are linked to the person that they belong to, with evidence of the reason.

use crate::support::{self, direct, test_app, test_app_on};
use omni_channel::{Inbound, InboundMessage, SenderFacts};
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_testing::{Database, TestApp};
use serde_json::{Value, json};

/// A message of an account; LIDs do not reveal a phone number.
async fn deliver(
    app: &TestApp,
    instance: InstanceId,
    who: Address,
    facts: SenderFacts,
    text: &str,
) {
    let id = format!("{}-{text}", who.id);
    let message = InboundMessage { sender_facts: Some(Box::new(facts)), ..direct(who, &id, text) };
    support::deliver(app, instance, vec![Inbound::Message(Box::new(message))]).await;
}

fn username(name: &str) -> SenderFacts {
    SenderFacts { username: Some(name.to_owned()), email: None }
}

fn email(address: &str) -> SenderFacts {
    SenderFacts { username: None, email: Some(address.to_owned()) }
}

/// The person behind each message, by its text.
async fn author(app: &TestApp, text: &str) -> String {
    let found = app.post("/api/v2/events/search", json!({ "query": text })).await;
    let items = found.body["items"].as_array().expect("items").clone();
    let one = items.iter().find(|item| item["personId"].is_string()).expect("an author");
    one["personId"].as_str().expect("an id").to_owned()
}

async fn evidence(app: &TestApp, person: &str) -> Value {
    let changes = app
        .app
        .store
        .person_changes(omni_domain::TenantId::DEFAULT, person.parse().expect("an id"), 10)
        .await
        .expect("read");
    let change = changes.first().expect("evidence");
    json!({ "reason": change.reason, "evidence": change.evidence, "by": change.changed_by })
}

async fn linked_by_unique_facts(app: &TestApp) {
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    deliver(app, one, Address::new("1001@lid"), username("@Maria.Silva"), "alpha").await;
    deliver(app, one, Address::new("1002@lid"), email("Ann@Example.org "), "beta").await;
    deliver(app, one, Address::new("1003@lid"), username("bo"), "gamma").await;
    deliver(app, two, Address::new("2001@lid"), username("maria.silva"), "delta").await;
    deliver(app, two, Address::new("2002@lid"), email("ann@example.org"), "epsilon").await;
    deliver(app, two, Address::new("2003@lid"), username("bo"), "zeta").await;
    assert_eq!(author(app, "alpha").await, author(app, "delta").await, "the same username");
    assert_eq!(author(app, "beta").await, author(app, "epsilon").await, "the same address");
    assert_ne!(author(app, "gamma").await, author(app, "zeta").await, "too short to match");
    let found = [
        evidence(app, &author(app, "alpha").await).await,
        evidence(app, &author(app, "beta").await).await,
    ];
    insta::allow_duplicates! {
        insta::assert_snapshot!(found.iter().map(Value::to_string).collect::<Vec<_>>().join("\n"), @r#"
        {"reason":"username_match","evidence":{"field":"username","value":"maria.silva","confidence":60},"by":"system"}
        {"reason":"email_match","evidence":{"field":"email","value":"ann@example.org","confidence":90},"by":"system"}
        "#);
    }
}

async fn ambiguous_usernames_match_no_person(app: &TestApp) {
    let mut instances = Vec::new();
    for name in ["one", "two", "three"] {
        instances.push(app.connected_instance(name).await);
    }
    let deliver_as = async |n: usize, number: &str, text: &str| {
        deliver(app, instances[n], Address::new(number), username("john.smith"), text).await;
    };
    deliver_as(0, "1001@lid", "alpha").await;
    // Different phone numbers are two people, whatever their names.
    let phone = "15550001111@s.whatsapp.net";
    deliver(app, instances[1], Address::new(phone), SenderFacts::default(), "beta").await;
    deliver(app, instances[1], Address::new(phone), username("john.smith"), "beta too").await;
    deliver_as(2, "3001@lid", "gamma").await;
    let (alpha, beta) = (author(app, "alpha").await, author(app, "beta").await);
    let gamma = author(app, "gamma").await;
    assert!(alpha != beta && alpha != gamma && beta != gamma, "two persons have it: no match");
}

/// A person is known by the number first, then writes under a LID that maps to it, then changes the
/// name.
async fn stays_one_conversation(app: &TestApp) {
    let instance = app.connected_instance("one").await;
    let (phone, lid) = ("15550001111@s.whatsapp.net", "7001@lid");
    deliver(app, instance, Address::new(phone), username("first.name"), "alpha").await;
    deliver(app, instance, Address::new(lid), SenderFacts::default(), "beta").await;
    let chats = app.get(&format!("/api/v2/instances/{instance}/chats")).await;
    assert_eq!(
        chats.body["items"].as_array().map(Vec::len),
        Some(2),
        "the mapping is not known yet"
    );
    let both = Address::new(phone).with_alt(lid);
    deliver(app, instance, both, username("second.name"), "gamma").await;
    deliver(app, instance, Address::new(lid), username("second.name"), "delta").await;
    let chats = app.get(&format!("/api/v2/instances/{instance}/chats")).await;
    assert_eq!(chats.body["items"].as_array().map(Vec::len), Some(1), "{}", chats.body);
    let chat = chats.body["items"][0]["id"].as_str().expect("an id");
    let path = format!("/api/v2/instances/{instance}/chats/{chat}/messages");
    let messages = app.get(&path).await;
    let items = messages.body["items"].as_array().expect("items").clone();
    assert_eq!(items.len(), 4, "{}", messages.body);
    let person = author(app, "alpha").await;
    assert!(items.iter().all(|item| item["sender"]["personId"] == person.as_str()), "{items:#?}");
    let presence = app.get(&format!("/api/v2/persons/{person}/presence")).await;
    let identities = presence.body["identities"].as_array().expect("identities").clone();
    assert_eq!(identities.len(), 1, "{}", presence.body);
    assert_eq!(identities[0]["platformUsername"], "second.name");
}

#[tokio::test]
async fn an_account_is_linked_to_its_person_by_unique_facts() {
    linked_by_unique_facts(&test_app().await).await;
    linked_by_unique_facts(&test_app_on(Database::postgres().await).await).await;
}

#[tokio::test]
async fn a_username_of_two_persons_matches_none() {
    ambiguous_usernames_match_no_person(&test_app().await).await;
    ambiguous_usernames_match_no_person(&test_app_on(Database::postgres().await).await).await;
}

#[tokio::test]
async fn a_late_mapping_and_a_new_name_leave_one_conversation() {
    stays_one_conversation(&test_app().await).await;
    stays_one_conversation(&test_app_on(Database::postgres().await).await).await;
}
