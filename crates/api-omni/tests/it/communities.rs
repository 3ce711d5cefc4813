//! Who joins a group, communities, newsletters and status updates.

use crate::support::{ANN, deliver, from_ann, line, picture, test_app};
use axum::http::{Method, StatusCode};
use omni_channel::{Capability, GroupNews, GroupNotice, Inbound, InboundMessage};
use omni_domain::content::{Content, Invite};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::event::{GroupChanges, ParticipantAction};
use omni_domain::ids::InstanceId;
use omni_testing::{SentByMock, TestApp};
use serde_json::{Value, json};

const GROUP: &str = "120363000000000001@g.us";
const NEWS: &str = "120363000000000009@newsletter";

async fn prepare() -> (TestApp, InstanceId) {
    let app = test_app().await;
    for capability in [
        Capability::ManageGroups,
        Capability::ManageCommunities,
        Capability::FollowChannels,
        Capability::PostToChannels,
        Capability::PostStatus,
    ] {
        app.channel.network().add_capability(capability);
    }
    let id = app.connected_instance("one").await;
    (app, id)
}

async fn events(app: &TestApp, kind: &str) -> Vec<Value> {
    let listed = app.get(&format!("/api/v2/events?eventType={kind}")).await.body;
    let items = listed["items"].as_array().expect("items").iter();
    items.map(|event| event["payload"].clone()).collect()
}

fn message(received: Inbound) -> InboundMessage {
    match received {
        Inbound::Message(message) => *message,
        other => panic!("no message: {other:?}"),
    }
}

#[tokio::test]
async fn join_requests_are_listed_and_answered() {
    let (app, id) = prepare().await;
    let path = format!("/api/v2/instances/{id}/groups/{GROUP}/join-requests");
    let waiting = app.get(&path).await;
    assert_eq!(waiting.status, StatusCode::OK, "{}", waiting.body);
    let asking = "15550003333@s.whatsapp.net";
    assert_eq!(waiting.body["items"][0]["platformUserId"], asking);
    let unknown = json!({ "action": "maybe", "participants": [ANN] });
    let refused = app.post(&path, unknown).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR action", "{}", refused.body);
    let empty = app.post(&path, json!({ "action": "approve", "participants": [] })).await;
    assert_eq!(line(&empty), "400 VALIDATION_ERROR participants", "{}", empty.body);
    let not_there = json!({ "action": "approve", "participants": [ANN] });
    let not_there = app.post(&path, not_there).await;
    assert_eq!(not_there.body["error"]["code"], "RECIPIENT_NOT_ON_CHANNEL");
    app.stop().await;
}

#[tokio::test]
async fn a_channel_without_communities_says_so() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::ManageGroups);
    let id = app.connected_instance("one").await;
    let requests = app.get(&format!("/api/v2/instances/{id}/groups/{GROUP}/join-requests")).await;
    assert_eq!(requests.body["error"]["code"], "NOT_SUPPORTED", "{}", requests.body);
    let newsletters = app.get(&format!("/api/v2/instances/{id}/newsletters")).await;
    assert_eq!(newsletters.body["error"]["code"], "NOT_SUPPORTED", "{}", newsletters.body);
    let status = json!({ "instanceId": id, "to": "status@broadcast", "text": "open" });
    let status = app.post("/api/v2/messages", status).await;
    assert_eq!(status.body["error"]["code"], "NOT_SUPPORTED", "{}", status.body);
    app.stop().await;
}

