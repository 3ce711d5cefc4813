//! Groups, newsletters, status updates, labels, and how much an instance may write.

use crate::call;
use crate::support::test_app;
use omni_channel::{Capability, ChannelError, ChatInfo, Inbound, OutboundContent, PersonProfile};
use omni_domain::Clock as _;
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_testing::{SentByMock, TestApp};
use serde_json::json;
use std::time::Duration;

const ANN: &str = "15550002222@s.whatsapp.net";
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
    let id = app.connected_instance("shop").await;
    let ann = PersonProfile {
        address: Address::new(ANN),
        name: Some("Ann".to_owned()),
        about: None,
        picture_url: None,
        is_business: false,
    };
    app.channel.session(id).expect("a session").put_person(ann);
    (app, id)
}

#[tokio::test]
async fn a_group_is_made_changed_and_left() {
    let (app, id) = prepare().await;
    let new =
        json!({ "instance": "shop", "subject": "Plans", "participants": [15_550_002_222_u64] });
    let made = call(&app, "omni_create_group", new).await.expect("made");
    assert_eq!(made["groupId"], GROUP);
    let members =
        vec![(Address::new(ANN), "member"), (Address::new("15550001111@s.whatsapp.net"), "owner")];
    let info = ChatInfo {
        chat: Address::new(GROUP),
        chat_type: ChatType::Group,
        name: Some("Plans".to_owned()),
        participants: Some(members),
    };
    app.channel.session(id).expect("a session").deliver(vec![Inbound::Chat(info)]).await;

    let one = json!({ "instance": "shop", "group": GROUP });
    let all = call(&app, "omni_list_group_participants", one.clone()).await.expect("members");
    assert_eq!(all["total"], 2, "{all}");
    let some = json!({ "instance": "shop", "group": GROUP, "role": "member" });
    let some = call(&app, "omni_list_group_participants", some).await.expect("members");
    assert_eq!(some["items"][0]["platformUserId"], ANN, "{some}");
    assert_eq!(some["total"], 1, "{some}");

    let link = call(&app, "omni_get_group_invite", one.clone()).await.expect("a link");
    assert_eq!(link["inviteUrl"], "https://chat.example.com/AbCdEf");
    let change = json!({
        "instance": "shop", "group": GROUP, "action": "promote", "participants": ["+15550002222"],
    });
    let changed = call(&app, "omni_change_group_participants", change).await.expect("changed");
    assert_eq!(changed["participants"][0]["success"], true, "{changed}");
    let change = json!({
        "instance": "shop", "group": GROUP, "action": "praise", "participants": [ANN],
    });
    let text = call(&app, "omni_change_group_participants", change).await.expect_err("refused");
    assert!(text.starts_with("VALIDATION_ERROR") && text.contains("promote"), "{text}");

    let left = call(&app, "omni_leave_group", one).await.expect("left");
    assert_eq!(left["left"], true);
    let invite = json!({ "instance": "shop", "invite": link["inviteUrl"] });
    let joined = call(&app, "omni_join_group", invite).await.expect("joined");
    assert_eq!(joined["groupId"], GROUP, "{joined}");
    let unknown = json!({ "instance": "shop", "subject": "Plans", "participants": [] });
    let text = call(&app, "omni_create_group", unknown).await.expect_err("refused");
    assert!(text.contains("at least one further member"), "{text}");
    app.stop().await;
}

#[tokio::test]
async fn requests_to_join_are_listed_and_answered() {
    let (app, _) = prepare().await;
    let one = json!({ "instance": "shop", "group": GROUP });
    let waiting = call(&app, "omni_list_join_requests", one).await.expect("requests");
    assert_eq!(waiting["items"][0]["platformUserId"], "15550003333@s.whatsapp.net");
    let answer = json!({
        "instance": "shop", "group": GROUP, "approve": true, "participants": [ANN],
    });
    let answered = call(&app, "omni_answer_join_requests", answer).await.expect("answered");
    assert_eq!(answered["participants"][0]["success"], true, "{answered}");
    app.stop().await;
}

#[tokio::test]
async fn newsletters_are_listed_read_and_posted_in() {
    let (app, id) = prepare().await;
    let listed = call(&app, "omni_list_newsletters", json!({ "instance": "shop" })).await;
    let listed = listed.expect("newsletters");
    assert_eq!(listed["items"][0]["newsletterId"], NEWS, "{listed}");
    assert_eq!(listed["items"][0]["role"], "follower");
    let which = json!({ "instance": "shop", "newsletter": NEWS });
    let posts = call(&app, "omni_list_newsletter_posts", which).await.expect("posts");
    assert_eq!(posts["items"][0]["text"], "Welcome", "{posts}");
    assert_eq!(posts["items"][0]["reactions"][0]["count"], 3);
    let older = json!({ "instance": "shop", "newsletter": NEWS, "before": 100 });
    let older = call(&app, "omni_list_newsletter_posts", older).await.expect("posts");
    assert_eq!(older["items"], json!([]));
    let post = json!({ "instance": "shop", "to": NEWS, "text": "open" });
    call(&app, "omni_send_message", post).await.expect("posted");
    let sent = app.channel.session(id).expect("a session").sent();
    let [SentByMock::Message(message)] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!(message.chat_type, ChatType::Channel);
    app.stop().await;
}

