//! What the network is asked for by a request, over tables of requests.

use crate::support::{
    ANN, PIXEL, call, connected, from_ann, get, line, ok, post, put, sign_in, test_app, until,
};
use axum::http::Method;
use omni_channel::{
    Capability, ChatAction, ChatChange, OutboundContent, OutboundMessage, PersonProfile,
    StateChange,
};
use omni_domain::Timestamp;
use omni_domain::chat_state::Mute;
use omni_domain::content::{MediaContent, MediaKind};
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_testing::{SentByMock, TestApp};
use serde_json::{Value, json};

/// Another person.
const BETH: &str = "15550003333@s.whatsapp.net";
/// The head of an Ogg stream whose first packet is Opus': nothing is converted.
const OPUS: &str = "T2dnUwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE9wdXNIZWFkAAAAAAAAAAAAAAAA";

fn last_message(app: &TestApp, id: InstanceId) -> OutboundMessage {
    let sent = app.channel.session(id).expect("a session").sent();
    let last = sent.into_iter().rev().find_map(|one| match one {
        SentByMock::Message(message) => Some(*message),
        SentByMock::Action(_) => None,
    });
    last.expect("a message")
}

fn actions(app: &TestApp, id: InstanceId) -> Vec<ChatAction> {
    let sent = app.channel.session(id).expect("a session").sent();
    let actions = sent.into_iter().filter_map(|one| match one {
        SentByMock::Action(action) => Some(action),
        SentByMock::Message(_) => None,
    });
    actions.collect()
}

fn changes(app: &TestApp, id: InstanceId) -> Vec<StateChange> {
    app.channel.session(id).expect("a session").state_changes()
}

/// Whether it is a file of this kind that fits.
fn is_file(sent: &OutboundMessage, kind: MediaKind, fits: fn(&MediaContent) -> bool) -> bool {
    match &sent.content {
        OutboundContent::Media(media) => media.content.kind == kind && fits(&media.content),
        _ => false,
    }
}

