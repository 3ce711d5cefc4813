//! Finding messages by their words.

use crate::support::{ANN, BO, deliver, from_ann, from_bo, key_with, line, test_app};
use axum::http::{Method, StatusCode};
use omni_channel::{Inbound, MessageEdit, MessageRef, MessageRevoke};
use omni_domain::Timestamp;
use omni_domain::content::Content;
use omni_domain::conversation::Address;
use omni_testing::{Answer, TestApp};

const SEARCH: &str = "/api/v2/messages/search";

/// A message of the history that the network sends after an instance is linked.
fn synced(message: Inbound, millis: i64) -> Inbound {
    let Inbound::Message(mut message) = message else { unreachable!("a message") };
    message.from_history = true;
    message.timestamp = Timestamp(millis);
    Inbound::Message(message)
}

/// What the channel calls the messages that were found.
fn names(found: &Answer) -> Vec<String> {
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    let items = found.body["items"].as_array().expect("items").iter();
    items.map(|item| item["message"]["externalId"].as_str().expect("an id").to_owned()).collect()
}

async fn found(app: &TestApp, query: &str) -> Vec<String> {
    names(&app.get(&format!("{SEARCH}?query={query}")).await)
}

#[tokio::test]
async fn what_was_synced_edited_or_revoked_is_searched_as_what_arrived() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let history = vec![
        synced(from_ann("OLD2", "an Äpple from the history"), 1_700_000_002_000),
        synced(from_ann("OLD1", "another apple"), 1_700_000_001_000),
    ];
    deliver(&app, id, history).await;
    deliver(&app, id, vec![from_ann("IN1", "red apple"), from_bo("IN2", "green aple")]).await;
    assert_eq!(found(&app, "APPLE").await, ["IN1", "OLD2", "OLD1"]);
    assert_eq!(found(&app, "hist").await, ["OLD2"]);

    let first = app.get(&format!("{SEARCH}?query=apple&limit=2")).await;
    assert_eq!(names(&first), ["IN1", "OLD2"]);
    let item = &first.body["items"][1];
    assert_eq!(item["chat"]["externalId"], ANN);
    assert_eq!(item["chat"]["name"], "Ann");
    assert_eq!(item["chat"]["id"], item["message"]["chatId"]);
    assert_eq!(item["message"]["textContent"], "an Äpple from the history");
    assert_eq!(item["message"]["source"], "sync");
    assert_eq!(first.body["meta"]["hasMore"], true);
    let cursor = first.body["meta"]["cursor"].as_str().expect("a cursor");
    let second = app.get(&format!("{SEARCH}?query=apple&limit=2&cursor={cursor}")).await;
    assert_eq!(names(&second), ["OLD1"]);
    assert_eq!(second.body["meta"]["hasMore"], false);

    let target =
        |name: &str| MessageRef { external_id: name.to_owned(), sender: None, from_me: false };
    let edit = MessageEdit {
        chat: Address::new(BO),
        target: target("IN2"),
        content: Content::text("green apple"),
        by: Address::new(BO),
        from_me: false,
        at: Timestamp(1_767_323_050_000),
    };
    let revoke = MessageRevoke {
        chat: Address::new(ANN),
        target: target("OLD1"),
        by: Address::new(ANN),
        from_me: false,
        at: Timestamp(1_767_323_050_000),
    };
    deliver(&app, id, vec![Inbound::Edit(Box::new(edit)), Inbound::Revoke(revoke)]).await;
    let mut all = found(&app, "apple").await;
    all.sort();
    assert_eq!(all, ["IN1", "IN2", "OLD2"]);
    assert_eq!(found(&app, "aple").await, ["IN2"], "its earlier text");
    app.stop().await;
}

#[tokio::test]
async fn a_search_is_limited_by_its_filters_and_by_the_key() {
    let app = test_app().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    for (instance, name) in [(one, "1"), (two, "2")] {
        let old = synced(from_ann(&format!("OLD{name}"), "hello"), 1_700_000_000_000);
        let new = from_bo(&format!("IN{name}"), "hello");
        deliver(&app, instance, vec![old, new]).await;
    }
    let search = async |more: &str| {
        let mut names = found(&app, &format!("hello{more}")).await;
        names.sort();
        names
    };
    assert_eq!(search("").await, ["IN1", "IN2", "OLD1", "OLD2"]);
    assert_eq!(search(&format!("&instanceId={one}")).await, ["IN1", "OLD1"]);
    let chats = app.get(&format!("/api/v2/instances/{two}/chats?search={ANN}")).await;
    let chat = chats.body["items"][0]["id"].as_str().expect("a chat").to_owned();
    assert_eq!(search(&format!("&chatId={chat}")).await, ["OLD2"]);
    assert!(search(&format!("&chatId={chat}&instanceId={one}")).await.is_empty());
    assert_eq!(search("&channel=whatsapp-baileys").await.len(), 4);
    assert!(search("&channel=discord").await.is_empty());

    let key = key_with(&app, &["messages:read"], Some(&[&two.to_string()])).await;
    let path = format!("{SEARCH}?query=hello");
    let mut seen = names(&app.call_as(Some(&key), Method::GET, &path, None).await);
    seen.sort();
    assert_eq!(seen, ["IN2", "OLD2"]);
    let other = format!("{path}&instanceId={one}");
    let refused = app.call_as(Some(&key), Method::GET, &other, None).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    let events = key_with(&app, &["events:read"], None).await;
    let refused = app.call_as(Some(&events), Method::GET, &path, None).await;
    assert_eq!(line(&refused), "403 FORBIDDEN");

    let long = "x".repeat(1001);
    for query in ["", "?query=", &format!("?query={long}")] {
        let refused = app.get(&format!("{SEARCH}{query}")).await;
        assert_eq!(line(&refused), "400 VALIDATION_ERROR query", "{query}: {}", refused.body);
    }
    assert!(found(&app, "%20*").await.is_empty(), "no words");
    app.call(Method::DELETE, &format!("/api/v2/instances/{two}"), None).await;
    assert_eq!(search("").await, ["IN1", "OLD1"]);
    app.stop().await;
}