#[tokio::test]
async fn what_happens_in_a_group_raises_events() {
    let (app, id) = prepare().await;
    let by = Some(Address::new(ANN));
    let changes = GroupChanges { join_approval: Some(true), ..GroupChanges::default() };
    let people = vec![Address::new("15550003333@s.whatsapp.net")];
    let news = [
        GroupNews::Changed(changes),
        GroupNews::Participants(ParticipantAction::Requested, people),
    ];
    let notices = news.map(|news| {
        let notice = GroupNotice { group: Address::new(GROUP), by: by.clone(), news };
        Inbound::Group(Box::new(notice))
    });
    deliver(&app, id, notices.to_vec()).await;
    assert_eq!(
        events(&app, "group.updated").await,
        [json!({ "chatId": GROUP, "by": ANN, "changes": { "joinApproval": true } })]
    );
    assert_eq!(
        events(&app, "group.participants").await,
        [json!({
            "chatId": GROUP, "by": ANN, "action": "requested",
            "participants": ["15550003333@s.whatsapp.net"],
        })]
    );
    let kinds = "eventType=group.updated,group.participants";
    let chats = app.get(&format!("/api/v2/instances/{id}/chats")).await.body;
    let chat = chats["items"][0]["id"].as_str().expect("a chat");
    let of_chat = app.get(&format!("/api/v2/events?{kinds}&chatId={chat}")).await.body;
    let types = of_chat["items"].as_array().expect("events").iter().map(|one| &one["eventType"]);
    assert_eq!(types.collect::<Vec<_>>(), ["group.participants", "group.updated"], "newest first");
    assert_eq!(of_chat["meta"]["total"], 2, "{of_chat}");
    let none = app.get(&format!("/api/v2/events?{kinds}&chatId={id}")).await.body;
    assert_eq!(none["items"], json!([]), "of a chat that does not exist");
    let members = app.get(&format!("/api/v2/instances/{id}/groups/{GROUP}/participants")).await;
    assert_eq!(members.body, json!({ "participants": [] }), "its members are not known yet");
    app.stop().await;
}

#[tokio::test]
async fn an_invite_is_accepted_by_its_message() {
    let (app, id) = prepare().await;
    let invite = Content::Invite(Invite {
        chat_type: ChatType::Group,
        chat: GROUP.to_owned(),
        name: Some("Team".to_owned()),
        code: Some("v4code".to_owned()),
        expires_at: None,
        text: None,
    });
    let invited = InboundMessage { content: invite, ..message(from_ann("INVITE", "x")) };
    let received = vec![Inbound::Message(Box::new(invited)), from_ann("OTHER", "hello")];
    deliver(&app, id, received).await;
    let listed = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await.body;
    let items = listed["items"].as_array().expect("items");
    let of = |external_id: &str| {
        let found = items.iter().find(|item| item["externalId"] == external_id);
        json!({ "messageId": found.expect("received")["id"] })
    };
    let path = format!("/api/v2/instances/{id}/groups/accept-invite");
    let joined = app.post(&path, of("INVITE")).await;
    assert_eq!(joined.body, json!({ "groupId": GROUP, "status": "joined" }));
    let other = app.post(&path, of("OTHER")).await;
    assert_eq!(line(&other), "400 VALIDATION_ERROR messageId", "{}", other.body);
    app.stop().await;
}