/// The last part of a path, a body without its recipient, and whether that was sent.
type Message = (&'static str, Value, fn(&OutboundMessage) -> bool);

/// Sends each to Ann.
async fn assert_sends(rows: Vec<Message>) {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::MentionPeople);
    let (id, token) = connected(&app).await;
    for (path, mut body, is_it) in rows {
        body["to"] = json!("15550002222");
        let answer = post(&app, &token, &format!("/api/v1/messages/{path}"), body).await;
        assert_eq!(ok(&answer)["sent"], true, "{path}: {}", answer.body);
        let sent = last_message(&app, id);
        assert_eq!(sent.to, ANN, "{path}");
        assert!(is_it(&sent), "{path}: {sent:?}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_message_of_each_kind_has_what_its_request_names() {
    let place = json!({ "latitude": -23.5, "longitude": -46.6, "name": "the shop" });
    let cards = json!([
        { "name": "Ann Lee", "phone": "+15550002222" },
        { "name": "Beth Roe", "phone": "+15550003333" },
    ]);
    let event = json!({ "title": "Opening of the shop", "startTime": 1_803_924_000 });
    let text = json!({ "body": "ask @15550003333", "mentions": ["15550003333"] });
    let location: Message = ("location", place, |sent| match &sent.content {
        OutboundContent::Location(place) => {
            place.name.as_deref() == Some("the shop") && place.latitude < -23.4 && !place.live
        }
        _ => false,
    });
    let contacts: Message =
        ("contact_list", json!({ "list": cards }), |sent| match &sent.content {
            OutboundContent::Contacts(cards) => {
                cards.iter().map(|card| card.name.as_str()).eq(["Ann Lee", "Beth Roe"])
            }
            _ => false,
        });
    let event: Message = ("event", event, |sent| match &sent.content {
        OutboundContent::Event(event) => {
            event.name == "Opening of the shop"
                && event.starts_at == Some(Timestamp(1_803_924_000_000))
        }
        _ => false,
    });
    let mention: Message = ("text", text, |sent| sent.context.mentions == [BETH]);
    assert_sends(vec![location, contacts, event, mention]).await;
}

#[tokio::test]
async fn a_file_is_sent_as_its_route_names_it() {
    let file = || json!({ "media": "aGVsbG8=" });
    let video: Message = ("video", file(), |sent| {
        is_file(sent, MediaKind::Video, |file| !file.animated && !file.video_note)
    });
    let short: Message =
        ("short", file(), |sent| is_file(sent, MediaKind::Video, |file| file.video_note));
    let gif: Message =
        ("gif", file(), |sent| is_file(sent, MediaKind::Video, |file| file.animated));
    let audio: Message =
        ("audio", file(), |sent| is_file(sent, MediaKind::Audio, |file| !file.voice_note));
    let voice: Message = ("voice", json!({ "media": OPUS }), |sent| {
        is_file(sent, MediaKind::Audio, |file| file.voice_note)
    });
    let once: Message = ("image", json!({ "media": "aGVsbG8=", "view_once": true }), |sent| {
        is_file(sent, MediaKind::Image, |_| true) && sent.context.view_once
    });
    let often: Message = ("image", file(), |sent| !sent.context.view_once);
    assert_sends(vec![video, short, gif, audio, voice, once, often]).await;
}

fn is_poll(sent: &OutboundMessage, choices: u32) -> bool {
    matches!(&sent.content, OutboundContent::Poll(poll)
        if poll.question == "When?" && poll.options.len() == 3 && poll.max_choices == choices)
}

#[tokio::test]
async fn a_sticker_a_card_and_a_poll_are_sent_as_their_routes_name_them() {
    let sticker: Message = ("sticker", json!({ "media": PIXEL }), |sent| {
        is_file(sent, MediaKind::Sticker, |file| file.mime_type == "image/webp")
    });
    let card = json!({ "name": "Beth Roe", "phone": "+15550003333" });
    let card: Message = ("contact", card, |sent| match &sent.content {
        OutboundContent::Contacts(cards) => {
            cards.len() == 1
                && cards[0].name == "Beth Roe"
                && cards[0].phone.as_deref() == Some("+15550003333")
        }
        _ => false,
    });
    let poll = |more: Value| json!({ "title": "When?", "options": ["a", "b", "c"], "count": more });
    let any: Message = ("poll", poll(json!(0)), |sent| is_poll(sent, 3));
    let two: Message = ("poll", poll(json!(2)), |sent| is_poll(sent, 2));
    let usual: Message = ("poll", poll(Value::Null), |sent| is_poll(sent, 1));
    assert_sends(vec![sticker, card, any, two, usual]).await;
}

#[tokio::test]
async fn a_text_quotes_the_message_that_it_names() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    from_ann(&app, id, "IN1", "is it open?").await;
    let body = json!({ "to": "15550002222", "body": "until ten", "quoted": "IN1" });
    ok(&post(&app, &token, "/api/v1/messages/text", body).await);
    let quoted = last_message(&app, id).reply_to.expect("a quoted message");
    assert_eq!((quoted.external_id.as_str(), quoted.sender.as_str()), ("IN1", ANN));
    app.stop().await;
}

/// A method, the last part of a path, a body, and whether that was asked for.
type Action = (Method, &'static str, Option<Value>, fn(&ChatAction) -> bool);

fn is_reaction(action: &ChatAction, expected: &str) -> bool {
    matches!(action, ChatAction::React { chat, target, emoji, .. }
        if chat == ANN && target.external_id == "IN1" && emoji == expected)
}

fn is_pin(action: &ChatAction, expected: Option<u32>) -> bool {
    matches!(action, ChatAction::Pin { chat, target, seconds, .. }
        if chat == ANN && target.external_id == "IN1" && *seconds == expected)
}

#[tokio::test]
async fn a_message_gets_a_reaction_and_a_pin_and_loses_them() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    from_ann(&app, id, "IN1", "hello").await;
    let rows: [Action; 5] = [
        (Method::PUT, "reaction", Some(json!({ "emoji": "👍" })), |one| is_reaction(one, "👍")),
        (Method::DELETE, "reaction", None, |one| is_reaction(one, "")),
        (Method::POST, "pin", Some(json!({ "time": "day" })), |one| is_pin(one, Some(86_400))),
        (Method::POST, "pin", None, |one| is_pin(one, Some(604_800))),
        (Method::DELETE, "pin", None, |one| is_pin(one, None)),
    ];
    for (method, end, body, is_it) in rows {
        let at = format!("{method} {end} {body:?}");
        let path = format!("/api/v1/messages/IN1/{end}");
        ok(&call(&app, &token, method, &path, body).await);
        until(&at, async || actions(&app, id).iter().any(is_it)).await;
    }
    app.stop().await;
}

#[tokio::test]
async fn a_message_gets_a_star_and_is_forwarded() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::ManageChats);
    let (id, token) = connected(&app).await;
    from_ann(&app, id, "IN1", "hello").await;
    let path = "/api/v1/messages/IN1/star";
    for body in [None, Some(json!({ "starred": false }))] {
        ok(&call(&app, &token, Method::PUT, path, body).await);
    }
    let stars: Vec<(String, bool)> = changes(&app, id)
        .into_iter()
        .filter_map(|change| match change {
            StateChange::Starred { message, on, .. } => Some((message.external_id, on)),
            _ => None,
        })
        .collect();
    assert_eq!(stars, [("IN1".to_owned(), true), ("IN1".to_owned(), false)]);

    let copy = post(&app, &token, "/api/v1/messages/IN1", json!({ "to": "15550003333" })).await;
    assert_eq!(ok(&copy)["message"]["body"], "hello");
    let sent = last_message(&app, id);
    assert_eq!(sent.to, BETH);
    assert!(sent.context.forwarded, "{sent:?}");
    assert!(matches!(&sent.content, OutboundContent::Text(text) if text == "hello"), "{sent:?}");
    app.stop().await;
}

