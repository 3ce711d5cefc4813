//! Answers to polls and events, pins, and files that are shown in another way.

use crate::support::{
    ANN, BO, app_that_calls_out, deliver, from_ann_with, line, picture, test_app_with, until,
};
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::Html;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_channel::{
    AnswerUpdate, ChatAction, Inbound, KeepUpdate, MessageRef, OutboundContent, OutboundMessage,
    OwnDeletion, PinUpdate,
};
use omni_domain::Timestamp;
use omni_domain::answer::AnswerKind;
use omni_domain::content::Content;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_testing::{Database, SentByMock, TestApp, TestOptions};
use serde_json::{Value, json};
use tokio::net::TcpListener;

async fn prepare(database: Database) -> (TestApp, InstanceId) {
    let app = test_app_with(TestOptions { database, config: TestApp::config() }).await;
    let id = app.connected_instance("one").await;
    (app, id)
}

fn target(external_id: &str) -> MessageRef {
    MessageRef { external_id: external_id.to_owned(), sender: None, from_me: false }
}

fn answer(who: &str, poll: &str, choices: &[&str], at: i64) -> Inbound {
    Inbound::Answer(Box::new(AnswerUpdate {
        chat: Address::new(ANN),
        target: target(poll),
        sender: Address::new(who),
        from_me: false,
        kind: AnswerKind::Poll,
        choices: choices.iter().map(|&one| one.to_owned()).collect(),
        extra_guests: 0,
        at: Timestamp(at),
    }))
}

fn poll(external_id: &str) -> Inbound {
    let content = Content::Poll {
        question: "When?".to_owned(),
        options: vec!["now".to_owned(), "later".to_owned()],
        max_choices: None,
    };
    from_ann_with(external_id, content, None)
}

/// The internal id of the message with this external id.
async fn id_of(app: &TestApp, instance: InstanceId, external_id: &str) -> String {
    let path = format!("/api/v2/instances/{instance}/chats/{ANN}/messages");
    let listed = app.get(&path).await.body;
    let items = listed["items"].as_array().expect("items");
    let found = items.iter().find(|item| item["externalId"] == external_id).expect("stored");
    found["id"].as_str().expect("an id").to_owned()
}

fn voters(answers: &Value, option: usize) -> Vec<&str> {
    let voters = answers["options"][option]["voters"].as_array().expect("voters");
    voters.iter().filter_map(|voter| voter["platformUserId"].as_str()).collect()
}

async fn answered(app: &TestApp) -> usize {
    let listed = app.get("/api/v2/events?eventType=message.answered").await.body;
    listed["items"].as_array().expect("items").len()
}

fn messages(app: &TestApp, instance: InstanceId) -> Vec<OutboundMessage> {
    let sent = app.channel.session(instance).expect("a session").sent();
    let message = |one| match one {
        SentByMock::Message(message) => Some(*message),
        SentByMock::Action(_) => None,
    };
    sent.into_iter().filter_map(message).collect()
}

fn actions(app: &TestApp, instance: InstanceId) -> Vec<ChatAction> {
    let sent = app.channel.session(instance).expect("a session").sent();
    let action = |one| match one {
        SentByMock::Action(action) => Some(action),
        SentByMock::Message(_) => None,
    };
    sent.into_iter().filter_map(action).collect()
}

#[tokio::test]
async fn the_last_answer_of_each_person_counts_whenever_it_arrives() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        deliver(&app, id, vec![poll("P"), answer(ANN, "P", &["now"], 10)]).await;
        deliver(&app, id, vec![answer(BO, "P", &["now", "later"], 11)]).await;
        let path = format!("/api/v2/messages/{}/answers", id_of(&app, id, "P").await);
        let answers = app.get(&path).await.body;
        assert_eq!((voters(&answers, 0), voters(&answers, 1)), (vec![ANN, BO], vec![BO]));
        assert_eq!((&answers["people"], &answers["kind"]), (&json!(2), &json!("poll")));
        assert_eq!(answers["options"][0]["voters"][0]["displayName"], "Ann");
        deliver(&app, id, vec![answer(ANN, "P", &["later"], 20)]).await;
        // Repeats, and what is older than what is known.
        deliver(&app, id, vec![answer(ANN, "P", &["later"], 21), answer(ANN, "P", &["now"], 5)])
            .await;
        deliver(&app, id, vec![answer(ANN, "unknown", &["now"], 30)]).await;
        let answers = app.get(&path).await.body;
        assert_eq!((voters(&answers, 0), voters(&answers, 1)), (vec![BO], vec![BO, ANN]));
        deliver(&app, id, vec![answer(BO, "P", &[], 40)]).await;
        let answers = app.get(&path).await.body;
        assert_eq!((voters(&answers, 0), voters(&answers, 1)), (vec![], vec![ANN]));
        assert_eq!(answered(&app).await, 4, "one for each change");
        app.stop().await;
    }
}

