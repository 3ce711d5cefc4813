//! Sending, reading and changing messages.

use crate::socket::{Client, serve};
use crate::support::{
    ANN, PIXEL, app_that_calls_out, call, connected, deliver, from_ann, get, line, message_of_ann,
    ok, post, test_app, until,
};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::response::Html;
use axum::routing;
use omni_channel::Capability;
use omni_domain::Timestamp;
use omni_domain::content::{CalendarEvent, Content, LinkPreview, Location};
use omni_domain::conversation::Address;
use omni_testing::{Database, SentByMock};
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[tokio::test]
async fn a_text_is_accepted_without_waiting_for_the_network() {
    let app = test_app().await;
    let (_, token) = connected(&app).await;
    let body = json!({ "to": "15550002222", "body": "hello" }).to_string();
    let request = Request::post("/api/v1/messages/text")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("prefer", "respond-async");
    let answer = app.raw(request.body(Body::from(body)).expect("a request")).await;
    assert_eq!(ok(&answer)["sent"], false, "{}", answer.body);
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    app.stop().await;
}

#[tokio::test]
async fn a_text_is_sent_and_found() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let body = json!({ "to": "15550002222", "body": "hello" });
    let sent = post(&app, &token, "/api/v1/messages/text", body).await;
    let message = &ok(&sent)["message"];
    assert_eq!(sent.body["sent"], true, "{}", sent.body);
    assert_eq!((&message["type"], &message["body"]), (&json!("text"), &json!("hello")));
    assert_eq!(message["chat_id"], ANN);
    assert_eq!(message["direction"], "outgoing");
    assert_eq!(app.channel.session(id).expect("a session").sent().len(), 1);

    let found =
        get(&app, &token, &format!("/api/v1/messages/{}", message["id"].as_str().expect("id")))
            .await;
    assert_eq!(ok(&found)["id"], message["id"]);
    let by_network = message["wa_message_id"].as_str().expect("an id");
    let found = get(&app, &token, &format!("/api/v1/messages/{by_network}")).await;
    assert_eq!(ok(&found)["id"], message["id"]);
    let listed = get(&app, &token, "/api/v1/chats/15550002222/messages").await;
    assert_eq!(ok(&listed)["items"][0]["id"], message["id"]);
    app.stop().await;
}

#[tokio::test]
async fn a_file_is_sent_by_its_kind() {
    let app = test_app().await;
    let (_, token) = connected(&app).await;
    let media = json!({ "to": "15550002222", "type": "document", "media": "aGVsbG8=", "filename": "a.txt" });
    let sent = post(&app, &token, "/api/v1/messages/media", media).await;
    assert_eq!(ok(&sent)["message"]["type"], "document");
    assert_eq!(sent.body["message"]["media"]["file_name"], "a.txt");
    let link = sent.body["message"]["media"]["link"].as_str().expect("a link");
    let path = &link[link.find("/api/v1/").expect("a path")..];
    for reader in [token.as_str(), app.key.as_str()] {
        let file = get(&app, reader, path).await;
        assert_eq!(file.body, "hello", "{link}");
    }
    let document = json!({ "to": "15550002222", "media": "data:text/plain;base64,aGVsbG8=" });
    let sent = post(&app, &token, "/api/v1/messages/document", document).await;
    assert_eq!(ok(&sent)["message"]["type"], "document");
    let untyped = json!({ "to": "15550002222", "media": "aGVsbG8=" });
    let untyped = post(&app, &token, "/api/v1/messages/media", untyped).await;
    assert_eq!(untyped.body["details"]["fieldErrors"]["type"].as_array().map(Vec::len), Some(1));
    app.stop().await;
}

/// What a webhook is sent of a message is what the message is read with.
#[tokio::test]
async fn a_files_event_has_its_address_and_its_facts() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let address = serve(&app).await;
    let mut client = Client::admitted(address, json!({ "token": token })).await;
    let media = json!({ "to": "15550002222", "type": "document", "media": "aGVsbG8=", "filename": "a.txt" });
    let sent = post(&app, &token, "/api/v1/messages/media", media).await;
    let stored = ok(&sent)["message"].clone();
    let event = client.event("message.sent").await[0]["data"].clone();
    assert_eq!(event["media"], stored["media"], "{event}");
    assert_eq!(event["media"]["file_name"], "a.txt");
    for member in ["from", "source", "type", "wa_message_id", "mentions"] {
        assert_eq!(event[member], stored[member], "{member} of {event}");
    }
    assert_eq!(event["source"], "api");
    let place = Location {
        latitude: -23.5,
        longitude: -46.6,
        name: Some("the shop".to_owned()),
        address: None,
        live: false,
    };
    deliver(&app, id, message_of_ann("IN1", Content::Location(place))).await;
    let event = client.event("message.received").await[0]["data"].clone();
    assert_eq!(event["location"]["name"], "the shop", "{event}");
    assert!(event["media"].is_null());
    app.stop().await;
}

