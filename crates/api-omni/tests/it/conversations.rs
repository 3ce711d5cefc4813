use crate::support::{
    ANN, deliver, from_ann, from_ann_with, jobs_in, line, test_app, test_app_with, until,
};
use axum::http::{Method, StatusCode};
use omni_channel::Inbound;
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::job::{JobKind, JobState};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::json;

#[tokio::test]
async fn received_messages_are_listed_by_chat_and_contact() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(
        &app,
        id,
        vec![from_ann("IN1", "one"), from_ann("IN2", "two"), from_ann("IN3", "three")],
    )
    .await;
    let base = format!("/api/v2/instances/{id}");

    let chats = app.get(&format!("{base}/chats")).await;
    let chat = &chats.body["items"][0];
    assert_eq!(chat["externalId"], ANN);
    assert_eq!(chat["chatType"], "dm");
    assert_eq!(chat["unreadCount"], 3);
    assert_eq!(chats.body["meta"], json!({ "hasMore": false, "cursor": null }));
    assert_eq!(app.get(&format!("{base}/chats?search=missing")).await.body["items"], json!([]));

    let contacts = app.get(&format!("{base}/contacts?limit=1000")).await;
    assert_eq!(contacts.body["items"][0]["platformUserId"], ANN);
    assert_eq!(contacts.body["items"][0]["displayName"], "Ann");

    let messages = app.get(&format!("{base}/chats/{ANN}/messages?limit=2")).await;
    assert_eq!(messages.body["meta"], json!({ "hasMore": true }));
    let items = messages.body["items"].as_array().expect("rows");
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["content"]["type"], "text");
    assert_eq!(items[0]["sender"]["platformUserId"], ANN);
    assert_eq!(items[0]["status"], "received");
    let last = items[1]["id"].as_str().expect("an id");
    let rest = app.get(&format!("{base}/chats/{ANN}/messages?before={last}")).await;
    assert_eq!(rest.body["items"].as_array().expect("rows").len(), 1);
    assert_eq!(rest.body["meta"], json!({ "hasMore": false }));
    let unknown = app.get(&format!("{base}/chats/19999999999@s.whatsapp.net/messages")).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");

    let marked = app.call(Method::PATCH, &format!("{base}/chats/{ANN}/mark-read"), None).await;
    assert!(marked.body["markedAt"].is_string(), "{}", marked.body);
    assert_eq!(app.get(&format!("{base}/chats")).await.body["items"][0]["unreadCount"], 0);
    // Others show the count, too; what is read already is no change.
    let again = app.call(Method::PATCH, &format!("{base}/chats/{ANN}/mark-read"), None).await;
    assert!(again.body["markedAt"].is_string(), "{}", again.body);
    let updates = app.get("/api/v2/events?eventType=chat.updated").await.body["items"].clone();
    assert_eq!(updates.as_array().expect("events").len(), 1, "{updates}");
    assert_eq!(updates[0]["payload"]["chatId"], ANN);
    app.stop().await;
}

/// Its sender encrypts it anew when it cannot be decrypted: what arrives then is the same message.
#[tokio::test]
async fn a_message_that_is_completed_later_counts_once() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let whole = |external_id: &str, text: &str| match from_ann(external_id, text) {
        Inbound::Message(message) => message,
        other => panic!("no message: {other:?}"),
    };
    let sealed = |external_id: &str| {
        let mut message = whole(external_id, "");
        message.content = Content::Unknown { kind: "undecryptable".to_owned(), text: None };
        Inbound::Undecryptable(message)
    };
    let base = format!("/api/v2/instances/{id}/chats");
    let counts = async || {
        let chat = app.get(&base).await.body["items"][0].clone();
        (chat["messageCount"].clone(), chat["unreadCount"].clone())
    };
    deliver(&app, id, vec![sealed("IN1")]).await;
    assert_eq!(counts().await, (json!(1), json!(1)), "while it waits");
    for _ in 0..2 {
        deliver(&app, id, vec![Inbound::Message(whole("IN1", "hello"))]).await;
        assert_eq!(counts().await, (json!(1), json!(1)), "completed, and repeated");
    }
    let chat = app.get(&base).await.body["items"][0].clone();
    assert_eq!(chat["lastMessagePreview"], "hello", "{chat}");
    let events = format!("/api/v2/events?eventType=message.received&instanceId={id}");
    let received = app.get(&events).await.body;
    assert_eq!(received["items"].as_array().expect("events").len(), 1, "{received}");

    // One that was read while it waited is not unread again.
    deliver(&app, id, vec![sealed("IN2")]).await;
    let marked = app.call(Method::PATCH, &format!("{base}/{ANN}/mark-read"), None).await;
    assert_eq!(marked.status, StatusCode::OK, "{}", marked.body);
    deliver(&app, id, vec![Inbound::Message(whole("IN2", "are you there?"))]).await;
    assert_eq!(counts().await, (json!(2), json!(0)));
    app.stop().await;
}

