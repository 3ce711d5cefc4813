//! What an agent does with messages, people and businesses besides writing texts.

use crate::call;
use crate::support::test_app;
use crate::tools::deliver;
use omni_channel::{
    Capability, ChatAction, OutboundContent, OutboundMessage, PersonPresence, PersonProfile,
    PresenceStatus,
};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_testing::{SentByMock, TestApp};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const ANN: &str = "15550002222@s.whatsapp.net";
const BO: &str = "+15550003333";

/// An instance to which Ann, a business, has written.
async fn prepare() -> (TestApp, InstanceId) {
    let app = test_app().await;
    for capability in [
        Capability::BlockPeople,
        Capability::FollowChannels,
        Capability::FollowPresence,
        Capability::ManageChats,
        Capability::ManageGroups,
        Capability::ReadBusinesses,
    ] {
        app.channel.network().add_capability(capability);
    }
    let id = app.connected_instance("shop").await;
    let ann = PersonProfile {
        address: Address::new(ANN),
        name: Some("Ann's Bakery".to_owned()),
        about: None,
        picture_url: None,
        is_business: true,
    };
    let session = app.channel.session(id).expect("a session");
    session.put_person(ann);
    let last_seen = Some(Timestamp(1_767_323_045_000));
    session.put_presence(ANN, PersonPresence { status: PresenceStatus::Offline, last_seen });
    deliver(&app, id, "A1", "is the red bike there?").await;
    (app, id)
}

/// The id of Ann's message.
async fn received(app: &TestApp) -> Value {
    let found = call(app, "omni_search_messages", json!({ "query": "bike" })).await;
    found.expect("messages")["items"][0]["messageId"].clone()
}

fn messages(app: &TestApp, id: InstanceId) -> Vec<OutboundMessage> {
    let sent = app.channel.session(id).expect("a session").sent();
    let message = |one| match one {
        SentByMock::Message(message) => Some(*message),
        SentByMock::Action(_) => None,
    };
    sent.into_iter().filter_map(message).collect()
}

fn actions(app: &TestApp, id: InstanceId) -> Vec<ChatAction> {
    let sent = app.channel.session(id).expect("a session").sent();
    let action = |one| match one {
        SentByMock::Action(action) => Some(action),
        SentByMock::Message(_) => None,
    };
    sent.into_iter().filter_map(action).collect()
}

#[tokio::test]
async fn all_members_of_a_group_are_mentioned() {
    let (app, id) = prepare().await;
    app.channel.network().add_capability(Capability::HandleGroups);
    let group = "120363000000000001@g.us";
    let text = json!({ "instance": "shop", "to": group, "text": "@all hi", "mentionAll": true });
    call(&app, "omni_send_message", text).await.expect("sent");
    let sent = messages(&app, id);
    let [message] = sent.as_slice() else { panic!("{sent:?}") };
    assert!(message.context.mentions_all, "{message:?}");
    app.stop().await;
}

#[tokio::test]
async fn a_contact_and_a_location_are_sent() {
    let (app, id) = prepare().await;
    let card = json!({
        "instance": "shop", "to": 15_550_002_222_u64, "name": "Bo", "phone": BO,
        "organization": "Bikes",
    });
    let sent = call(&app, "omni_send_contact", card).await.expect("sent");
    assert_eq!(sent["status"], "sent", "{sent}");
    let place = json!({
        "instance": "shop", "to": ANN, "latitude": -23.5, "longitude": -46, "name": "The shop",
    });
    call(&app, "omni_send_location", place).await.expect("sent");
    let nowhere = json!({ "instance": "shop", "to": ANN, "latitude": 91, "longitude": 0 });
    let text = call(&app, "omni_send_location", nowhere).await.expect_err("refused");
    assert!(text.starts_with("VALIDATION_ERROR"), "{text}");
    let sent = messages(&app, id);
    let [card, place] = sent.as_slice() else { panic!("{sent:?}") };
    let OutboundContent::Contacts(cards) = &card.content else { panic!("{card:?}") };
    assert_eq!(cards[0].phone.as_deref(), Some(BO));
    let OutboundContent::Location(location) = &place.content else { panic!("{place:?}") };
    assert_eq!(location.name.as_deref(), Some("The shop"));
    app.stop().await;
}