/// All members of both forms of `message.sent` are the same.
#[tokio::test]
async fn what_is_written_on_another_device_is_sent_like_what_is_sent_here() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let address = serve(&app).await;
    let mut client = Client::admitted(address, json!({ "token": token })).await;
    let body = json!({ "to": "15550002222", "body": "hello" });
    ok(&post(&app, &token, "/api/v1/messages/text", body).await);
    let here = client.event("message.sent").await[0]["data"].clone();
    let own = here["from"].as_str().expect("the account's number").to_owned();
    let mut message = message_of_ann("OWN1", Content::text("from the phone"));
    message.from_me = true;
    message.sender = Address::new("15550001111@s.whatsapp.net");
    deliver(&app, id, message).await;
    let there = client.event("message.sent").await[0]["data"].clone();
    let names = |data: &Value| -> Vec<String> {
        data.as_object().expect("an object").keys().cloned().collect()
    };
    assert_eq!(names(&there), names(&here));
    assert_eq!((&there["source"], &here["source"]), (&json!("device"), &json!("api")));
    assert_eq!(
        (&there["direction"], &there["body"]),
        (&json!("outgoing"), &json!("from the phone"))
    );
    assert!(!own.is_empty());
    app.stop().await;
}

#[tokio::test]
async fn a_message_has_its_event_its_mentions_and_the_name_of_its_chat() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let mut text = message_of_ann("IN1", Content::text("ask @15550001111"));
    text.context.mentions = vec!["15550001111@s.whatsapp.net".to_owned()];
    deliver(&app, id, text).await;
    let event = CalendarEvent {
        name: "Opening".to_owned(),
        description: None,
        starts_at: Some(Timestamp(1_803_924_000_000)),
        ends_at: None,
        place: None,
        link: None,
        extra_guests: false,
        cancelled: false,
    };
    deliver(&app, id, message_of_ann("IN2", Content::Event(Box::new(event)))).await;
    let mut read = Value::Null;
    until("both are stored", async || {
        read = get(&app, &token, "/api/v1/messages/IN2").await.body;
        read["id"].is_string()
    })
    .await;
    assert_eq!((&read["type"], &read["event"]["title"]), (&json!("event"), &json!("Opening")));
    assert_eq!(read["event"]["start_time"], "2027-03-01T18:00:00.000Z");
    assert_eq!((&read["source"], &read["chat_name"]), (&json!("realtime"), &json!("Ann")));
    let text = get(&app, &token, "/api/v1/messages/IN1").await;
    assert_eq!(ok(&text)["mentions"], json!(["15550001111"]));
    assert!(text.body["event"].is_null());
    app.stop().await;
}

#[tokio::test]
async fn a_received_message_is_listed_page_by_page_and_read() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    for number in 1..=3 {
        from_ann(&app, id, &format!("IN{number}"), &format!("text {number}")).await;
    }
    until("the chat is there", async || {
        let chats = get(&app, &token, "/api/v1/chats").await;
        chats.body["items"][0]["unread_count"] == 3
    })
    .await;
    let path = format!("/api/v1/chats/{ANN}/messages?limit=2");
    let first = get(&app, &token, &path).await;
    assert_eq!(ok(&first)["items"].as_array().map(Vec::len), Some(2));
    let cursor = first.body["next_cursor"].as_str().expect("a cursor");
    let rest = get(&app, &token, &format!("{path}&cursor={cursor}")).await;
    assert_eq!(ok(&rest)["items"].as_array().map(Vec::len), Some(1));
    assert!(rest.body["next_cursor"].is_null());
    let wrong = get(&app, &token, &format!("{path}&cursor=none")).await;
    assert_eq!(line(&wrong), "400 VALIDATION_ERROR");
    assert!(wrong.body["details"]["fieldErrors"]["cursor"].is_array(), "{}", wrong.body);
    let message = &rest.body["items"][0];
    assert_eq!((&message["from"], &message["to"]), (&json!("15550002222"), &json!(null)));

    ok(&call(&app, &token, Method::PUT, "/api/v1/messages/IN3", None).await);
    let unknown = call(&app, &token, Method::PUT, "/api/v1/messages/none", None).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_text_that_names_a_message_changes_it_and_sends_nothing() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::EditMessage);
    let (id, token) = connected(&app).await;
    let body = json!({ "to": "15550002222", "body": "at five" });
    let sent = post(&app, &token, "/api/v1/messages/text", body).await;
    let message = ok(&sent)["message"]["id"].clone();
    let body = json!({ "to": "15550002222", "body": "at six", "edit": message });
    let edited = post(&app, &token, "/api/v1/messages/text", body).await;
    assert_eq!(edited.status, StatusCode::ACCEPTED, "{}", edited.body);
    assert_eq!(edited.body["sent"], false);
    assert_eq!(edited.body["message"]["id"], message);
    assert_eq!(edited.body["message"]["body"], "at six");
    let sent = app.channel.session(id).expect("a session").sent();
    let messages = sent.iter().filter(|one| matches!(one, SentByMock::Message(_)));
    assert_eq!(messages.count(), 1);
    let unknown = json!({ "to": "15550002222", "body": "x", "edit": "none" });
    let unknown = post(&app, &token, "/api/v1/messages/text", unknown).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_poll_that_is_read_by_its_id_has_its_votes() {
    let app = test_app().await;
    let (_, token) = connected(&app).await;
    let poll = json!({ "to": "15550002222", "title": "When?", "options": ["now", "later"] });
    let sent = post(&app, &token, "/api/v1/messages/poll", poll).await;
    assert!(ok(&sent)["message"]["poll"]["results"].is_null(), "{}", sent.body);
    let path = format!("/api/v1/messages/{}", sent.body["message"]["id"].as_str().expect("id"));
    let read = get(&app, &token, &path).await;
    assert_eq!(
        ok(&read)["poll"],
        json!({
            "title": "When?", "options": ["now", "later"], "count": 1, "total": 0,
            "results": [
                { "name": "now", "count": 0, "voters": [] },
                { "name": "later", "count": 0, "voters": [] },
            ],
        })
    );
    app.stop().await;
}