#[tokio::test]
async fn a_poll_is_listed_with_how_many_options_one_person_may_choose() {
    let (app, id) = prepare(Database::sqlite()).await;
    let options = ["now", "later"];
    let body = json!({
        "instanceId": id, "to": ANN, "question": "When?", "options": options, "maxChoices": 2,
    });
    let sent = app.post("/api/v2/messages/poll", body).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
    let listed = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await.body;
    assert_eq!(listed["items"][0]["content"]["maxChoices"], 2, "{listed}");
    app.stop().await;
}

#[tokio::test]
async fn only_polls_and_events_have_answers() {
    let (app, id) = prepare(Database::sqlite()).await;
    deliver(&app, id, vec![from_ann_with("T", Content::text("hi"), None)]).await;
    let path = format!("/api/v2/messages/{}/answers", id_of(&app, id, "T").await);
    assert_eq!(line(&app.get(&path).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn pins_are_asked_of_the_network_and_follow_it() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        deliver(&app, id, vec![from_ann_with("T", Content::text("hi"), None)]).await;
        let message = id_of(&app, id, "T").await;
        let path = format!("/api/v2/messages/{message}/pin");
        let pins = format!("/api/v2/instances/{id}/chats/{ANN}/pins");
        let count = async || app.get(&pins).await.body["items"].as_array().map_or(0, Vec::len);
        let wrong = app.call(Method::PUT, &path, Some(json!({ "seconds": 1 }))).await;
        assert_eq!(line(&wrong), "400 VALIDATION_ERROR seconds");
        let pinned = app.call(Method::PUT, &path, Some(json!({}))).await;
        assert_eq!(pinned.status, StatusCode::ACCEPTED, "{}", pinned.body);
        until("the pin", async || count().await == 1).await;
        let listed = app.get(&pins).await.body;
        assert_eq!(listed["items"][0]["message"]["id"], message.as_str(), "{listed}");
        let all = actions(&app, id);
        let [ChatAction::Pin { target: shown, seconds, .. }] = &all[..] else { panic!("{all:?}") };
        assert_eq!((shown.external_id.as_str(), *seconds), ("T", Some(604_800)));
        let unpinned = app.call(Method::DELETE, &path, None).await;
        assert_eq!(unpinned.status, StatusCode::ACCEPTED, "{}", unpinned.body);
        until("no pin", async || count().await == 0).await;

        let now = app.app.env.now();
        let update = |pinned, at: i64, ends: Option<i64>| {
            Inbound::Pin(Box::new(PinUpdate {
                chat: Address::new(ANN),
                target: target("T"),
                by: Address::new(ANN),
                from_me: false,
                pinned,
                expires_at: ends.map(|ends| Timestamp(now.0 + ends)),
                at: Timestamp(now.0 + at),
            }))
        };
        deliver(&app, id, vec![update(true, 10, Some(60_000))]).await;
        assert_eq!(count().await, 1);
        app.clock.advance(60_001);
        assert_eq!(count().await, 0, "it is over");
        deliver(&app, id, vec![update(true, 30, None), update(false, 20, None)]).await;
        assert_eq!(count().await, 1, "an older change arrives later");
        deliver(&app, id, vec![update(false, 40, None)]).await;
        assert_eq!(count().await, 0);
        app.stop().await;
    }
}

#[tokio::test]
async fn a_forwarded_message_is_shown_as_such() {
    let (app, id) = prepare(Database::sqlite()).await;
    let Inbound::Message(mut message) = from_ann_with("F", Content::text("see this"), None) else {
        panic!("no message")
    };
    message.context.forwarded = true;
    let own = from_ann_with("O", Content::text("my words"), None);
    deliver(&app, id, vec![Inbound::Message(message), own]).await;
    let listed = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await.body;
    let items = listed["items"].as_array().expect("items");
    let of = |name: &str| items.iter().find(|one| one["externalId"] == name).expect("stored");
    assert_eq!(of("F")["forwarded"], true, "{listed}");
    assert!(of("O").get("forwarded").is_none(), "{listed}");
    app.stop().await;
}

#[tokio::test]
async fn what_either_side_keeps_is_an_event_and_no_message() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        deliver(&app, id, vec![from_ann_with("T", Content::text("hi"), None)]).await;
        let path = format!("/api/v2/messages/{}/keep", id_of(&app, id, "T").await);
        let events = async || {
            let listed = app.get("/api/v2/events?eventType=message.kept").await.body;
            let items = listed["items"].as_array().expect("items").iter();
            items.map(|event| event["payload"].clone()).collect::<Vec<_>>()
        };
        let is_kept = async || {
            let listed =
                app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await.body;
            let items = listed["items"].as_array().expect("items");
            items.iter().find(|one| one["externalId"] == "T").expect("stored")["isKept"].clone()
        };
        assert_eq!(is_kept().await, false);
        let kept = app.call(Method::PUT, &path, None).await;
        assert_eq!(kept.status, StatusCode::ACCEPTED, "{}", kept.body);
        until("it is kept", async || events().await.len() == 1).await;
        let first = events().await.remove(0);
        assert_eq!((&first["kept"], &first["fromMe"]), (&json!(true), &json!(true)), "{first}");
        assert_eq!(is_kept().await, true);

        let now = app.app.env.now();
        let update = |name: &str, kept| {
            Inbound::Keep(Box::new(KeepUpdate {
                chat: Address::new(ANN),
                target: target(name),
                by: Address::new(ANN),
                from_me: false,
                kept,
                at: now,
            }))
        };
        deliver(&app, id, vec![update("T", true), update("unknown", true)]).await;
        assert_eq!(events().await.len(), 1, "it is kept already");
        deliver(&app, id, vec![update("T", false), update("T", false)]).await;
        let released = events().await;
        assert_eq!(released.len(), 2, "{released:?}");
        assert_eq!(is_kept().await, false);
        assert_eq!(
            released[0],
            json!({ "messageId": "T", "chatId": ANN, "by": ANN, "fromMe": false, "kept": false })
        );
        let chat = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await.body;
        assert_eq!(chat["items"].as_array().map(Vec::len), Some(1), "{chat}");
        app.stop().await;
    }
}