#[tokio::test]
async fn a_received_picture_is_described_and_served() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    app.channel.session(id).expect("a session").offer_file(b"where", b"picture bytes");
    let mut picture = MediaContent::new(MediaKind::Image, "image/png");
    picture.caption = Some("look".to_owned());
    deliver(&app, id, vec![from_ann_with("PIC", Content::Media(picture), Some(b"where"))]).await;

    let messages = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await;
    let message = &messages.body["items"][0];
    assert_eq!(message["messageType"], "image");
    assert_eq!(message["content"]["text"], "look");
    assert_eq!(message["content"]["mimeType"], "image/png");
    let raw = app.get(message["mediaUrl"].as_str().expect("a path")).await;
    assert_eq!(raw.body, "picture bytes");
    assert_eq!(raw.headers["content-type"], "image/png");
    assert_eq!(raw.headers["content-disposition"], "inline");
    app.stop().await;
}

#[tokio::test]
async fn messages_are_paged_in_both_directions_from_a_message() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let texts: Vec<_> = (0..5)
        .map(|n| {
            let Inbound::Message(mut message) = from_ann(&format!("IN{n}"), "text") else {
                unreachable!("a message");
            };
            message.timestamp.0 += n;
            Inbound::Message(message)
        })
        .collect();
    deliver(&app, id, texts).await;
    let base = format!("/api/v2/instances/{id}/chats/{ANN}/messages");
    let ids = |answer: &Answer| -> Vec<String> {
        let items = answer.body["items"].as_array().expect("rows");
        items.iter().map(|row| row["externalId"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(ids(&app.get(&format!("{base}?before=IN2")).await), ["IN1", "IN0"]);
    let after = app.get(&format!("{base}?after=IN2&limit=1")).await;
    assert_eq!((ids(&after), &after.body["meta"]["hasMore"]), (vec!["IN3".into()], &json!(true)));
    for (query, expected) in [
        ("before=IN1&after=IN2", "400 VALIDATION_ERROR after"),
        ("before=NOWHERE", "404 NOT_FOUND"),
        ("after=NOWHERE", "404 NOT_FOUND"),
        ("limit=0", "400 VALIDATION_ERROR limit"),
        ("limit=201", "400 VALIDATION_ERROR limit"),
    ] {
        assert_eq!(line(&app.get(&format!("{base}?{query}")).await), expected, "{query}");
    }
    app.stop().await;
}

#[tokio::test]
async fn media_of_a_chat_is_processed_until_it_is_disabled() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "one")]).await;
    let base = format!("/api/v2/instances/{id}/chats");
    let chat = app.get(&base).await.body["items"][0].clone();
    assert_eq!(
        (&chat["mediaProcessingEnabled"], &chat["mediaProcessingNote"]),
        (&json!(true), &json!(null))
    );
    assert_eq!(
        (&chat["channel"], &chat["participantCount"]),
        (&json!("whatsapp-baileys"), &json!(0))
    );

    let path = format!("{base}/{ANN}/processing?enabled=false&note=Promotions%20group");
    let decided = app.call(Method::PATCH, &path, None).await;
    assert_eq!(
        decided.body,
        json!({
            "chatId": chat["id"], "instanceId": id.to_string(), "mediaProcessingEnabled": false,
            "note": "Promotions group", "name": "Ann", "chatType": "dm",
        })
    );
    let chat = app.get(&base).await.body["items"][0].clone();
    assert_eq!(
        (&chat["mediaProcessingEnabled"], &chat["mediaProcessingNote"]),
        (&json!(false), &json!("Promotions group"))
    );

    let body =
        json!({ "chatIds": [ANN, chat["id"], "19999999999@s.whatsapp.net"], "enabled": true });
    let bulk = app.call(Method::PATCH, &format!("{base}/processing/bulk"), Some(body)).await;
    assert_eq!(
        bulk.body,
        json!({
            "updatedCount": 2, "updatedChatIds": [ANN, chat["id"]],
            "notFoundCount": 1, "notFoundChatIds": ["19999999999@s.whatsapp.net"],
        })
    );
    assert_eq!(app.get(&base).await.body["items"][0]["mediaProcessingEnabled"], true);

    for query in ["", "?enabled=perhaps"] {
        let answer =
            app.call(Method::PATCH, &format!("{base}/{ANN}/processing{query}"), None).await;
        assert_eq!(line(&answer), "400 VALIDATION_ERROR enabled", "{query}");
    }
    let long = format!("{base}/{ANN}/processing?enabled=true&note={}", "x".repeat(501));
    assert_eq!(line(&app.call(Method::PATCH, &long, None).await), "400 VALIDATION_ERROR note");
    let none = json!({ "chatIds": [], "enabled": true });
    let none = app.call(Method::PATCH, &format!("{base}/processing/bulk"), Some(none)).await;
    assert_eq!(line(&none), "400 VALIDATION_ERROR chatIds");
    app.stop().await;
}