#[tokio::test]
async fn a_status_update_is_posted() {
    let (app, id) = prepare().await;
    let post = json!({ "instance": "shop", "text": "open till six" });
    let posted = call(&app, "omni_post_status", post).await.expect("posted");
    assert_eq!(posted["status"], "sent", "{posted}");
    let sent = app.channel.session(id).expect("a session").sent();
    let [SentByMock::Message(message)] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!(message.chat_type, ChatType::Broadcast);
    assert!(matches!(&message.content, OutboundContent::Text(_)), "{message:?}");
    let file = json!({
        "instance": "shop", "mediaUrl": "https://example.com/a.pdf", "mediaType": "document",
    });
    for wrong in [json!({ "instance": "shop" }), file] {
        let text = call(&app, "omni_post_status", wrong).await.expect_err("refused");
        assert!(text.starts_with("VALIDATION_ERROR"), "{text}");
    }
    app.stop().await;
}

#[tokio::test]
async fn limits_show_what_the_network_restricts() {
    let (app, _) = prepare().await;
    let free = call(&app, "omni_get_limits", json!({ "instance": "shop" })).await.expect("limits");
    assert_eq!((&free["restriction"], &free["ban"]), (&json!(null), &json!(null)));
    let end = app.clock.now().plus(Duration::from_hours(2));
    let message = "the account may not write to strangers".to_owned();
    app.channel.refuse_next(ChannelError::Restricted { until: Some(end), message });
    let send = json!({ "instance": "shop", "to": "+15550000001", "text": "hello" });
    let held = call(&app, "omni_send_message", send).await.expect("held");
    assert_eq!(held["status"], "queued", "{held}");
    let limits = call(&app, "omni_get_limits", json!({ "instance": "shop" })).await;
    let limits = limits.expect("limits");
    assert_eq!(limits["restriction"]["code"], "RESTRICTED", "{limits}");
    assert_eq!(limits["restriction"]["until"], end.to_string());
    app.stop().await;
}

#[tokio::test]
async fn a_chat_and_a_message_get_a_label() {
    let (app, id) = prepare().await;
    app.channel.network().add_capability(Capability::ManageLabels);
    crate::tools::deliver(&app, id, "A1", "is the red bike there?").await;
    let path = format!("/api/v2/instances/{id}/labels");
    app.post(&path, json!({ "name": "Paid" })).await;
    let listed = call(&app, "omni_list_labels", json!({ "instance": "shop" })).await;
    let label = listed.expect("labels")["items"][0].clone();
    assert_eq!(label["name"], "Paid");
    let chat = json!({ "instance": "shop", "chat": ANN, "label": label["labelId"] });
    let labelled = call(&app, "omni_set_label", chat).await.expect("labelled");
    assert_eq!(labelled["labels"], json!([label["labelId"]]), "{labelled}");
    let found = call(&app, "omni_search_messages", json!({ "query": "bike" })).await;
    let message = found.expect("messages")["items"][0]["messageId"].clone();
    let one = json!({ "instance": "shop", "messageId": message, "label": label["labelId"] });
    let labelled = call(&app, "omni_set_label", one).await.expect("labelled");
    assert_eq!(labelled["messageId"], message, "{labelled}");
    let events = app.get("/api/v2/events?eventType=message.labelled").await.body;
    assert_eq!(events["items"][0]["payload"]["labelled"], true, "{events}");
    let neither = json!({ "instance": "shop", "label": label["labelId"] });
    let text = call(&app, "omni_set_label", neither).await.expect_err("refused");
    assert!(text.starts_with("VALIDATION_ERROR"), "{text}");
    app.stop().await;
}

#[tokio::test]
async fn a_number_is_checked_without_writing_to_it() {
    let (app, id) = prepare().await;
    let ann = json!({ "instance": "shop", "recipient": 15_550_002_222_u64 });
    let found = call(&app, "omni_check_number", ann).await.expect("an answer");
    assert_eq!((&found["exists"], &found["normalized"]), (&json!(true), &json!(ANN)), "{found}");
    let unknown = json!({ "instance": "shop", "recipient": "+1 555 000 9999" });
    let found = call(&app, "omni_check_number", unknown).await.expect("an answer");
    assert_eq!((&found["valid"], &found["exists"]), (&json!(true), &json!(false)), "{found}");
    assert!(app.channel.session(id).expect("a session").sent().is_empty());
    app.stop().await;
}