#[tokio::test]
async fn a_message_is_deleted_for_the_account_alone_by_either_side() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        let texts = ["A", "B"].map(|name| from_ann_with(name, Content::text("a secret"), None));
        deliver(&app, id, texts.to_vec()).await;
        let path = format!("/api/v2/messages/{}", id_of(&app, id, "A").await);
        let deleted = app.call(Method::DELETE, &format!("{path}?for=me"), None).await;
        assert_eq!(deleted.status, StatusCode::ACCEPTED, "{}", deleted.body);
        let count = async || {
            let listed = app.get("/api/v2/events?eventType=message.deleted").await.body;
            let items = listed["items"].as_array().expect("items").clone();
            items.iter().filter(|event| event["payload"]["deletedFor"] == "me").count()
        };
        until("one is deleted", async || count().await == 1).await;
        assert!(
            matches!(&actions(&app, id)[..], [ChatAction::DeleteForMe { chat, .. }] if chat == ANN)
        );
        let on_the_phone = Inbound::DeletedForMe(Box::new(OwnDeletion {
            chat: Address::new(ANN),
            external_id: "B".to_owned(),
            by: Address::new(BO),
            at: app.app.env.now(),
        }));
        deliver(&app, id, vec![on_the_phone.clone(), on_the_phone]).await;
        assert_eq!(count().await, 2);
        let chat = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await.body;
        assert!(!chat["items"].to_string().contains("a secret"), "{chat}");
        app.stop().await;
    }
}

#[tokio::test]
async fn an_album_is_one_message_and_its_files() {
    for database in [Database::sqlite(), Database::postgres().await] {
        let (app, id) = prepare(database).await;
        let file = json!({ "type": "image", "base64": picture(), "caption": "one" });
        let body = json!({ "instanceId": id, "to": ANN, "files": [file, file] });
        let sent = app.post("/api/v2/messages/album", body).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
        until("three messages", async || messages(&app, id).len() == 3).await;
        let all = messages(&app, id);
        assert!(matches!(all[0].content, OutboundContent::Album { images: 2, videos: 0 }));
        let external = sent.body["externalMessageId"].as_str().expect("an id");
        for part in &all[1..] {
            assert!(matches!(part.content, OutboundContent::Media(_)));
            assert_eq!(part.context.album.as_deref(), Some(external));
        }
        app.stop().await;
    }
}