#[tokio::test]
async fn a_message_is_reacted_to_and_forwarded() {
    let (app, id) = prepare().await;
    let message = received(&app).await;
    let reaction = json!({ "messageId": message, "emoji": "👍" });
    let done = call(&app, "omni_react", reaction).await.expect("accepted");
    assert_eq!(done["status"], "queued", "{done}");
    let began = Instant::now();
    while actions(&app, id).is_empty() {
        assert!(began.elapsed() < Duration::from_secs(20), "no reaction");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let done = actions(&app, id);
    let [ChatAction::React { target, emoji, .. }] = done.as_slice() else { panic!("{done:?}") };
    assert_eq!((target.external_id.as_str(), emoji.as_str()), ("A1", "👍"));
    let words = json!({ "messageId": message, "emoji": "fine" });
    let text = call(&app, "omni_react", words).await.expect_err("refused");
    assert!(text.starts_with("VALIDATION_ERROR"), "{text}");

    let forward = json!({ "messageId": message, "to": BO });
    call(&app, "omni_forward_message", forward).await.expect("sent");
    let sent = messages(&app, id);
    let [copy] = sent.as_slice() else { panic!("{sent:?}") };
    assert!(copy.context.forwarded, "{copy:?}");
    let unknown = json!({ "messageId": "01890a5d-ac96-774b-bcce-b302099a8057", "to": BO });
    let text = call(&app, "omni_forward_message", unknown).await.expect_err("refused");
    assert!(text.starts_with("NOT_FOUND"), "{text}");
    app.stop().await;
}

#[tokio::test]
async fn a_person_is_blocked_and_a_call_rejected() {
    let (app, id) = prepare().await;
    let person = json!({ "instance": "shop", "contact": ANN });
    let blocked = call(&app, "omni_block_contact", person).await.expect("blocked");
    assert_eq!(blocked["isBlocked"], true, "{blocked}");
    let path = format!("/api/v2/instances/{id}/blocklist");
    assert_eq!(app.get(&path).await.body["items"][0]["externalId"], ANN);
    let person = json!({ "instance": "shop", "contact": ANN, "unblock": true });
    let unblocked = call(&app, "omni_block_contact", person).await.expect("unblocked");
    assert_eq!(unblocked["isBlocked"], false, "{unblocked}");
    assert_eq!(app.get(&path).await.body["items"], json!([]));

    let ringing = json!({ "instance": "shop", "callId": "CALL1" });
    let rejected = call(&app, "omni_reject_call", ringing).await.expect("rejected");
    assert_eq!(rejected["rejected"], true, "{rejected}");
    assert!(matches!(actions(&app, id).as_slice(), [ChatAction::RejectCall { .. }]));
    app.stop().await;
}

#[tokio::test]
async fn the_network_is_asked_who_is_online() {
    let (app, _) = prepare().await;
    let ann = json!({ "instance": "shop", "contact": 15_550_002_222_u64 });
    let seen = call(&app, "omni_get_presence", ann).await.expect("an answer");
    assert_eq!((&seen["platformUserId"], &seen["online"]), (&json!(ANN), &json!(false)));
    assert!(seen["lastSeenAt"].is_string(), "{seen}");
    let hidden = json!({ "instance": "shop", "contact": BO });
    let hidden = call(&app, "omni_get_presence", hidden).await.expect("an answer");
    assert_eq!((&hidden["online"], &hidden["lastSeenAt"]), (&json!(null), &json!(null)));
    app.stop().await;
}

#[tokio::test]
async fn a_business_and_its_products_are_read() {
    let (app, _) = prepare().await;
    let which = json!({ "instance": "shop", "business": ANN });
    let shown = call(&app, "omni_get_business", which.clone()).await.expect("a business");
    assert_eq!(shown["hours"], json!(["mon 09:00-18:00"]), "{shown}");
    let page = call(&app, "omni_list_products", which).await.expect("products");
    assert_eq!(page["items"][0]["name"], "Bread", "{page}");
    let next = json!({ "instance": "shop", "business": ANN, "after": page["next"] });
    let last = call(&app, "omni_list_products", next).await.expect("products");
    assert_eq!((&last["items"][0]["name"], &last["next"]), (&json!("Cake"), &json!(null)));
    let many = json!({ "instance": "shop", "business": ANN, "limit": 101 });
    let text = call(&app, "omni_list_products", many).await.expect_err("refused");
    assert!(text.starts_with("VALIDATION_ERROR"), "{text}");
    let stranger = json!({ "instance": "shop", "business": BO });
    let text = call(&app, "omni_get_business", stranger).await.expect_err("refused");
    assert!(text.starts_with("NOT_FOUND"), "{text}");
    app.stop().await;
}

#[tokio::test]
async fn a_timer_a_group_and_a_newsletter_are_changed() {
    let (app, _) = prepare().await;
    let timer = json!({ "instance": "shop", "chat": ANN, "disappearingDays": 7 });
    let chat = call(&app, "omni_update_chat", timer).await.expect("changed");
    assert_eq!(chat["disappearingSeconds"], 604_800, "{chat}");
    let odd = json!({ "instance": "shop", "chat": ANN, "disappearingDays": 2 });
    let text = call(&app, "omni_update_chat", odd).await.expect_err("refused");
    assert!(text.starts_with("VALIDATION_ERROR"), "{text}");

    let group = "120363000000000001@g.us";
    let rights = json!({ "instance": "shop", "group": group, "adminsOnlySend": true });
    let updated = call(&app, "omni_update_group", rights).await.expect("updated");
    assert_eq!(updated, json!({ "updated": true }));
    let nothing = json!({ "instance": "shop", "group": group });
    let text = call(&app, "omni_update_group", nothing).await.expect_err("refused");
    assert!(text.starts_with("VALIDATION_ERROR"), "{text}");
    let neither = call(&app, "omni_join_group", json!({ "instance": "shop" })).await;
    assert!(neither.expect_err("refused").starts_with("VALIDATION_ERROR"));

    let news = json!({ "instance": "shop", "newsletter": "0029Va" });
    let followed = call(&app, "omni_follow_newsletter", news).await.expect("followed");
    assert_eq!(followed["isFollowed"], true, "{followed}");
    let news = followed["newsletterId"].clone();
    let news = json!({ "instance": "shop", "newsletter": news, "unfollow": true });
    let left = call(&app, "omni_follow_newsletter", news).await.expect("left");
    assert_eq!(left["isFollowed"], false, "{left}");
    app.stop().await;
}