#[tokio::test]
async fn each_member_of_a_chats_change_is_one_change() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::ManageChats);
    let (id, token) = connected(&app).await;
    from_ann(&app, id, "IN1", "hello").await;
    let path = format!("/api/v1/chats/{ANN}");
    let rows = [
        (json!({ "pin": true }), ChatChange::Pinned(true)),
        (json!({ "mute_until": -1 }), ChatChange::Muted(Mute::Always)),
        (json!({ "mute_until": 0 }), ChatChange::Muted(Mute::Off)),
        (json!({ "mark_unread": true }), ChatChange::MarkedUnread(true)),
        (json!({ "ephemeral": "week" }), ChatChange::Disappearing(604_800)),
        (json!({ "ephemeral": "none" }), ChatChange::Disappearing(0)),
    ];
    for (number, (body, expected)) in rows.into_iter().enumerate() {
        let at = body.to_string();
        ok(&call(&app, &token, Method::PATCH, &path, Some(body)).await);
        let asked = changes(&app, id);
        assert_eq!(asked.len(), number + 1, "{at}");
        let Some(StateChange::Chat { chat, change, .. }) = asked.last() else {
            panic!("{at}: {asked:?}")
        };
        assert_eq!((chat.as_str(), change), (ANN, &expected), "{at}");
    }
    app.stop().await;
}

fn is_read_mark(action: &ChatAction, expected: &[&str]) -> bool {
    let ChatAction::MarkRead { chat, messages } = action else { return false };
    let mut ids: Vec<&str> = messages.iter().map(|(id, _)| id.as_str()).collect();
    ids.sort_unstable();
    chat == ANN && ids == expected
}

async fn until_marked(app: &TestApp, id: InstanceId, expected: &[&str]) {
    let holds = async || actions(app, id).iter().any(|one| is_read_mark(one, expected));
    until(&format!("{expected:?} are marked"), holds).await;
}

#[tokio::test]
async fn a_chat_and_a_message_are_marked_as_read_for_their_senders() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let path = format!("/api/v1/chats/{ANN}");
    let unread = async |count: u32| {
        let holds = async || get(&app, &token, &path).await.body["unread_count"] == count;
        until(&format!("{count} are unread"), holds).await;
    };
    from_ann(&app, id, "IN1", "hello").await;
    from_ann(&app, id, "IN2", "is it open?").await;
    unread(2).await;
    ok(&call(&app, &token, Method::PUT, &format!("{path}/read"), None).await);
    unread(0).await;
    until_marked(&app, id, &["IN1", "IN2"]).await;
    from_ann(&app, id, "IN3", "thank you").await;
    unread(1).await;
    ok(&call(&app, &token, Method::PUT, "/api/v1/messages/IN3", None).await);
    unread(0).await;
    until_marked(&app, id, &["IN3"]).await;
    app.stop().await;
}

#[tokio::test]
async fn a_chat_is_archived_brought_back_and_deleted() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::ManageChats);
    let (id, token) = connected(&app).await;
    from_ann(&app, id, "IN1", "hello").await;
    let path = format!("/api/v1/chats/{ANN}");
    let listed = async |query: &str| {
        let page = get(&app, &token, &format!("/api/v1/chats{query}")).await;
        ok(&page)["items"].as_array().map(Vec::len)
    };
    for archive in [true, false] {
        let shown = post(&app, &token, &path, json!({ "archive": archive })).await;
        assert_eq!(ok(&shown)["archive"], archive);
        assert_eq!(listed(&format!("?archive={archive}")).await, Some(1));
        assert_eq!(listed(&format!("?archive={}", !archive)).await, Some(0));
    }
    ok(&call(&app, &token, Method::DELETE, &path, None).await);
    assert_eq!(listed("").await, Some(0));
    let asked: Vec<ChatChange> = changes(&app, id)
        .into_iter()
        .filter_map(|change| match change {
            StateChange::Chat { chat, change, .. } if chat == ANN => Some(change),
            _ => None,
        })
        .collect();
    let expected = matches!(
        &asked[..],
        [ChatChange::Archived(true), ChatChange::Archived(false), ChatChange::Deleted { .. }]
    );
    assert!(expected, "{asked:?}");
    app.stop().await;
}