#[tokio::test]
async fn a_link_is_sent_with_the_preview_of_the_request() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let path = "/api/v1/messages/link_preview";
    let text = "see https://example.org/a or https://example.org/b";
    let whole = json!({
        "to": "15550002222", "body": text, "title": "Bikes", "description": "Old and new",
        "canonical": "https://example.org/b", "preview": format!("data:image/png;base64,{PIXEL}"),
    });
    let sent = post(&app, &token, path, whole).await;
    assert_eq!((&ok(&sent)["sent"], &sent.body["message"]["body"]), (&json!(true), &json!(text)));
    let least = json!({ "to": "15550002222", "body": text, "title": "Bikes" });
    ok(&post(&app, &token, path, least.clone()).await);
    let previews = || -> Vec<LinkPreview> {
        let sent = app.channel.session(id).expect("a session").sent();
        let of = |one: SentByMock| match one {
            SentByMock::Message(message) => message.context.link_preview.map(|preview| *preview),
            SentByMock::Action(_) => None,
        };
        sent.into_iter().filter_map(of).collect()
    };
    let shown = previews();
    assert_eq!(shown.len(), 2, "although the account's setting is off");
    assert_eq!(shown[0].url, "https://example.org/b");
    assert_eq!(shown[0].title.as_deref(), Some("Bikes"));
    assert_eq!(shown[0].description.as_deref(), Some("Old and new"));
    let picture = shown[0].thumbnail.as_deref().expect("a picture");
    assert!(picture.starts_with("/9j/"), "a JPEG: {picture}");
    assert_eq!((shown[1].url.as_str(), &shown[1].thumbnail), ("https://example.org/a", &None));

    for (member, value) in [
        ("title", json!(" ")),
        ("title", json!("x".repeat(257))),
        ("description", json!("x".repeat(513))),
        ("canonical", json!("https://example.org/c")),
        ("preview", json!("no picture")),
        ("body", json!("no link")),
        ("edit", json!("IN1")),
    ] {
        let mut wrong = least.clone();
        wrong[member] = value;
        let refused = post(&app, &token, path, wrong).await;
        assert_eq!(line(&refused), "400 VALIDATION_ERROR", "{member}");
        let named = &refused.body["details"]["fieldErrors"][member];
        assert!(named.is_array(), "{member}: {}", refused.body);
    }
    let untitled = json!({ "to": "15550002222", "body": text });
    let refused = post(&app, &token, path, untitled).await;
    assert!(refused.body["details"]["fieldErrors"]["title"].is_array(), "{}", refused.body);
    assert_eq!(previews().len(), 2, "and nothing of these is sent");
    app.stop().await;
}

#[tokio::test]
async fn a_text_is_sent_without_a_preview_on_request() {
    let page = || async { Html("<title>A page</title>") };
    let router = Router::new().route("/page", routing::get(page));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let link = format!("http://{}/page", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let app = app_that_calls_out(Database::sqlite()).await;
    let (id, token) = connected(&app).await;
    let on = json!({ "messaging": { "linkPreviews": true } });
    let changed = app.call(Method::PATCH, &format!("/api/v2/instances/{id}"), Some(on)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);

    for (flags, expected) in [
        (json!({}), Some("A page")),
        (json!({ "no_link_preview": true }), None),
        (json!({ "no_link_preview": true, "wide_link_preview": true }), None),
        (json!({ "no_link_preview": false, "wide_link_preview": true }), Some("A page")),
    ] {
        let mut body = json!({ "to": "15550002222", "body": format!("see {link}") });
        let members = body.as_object_mut().expect("an object");
        members.extend(flags.as_object().expect("an object").clone());
        let sent = post(&app, &token, "/api/v1/messages/text", body).await;
        assert_eq!(ok(&sent)["sent"], true, "{}", sent.body);
        let last = app.channel.session(id).expect("a session").sent().pop();
        let Some(SentByMock::Message(message)) = last else { panic!("a message") };
        let title = message.context.link_preview.and_then(|preview| preview.title);
        assert_eq!(title.as_deref(), expected, "{flags}");
    }
    serving.abort();
    app.stop().await;
}