#[tokio::test]
async fn groups_are_linked_to_a_community() {
    let (app, id) = prepare().await;
    let base = format!("/api/v2/instances/{id}/communities");
    let made = app.post(&base, json!({ "subject": "All" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let path = format!("{base}/{GROUP}/groups");
    let linked = app.post(&path, json!({ "action": "link", "groups": [GROUP] })).await;
    assert_eq!(linked.body, json!({ "groups": [{ "groupId": GROUP, "success": true }] }));
    let person = app.post(&path, json!({ "action": "link", "groups": [ANN] })).await;
    assert_eq!(line(&person), "400 VALIDATION_ERROR groups", "{}", person.body);
    let found = app.get(&path).await;
    assert_eq!(found.body["items"][0]["isAnnouncements"], true, "{}", found.body);
    app.stop().await;
}

#[tokio::test]
async fn newsletters_are_followed_and_read() {
    let (app, id) = prepare().await;
    let base = format!("/api/v2/instances/{id}/newsletters");
    let made = app.post(&base, json!({ "name": "Shop news" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(made.body["role"], "owner");
    assert_eq!(made.body["inviteUrl"], "https://whatsapp.com/channel/0029Va");
    let shown = || app.channel.session(id).expect("a session").newsletter_picture();
    assert_eq!(shown(), None);
    let with_picture = json!({ "name": "Shop news", "picture": picture() });
    let made = app.post(&base, with_picture).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert!(shown().expect("a picture").0.starts_with(&[0xff, 0xd8, 0xff]), "a JPEG");
    let text = app.post(&base, json!({ "name": "Shop news", "picture": "aGVsbG8=" })).await;
    assert_eq!(line(&text), "400 VALIDATION_ERROR picture", "{}", text.body);
    let nameless = app.post(&base, json!({ "name": " " })).await;
    assert_eq!(line(&nameless), "400 VALIDATION_ERROR name", "{}", nameless.body);
    let followed = app.post(&format!("{base}/follow"), json!({ "invite": "0029Va" })).await;
    assert_eq!(followed.body["newsletterId"], NEWS, "{}", followed.body);
    let posts = app.get(&format!("{base}/{NEWS}/posts")).await.body;
    assert_eq!(posts["items"][0]["reactions"], json!([{ "emoji": "👍", "count": 3 }]));
    let older = app.get(&format!("{base}/{NEWS}/posts?before=100")).await.body;
    assert_eq!(older["items"], json!([]));
    let many = app.get(&format!("{base}/{NEWS}/posts?limit=101")).await;
    assert_eq!(line(&many), "400 VALIDATION_ERROR limit", "{}", many.body);
    let group = app.get(&format!("{base}/{GROUP}/posts")).await;
    assert_eq!(line(&group), "400 VALIDATION_ERROR newsletterId", "{}", group.body);
    let left = app.call(Method::POST, &format!("{base}/{NEWS}/unfollow"), None).await;
    assert_eq!(left.body, json!({ "success": true }));
    app.stop().await;
}

#[tokio::test]
async fn a_post_of_a_newsletter_has_no_person() {
    let (app, id) = prepare().await;
    let post = InboundMessage {
        chat: Address::new(NEWS),
        chat_type: ChatType::Channel,
        sender: Address::new(NEWS),
        sender_name: None,
        ..message(from_ann("POST", "open today"))
    };
    deliver(&app, id, vec![Inbound::Message(Box::new(post))]).await;
    let listed = app.get(&format!("/api/v2/instances/{id}/chats/{NEWS}/messages")).await.body;
    assert_eq!(listed["items"][0]["content"]["text"], "open today", "{listed}");
    let contacts = app.get(&format!("/api/v2/instances/{id}/contacts")).await.body;
    assert_eq!(contacts["items"], json!([]), "a newsletter is no contact");
    app.stop().await;
}

#[tokio::test]
async fn a_status_update_is_sent_to_the_contacts() {
    let (app, id) = prepare().await;
    deliver(&app, id, vec![from_ann("IN", "hello")]).await;
    let body = json!({ "instanceId": id, "to": "status@broadcast", "text": "open today" });
    let posted = app.post("/api/v2/messages", body).await;
    assert_eq!(posted.status, StatusCode::CREATED, "{}", posted.body);
    let sent = app.channel.session(id).expect("a session").sent();
    let Some(SentByMock::Message(sent)) = sent.last() else { panic!("nothing was sent") };
    assert_eq!(sent.chat_type, ChatType::Broadcast);
    assert_eq!(sent.audience, [ANN]);
    let ordinary = json!({ "instanceId": id, "to": ANN, "text": "to you" });
    app.post("/api/v2/messages", ordinary).await;
    let sent = app.channel.session(id).expect("a session").sent();
    let Some(SentByMock::Message(sent)) = sent.last() else { panic!("nothing was sent") };
    assert!(sent.audience.is_empty(), "{:?}", sent.audience);
    app.stop().await;
}