/// What the network answered before is kept, but not beyond a change.
#[tokio::test]
async fn a_groups_icon_is_the_one_that_was_set_last() {
    const GROUP: &str = "120363000000000005@g.us";
    let app = test_app().await;
    app.channel.network().add_capability(Capability::ManageGroups);
    let (id, token) = connected(&app).await;
    let path = format!("/api/v1/groups/{GROUP}/icon");
    let put_group = |picture: Option<&str>| {
        app.channel.session(id).expect("a session").put_person(PersonProfile {
            address: Address::new(GROUP),
            name: None,
            about: None,
            picture_url: picture.map(str::to_owned),
            is_business: false,
        });
    };
    assert_eq!(line(&get(&app, &token, &path).await), "404 NOT_FOUND");
    for picture in ["https://example.com/a.jpg", "https://example.com/b.jpg"] {
        put_group(Some(picture));
        ok(&put(&app, &token, &path, json!({ "media": PIXEL })).await);
        assert_eq!(ok(&get(&app, &token, &path).await)["icon"], picture);
    }
    put_group(None);
    ok(&call(&app, &token, Method::DELETE, &path, None).await);
    assert_eq!(line(&get(&app, &token, &path).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_person_is_blocked_and_unblocked() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::BlockPeople);
    let (id, token) = connected(&app).await;
    app.channel.session(id).expect("a session").put_person(PersonProfile {
        address: Address::new(ANN),
        name: None,
        about: None,
        picture_url: None,
        is_business: false,
    });
    let path = "/api/v1/blacklist/15550002222";
    let list = async || get(&app, &token, "/api/v1/blacklist").await.body["items"].clone();
    let blocked = call(&app, &token, Method::PUT, path, None).await;
    assert_eq!(ok(&blocked)["id"], ANN);
    assert_eq!(list().await[0]["id"], ANN);
    ok(&call(&app, &token, Method::DELETE, path, None).await);
    assert_eq!(list().await, json!([]));
    let of_ann = |on| StateChange::Blocked { contact: ANN.to_owned(), on };
    assert_eq!(changes(&app, id), [of_ann(true), of_ann(false)]);
    app.stop().await;
}

#[tokio::test]
async fn a_person_links_an_account_by_a_code_and_renews_a_sign_in() {
    let app = test_app().await;
    app.channel.show_qr(true);
    let person = sign_in(&app).await;
    let created = post(&app, &person, "/api/v1/accounts", json!({ "name": "support" })).await.body;
    let id = created["id"].as_str().expect("an id");
    let path = format!("/api/v1/accounts/{id}/pairing-code");
    let code = post(&app, &person, &path, json!({ "phone": "15550001111" })).await;
    assert_eq!((&ok(&code)["code"], &code.body["account_id"]), (&json!("ABCD-1234"), &json!(id)));
    assert!(code.body["expires_at"].is_string(), "{}", code.body);
    let wrong = post(&app, &person, &path, json!({ "phone": "12" })).await;
    assert!(wrong.body["details"]["fieldErrors"]["phone"].is_array(), "{}", wrong.body);

    let open = async |path: &str, body: Value| {
        app.call_as(None, Method::POST, &format!("/api/v1/auth/{path}"), Some(body)).await
    };
    let login = json!({ "email": "admin@example.com", "password": "correct horse battery" });
    let signed_in = open("login", login).await;
    let refresh = ok(&signed_in)["refresh_token"].as_str().expect("a token").to_owned();
    let renewed = open("refresh", json!({ "refresh_token": refresh })).await;
    let token = ok(&renewed)["token"].as_str().expect("a token");
    assert_eq!(ok(&get(&app, token, "/api/v1/auth/me").await)["email"], "admin@example.com");
    let unknown = open("refresh", json!({ "refresh_token": "nonsense" })).await;
    assert_eq!(line(&unknown), "401 UNAUTHORIZED");
    app.stop().await;
}