#[tokio::test]
async fn what_phones_do_not_show_is_refused() {
    let (app, id) = prepare(Database::sqlite()).await;
    let send = async |kind: &str, more: Value| {
        let mut body = json!({ "instanceId": id, "to": ANN });
        let members = more.as_object().expect("an object").clone();
        body.as_object_mut().expect("an object").extend(members);
        line(&app.post(&format!("/api/v2/messages/{kind}"), body).await)
    };
    let file = |kind: &str, flag: &str| {
        let mut body = json!({ "type": kind, "base64": "aGVsbG8=" });
        body[flag] = json!(true);
        body
    };
    let (image, at) = (json!({ "type": "image", "base64": picture() }), "2030-01-02T03:04:05Z");
    for (kind, body, expected) in [
        ("media", file("document", "viewOnce"), "400 VALIDATION_ERROR viewOnce"),
        ("media", file("image", "gif"), "400 VALIDATION_ERROR gif"),
        ("media", file("audio", "videoNote"), "400 VALIDATION_ERROR videoNote"),
        (
            "media",
            json!({ "type": "video", "base64": "aGVsbG8=", "gif": true, "videoNote": true }),
            "400 VALIDATION_ERROR gif",
        ),
        ("album", json!({ "files": [image] }), "400 VALIDATION_ERROR files"),
        ("contact", json!({}), "400 VALIDATION_ERROR contact"),
        ("contact", json!({ "contacts": [] }), "400 VALIDATION_ERROR contacts"),
        ("event", json!({ "name": " ", "startsAt": at }), "400 VALIDATION_ERROR name"),
        ("event", json!({ "name": "Tea", "startsAt": "soon" }), "400 VALIDATION_ERROR startsAt"),
        (
            "event",
            json!({ "name": "Tea", "startsAt": at, "place": { "name": "x", "latitude": 1.0 } }),
            "400 VALIDATION_ERROR place",
        ),
    ] {
        assert_eq!(send(kind, body.clone()).await, expected, "{kind} {body}");
    }
    assert!(messages(&app, id).is_empty());
    app.stop().await;
}

#[tokio::test]
async fn a_text_has_the_preview_of_its_link_if_the_instance_sends_previews() {
    let page = "<html><head><title>A page</title><meta property='og:image' content='/picture'>
        </head><body></body></html>";
    let plain = "<title>Without a picture</title><meta property='og:image' content='/none'>";
    let png = STANDARD.decode(picture()).expect("base64");
    let router = Router::new()
        .route("/page", get(move || async move { Html(page) }))
        .route("/plain", get(move || async move { Html(plain) }))
        .route("/picture", get(move || async move { png }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let host = format!("http://{}", listener.local_addr().expect("an address"));
    let link = format!("{host}/page");
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let app = app_that_calls_out().await;
    let id = app.connected_instance("one").await;
    let send = async |text: &str| {
        let body = json!({ "instanceId": id, "to": ANN, "text": text });
        let sent = app.post("/api/v2/messages", body).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
        messages(&app, id).pop().expect("a message").context.link_preview
    };
    let text = format!("see {link}.");
    assert_eq!(send(&text).await, None, "off by default");
    let on = json!({ "messaging": { "linkPreviews": true } });
    let path = format!("/api/v2/instances/{id}");
    let changed = app.call(Method::PATCH, &path, Some(on)).await;
    assert_eq!(changed.body["messaging"]["linkPreviews"], true, "{}", changed.body);
    let preview = send(&text).await.expect("a preview");
    assert_eq!((preview.url.as_str(), preview.title.as_deref()), (&*link, Some("A page")));
    let thumbnail = preview.thumbnail.expect("a thumbnail");
    let thumbnail = STANDARD.decode(thumbnail).expect("base64");
    assert_eq!(thumbnail[..3], [0xff, 0xd8, 0xff], "a JPEG");
    let preview = send(&format!("{host}/plain")).await.expect("a preview");
    assert_eq!(preview.title.as_deref(), Some("Without a picture"));
    assert_eq!(preview.thumbnail, None, "its picture cannot be fetched");
    assert_eq!(send(&format!("{link}/none")).await, None, "there is no such page");
    serving.abort();
    app.stop().await;
}
