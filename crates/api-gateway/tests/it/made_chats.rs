//! What is made, joined or followed is there as soon as the request is answered, and the network's
//! notification of it changes nothing twice.

use crate::support::{ANN, call, connected, get, ok, post, put_person, test_app};
use axum::http::{Method, StatusCode};
use omni_channel::{Capability, ChatInfo, GroupNews, GroupNotice, Inbound};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::event::ParticipantAction;
use omni_domain::ids::InstanceId;
use omni_testing::TestApp;
use serde_json::{Value, json};

/// The number that the mock links first.
const OWN: &str = "15550001111@s.whatsapp.net";
/// The group that the mock makes and joins; also its community.
const GROUP: &str = "120363000000000001@g.us";
/// Its newsletter.
const NEWS: &str = "120363000000000009@newsletter";

async fn prepare() -> (TestApp, InstanceId, String) {
    let app = test_app().await;
    for capability in [
        Capability::HandleGroups,
        Capability::ManageGroups,
        Capability::ManageCommunities,
        Capability::FollowChannels,
    ] {
        app.channel.network().add_capability(capability);
    }
    let (id, token) = connected(&app).await;
    put_person(&app, id, Address::new(ANN));
    (app, id, token)
}

/// The payloads of the events of a kind.
async fn events(app: &TestApp, kind: &str) -> Vec<Value> {
    let listed = app.get(&format!("/api/v2/events?eventType={kind}")).await.body;
    let items = listed["items"].as_array().expect("items").iter();
    items.map(|event| event["payload"].clone()).collect()
}

/// The name of a group, and its members with their ranks.
async fn group(app: &TestApp, token: &str, path: &str) -> (Value, Vec<(Value, Value)>) {
    let shown = get(app, token, path).await;
    let members = ok(&shown)["participants"].as_array().expect("members").iter();
    let members = members.map(|one| (one["id"].clone(), one["rank"].clone())).collect();
    (shown.body["name"].clone(), members)
}

fn members(expected: &[(&str, &str)]) -> Vec<(Value, Value)> {
    expected.iter().map(|(who, rank)| (json!(who), json!(rank))).collect()
}

/// The group as the session describes it with a notification.
fn described(name: &str, participants: &[(&str, &'static str)]) -> Inbound {
    let participants = participants.iter().map(|(who, role)| (Address::new(*who), *role));
    Inbound::Chat(ChatInfo {
        chat: Address::new(GROUP),
        chat_type: ChatType::Group,
        name: Some(name.to_owned()),
        participants: Some(participants.collect()),
    })
}

async fn notify(app: &TestApp, id: InstanceId, inbound: Vec<Inbound>) {
    app.channel.session(id).expect("a session").deliver(inbound).await;
}

#[tokio::test]
async fn a_group_that_is_made_is_there_with_the_answer() {
    let (app, id, token) = prepare().await;
    let new = json!({ "subject": "Deliveries", "participants": [ANN] });
    let made = post(&app, &token, "/api/v1/groups", new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let path = format!("/api/v1/groups/{GROUP}");
    let whole = (json!("Deliveries"), members(&[(OWN, "creator"), (ANN, "member")]));
    assert_eq!(group(&app, &token, &path).await, whole);
    let text = json!({ "to": GROUP, "body": "hello all" });
    ok(&post(&app, &token, "/api/v1/messages/text", text).await);

    let again = described("Deliveries", &[(OWN, "owner"), (ANN, "member")]);
    notify(&app, id, vec![again]).await;
    assert_eq!(group(&app, &token, &path).await, whole);
    let created = events(&app, "chat.created").await;
    let [created] = created.as_slice() else { panic!("{created:?}") };
    assert_eq!(
        (&created["chatId"], &created["name"]),
        (&json!(GROUP), &json!("Deliveries")),
        "{created}"
    );
    assert!(events(&app, "group.participants").await.is_empty(), "no one joined it since");
    let chats = get(&app, &token, "/api/v1/chats").await;
    assert_eq!(ok(&chats)["items"].as_array().expect("chats").len(), 1, "{}", chats.body);
    app.stop().await;
}

#[tokio::test]
async fn a_group_that_is_joined_is_there_with_the_answer() {
    let (app, id, token) = prepare().await;
    let invite = Some(json!({ "invite_code": "AbCdEf" }));
    let joined = call(&app, &token, Method::PUT, "/api/v1/groups", invite).await;
    assert_eq!(ok(&joined)["group_id"], GROUP);
    let path = format!("/api/v1/groups/{GROUP}");
    let whole = (json!("Team"), members(&[(OWN, "member"), (ANN, "creator")]));
    assert_eq!(group(&app, &token, &path).await, whole);

    // Who joined is reported by the notification alone.
    assert!(events(&app, "group.participants").await.is_empty());
    let own = Address::new(OWN);
    let news = GroupNews::Participants(ParticipantAction::Joined, vec![own.clone()]);
    let notice = GroupNotice { group: Address::new(GROUP), by: Some(own), news };
    let again = described("Team", &[(ANN, "owner"), (OWN, "member")]);
    notify(&app, id, vec![Inbound::Group(Box::new(notice)), again]).await;
    assert_eq!(group(&app, &token, &path).await, whole);
    assert_eq!(events(&app, "chat.created").await.len(), 1);
    let changes = events(&app, "group.participants").await;
    let [change] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!(
        (&change["action"], &change["participants"]),
        (&json!("joined"), &json!([OWN])),
        "{change}"
    );
    app.stop().await;
}

#[tokio::test]
async fn a_community_and_a_channel_are_there_with_the_answer() {
    let (app, _, token) = prepare().await;
    let made = post(&app, &token, "/api/v1/communities", json!({ "subject": "All" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let shown = group(&app, &token, &format!("/api/v1/communities/{GROUP}")).await;
    assert_eq!(shown, (json!("All"), members(&[(OWN, "creator")])));

    let made = post(&app, &token, "/api/v1/channels", json!({ "name": "Shop news" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let path = format!("/api/v1/chats/{NEWS}");
    assert_eq!(ok(&get(&app, &token, &path).await)["name"], "Shop news");
    let follow = format!("/api/v1/channels/{NEWS}/subscription");
    ok(&call(&app, &token, Method::POST, &follow, None).await);
    assert_eq!(ok(&get(&app, &token, &path).await)["name"], "News");
    assert_eq!(events(&app, "chat.created").await.len(), 2, "one of each");
    app.stop().await;
}