#[tokio::test]
async fn a_file_is_fetched_from_the_channel_again_when_the_local_copy_is_missing() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let session = app.channel.session(id).expect("a session");
    session.offer_file(b"where", b"picture bytes");
    let picture = MediaContent::new(MediaKind::Image, "image/png");
    deliver(&app, id, vec![from_ann_with("PIC", Content::Media(picture), Some(b"where"))]).await;
    let path = format!("/api/v2/instances/{id}/messages/PIC/media");
    let first = app.get(&path).await;
    assert_eq!(first.body["mediaStatus"], "downloaded", "{}", first.body);
    let stored = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await;
    let media = stored.body["items"][0]["content"]["mediaId"].as_str().expect("an id").to_owned();
    assert_eq!(app.get(&path).await.body["source"], "local");

    // The job that fetches it for the log would store it again.
    until("the job's end", async || {
        let jobs = |state| jobs_in(&app, JobKind::MediaFetch, state);
        jobs(JobState::Queued).await + jobs(JobState::Running).await == 0
    })
    .await;
    app.app.blobs.delete(&format!("{id}/{media}")).await.expect("deleted");
    let again = app.get(&path).await;
    assert_eq!(
        (&again.body["source"], &again.body["base64"]),
        (&json!("channel"), &first.body["base64"])
    );

    app.app.blobs.delete(&format!("{id}/{media}")).await.expect("deleted");
    session.withdraw_file(b"where");
    let gone = app.get(&path).await;
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.body);
    assert_eq!(
        gone.body,
        json!({ "base64": "", "mimetype": "image/png", "mediaStatus": "expired", "source": "channel" })
    );
    assert_eq!(line(&app.get(&format!("{path}?raw=true")).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_file_of_a_disconnected_channel_is_pending() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let picture = MediaContent::new(MediaKind::Image, "image/png");
    let Inbound::Message(mut old) = from_ann_with("OLD", Content::Media(picture), Some(b"where"))
    else {
        unreachable!("a message");
    };
    old.from_history = true;
    deliver(&app, id, vec![Inbound::Message(old)]).await;
    let away = format!("/api/v2/instances/{id}/disconnect");
    assert_eq!(app.call(Method::POST, &away, None).await.status, StatusCode::OK);
    let path = format!("/api/v2/instances/{id}/messages/OLD/media");
    assert_eq!(app.get(&path).await.body["mediaStatus"], "pending");
    assert_eq!(line(&app.get(&format!("{path}?raw=true")).await), "409 CHANNEL_NOT_CONNECTED");
    app.stop().await;
}

#[tokio::test]
async fn addresses_of_files_keep_the_path_of_a_proxy() {
    let mut config = TestApp::config();
    "https://example.com/omni".clone_into(&mut config.public_url);
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let id = app.connected_instance("one").await;
    let picture = Content::Media(MediaContent::new(MediaKind::Image, "image/png"));
    app.channel.session(id).expect("a session").offer_file(b"where", b"\x89PNG");
    deliver(&app, id, vec![from_ann_with("PICTURE", picture, Some(b"where"))]).await;
    let path = format!("/omni/api/v2/instances/{id}/messages/");
    let messages = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await;
    let events = app.get("/api/v2/events?eventType=message.received").await;
    let event = events.body["items"][0]["id"].as_str().expect("an event").to_owned();
    let one = app.get(&format!("/api/v2/events/{event}")).await;
    let found = app.post("/api/v2/events/search", json!({ "format": "full" })).await;
    let mut shown = found.body["items"].as_array().expect("events").iter();
    let shown = shown.find(|event| event["mediaUrl"].is_string()).expect("one with a file");
    for view in [&messages.body["items"][0], &events.body["items"][0], &one.body, shown] {
        let url = view["mediaUrl"].as_str().unwrap_or_else(|| panic!("no address: {view}"));
        assert!(url.starts_with(&path), "{url}");
    }
    let person = events.body["items"][0]["personId"].as_str().expect("a person").to_owned();
    let timeline = app.get(&format!("/api/v2/persons/{person}/timeline")).await;
    let mut entries = timeline.body["items"].as_array().expect("events").iter();
    let url = entries.find_map(|entry| entry["content"]["mediaUrl"].as_str()).expect("an address");
    assert!(url.starts_with(&path), "{url}");
    app.stop().await;
}
