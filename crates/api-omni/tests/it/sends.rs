use crate::support::{ANN, BO, deliver, from_ann, line, picture, test_app, test_app_on};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_channel::{
    Capability, ChannelError, Inbound, OutboundContent, ReceiptKind, ReceiptUpdate,
};
use omni_domain::conversation::Address;
use omni_testing::{Database, SentByMock, TestApp};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SEND: &str = "/api/v2/messages";

fn with_header(app: &TestApp, name: &str, value: &str, body: &Value) -> Request<Body> {
    Request::post(SEND)
        .header("x-api-key", &app.key)
        .header("content-type", "application/json")
        .header(name, value)
        .body(Body::from(body.to_string()))
        .expect("a request")
}

#[tokio::test]
async fn every_kind_of_message_has_the_same_response() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let bodies = [
        (SEND.to_owned(), json!({ "text": "hello" })),
        (
            format!("{SEND}/media"),
            json!({ "type": "document", "base64": "aGVsbG8=", "filename": "a.txt" }),
        ),
        (format!("{SEND}/sticker"), json!({ "base64": picture() })),
        (
            format!("{SEND}/contact"),
            json!({ "contact": { "name": "Bo", "phone": "+15550003333" } }),
        ),
        (
            format!("{SEND}/location"),
            json!({ "latitude": -23.5, "longitude": -46.6, "name": "here" }),
        ),
    ];
    for (path, more) in bodies {
        let mut body = json!({ "instanceId": id.to_string(), "to": "+1 555 000 2222" });
        body.as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        let sent = app.post(&path, body).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{path}: {}", sent.body);
        assert_eq!(sent.body["status"], "sent", "{path}");
        assert_eq!(sent.body["instanceId"], id.to_string(), "{path}");
        assert_eq!(sent.body["to"], "+1 555 000 2222", "{path}");
        assert!(sent.body["messageId"].is_string() && sent.body["externalMessageId"].is_string());
        assert!(sent.body["timestamp"].is_string(), "{path}");
    }
    assert_eq!(app.channel.session(id).expect("a session").sent().len(), 5);
    app.stop().await;
}

/// The phone's receipt arrives before the network's acknowledgement.
#[tokio::test]
async fn a_receipt_before_the_acknowledgement_reports_sent_first() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    app.channel.refuse_next(ChannelError::Timeout);
    let body = json!({ "instanceId": id.to_string(), "to": ANN, "text": "hi" });
    let sent = app.raw(with_header(&app, "prefer", "respond-async", &body)).await;
    assert_eq!(sent.body["status"], "queued", "{}", sent.body);
    let external = sent.body["externalMessageId"].as_str().expect("an id").to_owned();
    let receipt = ReceiptUpdate {
        chat: Address::new(ANN),
        by: Address::new(ANN),
        external_ids: vec![external],
        kind: ReceiptKind::Delivered,
        at: app.app.env.now(),
    };
    deliver(&app, id, vec![Inbound::Receipt(receipt)]).await;
    let message = sent.body["messageId"].as_str().expect("an id");
    let events = app.get("/api/v2/events?limit=50").await.body;
    let types: Vec<_> = events["items"]
        .as_array()
        .expect("events")
        .iter()
        .rev()
        .filter(|event| event["messageId"] == message)
        .map(|event| event["eventType"].as_str().expect("a type"))
        .collect();
    assert_eq!(types, ["message.queued", "message.sent", "message.delivered"]);
    let path = format!("/api/v2/instances/{id}/chats/{ANN}/messages");
    let stored = app.get(&path).await.body["items"][0].clone();
    assert_eq!(stored["status"], "delivered", "{stored}");
    app.stop().await;
}

#[tokio::test]
async fn a_chat_has_its_newest_message_with_the_sender_and_the_status() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "hello")]).await;
    let list = format!("/api/v2/instances/{id}/chats");
    let chat = app.get(&list).await.body["items"][0].clone();
    let last = &chat["lastMessage"];
    assert_eq!((&last["isFromMe"], &last["senderName"]), (&json!(false), &json!("Ann")), "{chat}");
    let body = json!({ "instanceId": id.to_string(), "to": ANN, "text": "hi" });
    let sent = app.post(SEND, body.clone()).await.body;
    let expected = |message: &Value, status: &str| {
        json!({
            "id": message, "isFromMe": true, "source": "api", "status": status, "senderName": null,
        })
    };
    let chat = app.get(&list).await.body["items"][0].clone();
    assert_eq!(chat["lastMessage"], expected(&sent["messageId"], "sent"));
    let receipt = ReceiptUpdate {
        chat: Address::new(ANN),
        by: Address::new(ANN),
        external_ids: vec![sent["externalMessageId"].as_str().expect("an id").to_owned()],
        kind: ReceiptKind::Read,
        at: app.app.env.now(),
    };
    deliver(&app, id, vec![Inbound::Receipt(receipt)]).await;
    let chat = app.get(&list).await.body["items"][0].clone();
    assert_eq!(chat["lastMessage"], expected(&sent["messageId"], "read"));
    let refusal = ChannelError::Rejected { code: "463".into(), message: "refused".into() };
    app.channel.refuse_next(refusal);
    assert_eq!(line(&app.post(SEND, body).await), "502 CHANNEL_SEND_FAILED");
    let chat = app.get(&list).await.body["items"][0].clone();
    assert_eq!(chat["lastMessage"]["status"], "failed", "{chat}");
    assert_ne!(chat["lastMessage"]["id"], sent["messageId"], "it is another");
    app.stop().await;
}

#[tokio::test]
async fn a_form_names_its_mentions_as_lists_are_named_in_forms() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::MentionPeople);
    let id = app.connected_instance("one").await;
    let session = app.channel.session(id).expect("a session");
    let part = |name: &str, value: &str| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let start = part("instanceId", &id.to_string()) + &part("to", ANN) + &part("type", "document");
    let end = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
        Content-Type: text/plain\r\n\r\nhello\r\n--B--\r\n";
    let send = |fields: String| {
        let request = Request::post("/api/v2/messages/media")
            .header("x-api-key", &app.key)
            .header("content-type", "multipart/form-data; boundary=B")
            .body(Body::from(format!("{start}{fields}{end}")));
        app.raw(request.expect("a request"))
    };
    let (one, two) = ("+15550002222", "+15550003333");
    for fields in [
        part("mentions", one) + &part("mentions", two),
        part("mentions", &format!("{one},{two}")),
        part("mentions", &json!([one, two]).to_string()),
    ] {
        let sent = send(fields.clone()).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{fields}: {}", sent.body);
        let Some(SentByMock::Message(message)) = session.sent().pop() else { panic!("no message") };
        assert_eq!(message.context.mentions.len(), 2, "{fields}");
    }
    let both = send(part("url", "https://files.example/a.txt")).await;
    assert_eq!(line(&both), "400 VALIDATION_ERROR url");
    app.stop().await;
}

#[tokio::test]
async fn a_form_uploads_the_same_bytes() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let part = |name: &str, value: &str| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut form =
        part("instanceId", &id.to_string()) + &part("to", ANN) + &part("type", "document");
    form += "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n";
    form += "Content-Type: text/plain\r\n\r\nhello form\r\n--B--\r\n";
    let request = Request::post("/api/v2/messages/media")
        .header("x-api-key", &app.key)
        .header("content-type", "multipart/form-data; boundary=B")
        .body(Body::from(form))
        .expect("a request");
    let sent = app.raw(request).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);

    let path = format!(
        "/api/v2/instances/{id}/messages/{}/media",
        sent.body["messageId"].as_str().expect("an id")
    );
    let file = app.get(&path).await;
    assert_eq!(
        file.body,
        json!({
            "base64": "aGVsbG8gZm9ybQ==",
            "mimetype": "text/plain",
            "fileName": "a.txt",
            "mediaStatus": "downloaded",
            "source": "local",
        })
    );
    let length = file.headers["content-length"].to_str().expect("text").parse::<usize>();
    assert_eq!(
        length,
        Ok(file.body.to_string().len()),
        "the same members in the same number of bytes"
    );
    let raw = app.get(&format!("{path}?raw=true")).await;
    assert_eq!(raw.body, "hello form");
    assert_eq!(raw.headers["content-type"], "text/plain");
    assert_eq!(raw.headers["content-disposition"], "attachment; filename*=UTF-8''a.txt");
    let policy = raw.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.ends_with("; sandbox"), "{policy}");
    app.stop().await;
}

#[tokio::test]
async fn a_repeat_with_the_same_key_sends_nothing_new() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let body = json!({ "instanceId": id.to_string(), "to": ANN, "text": "once" });
    let first = app.raw(with_header(&app, "idempotency-key", "order 17", &body)).await;
    let second = app.raw(with_header(&app, "idempotency-key", "order 17", &body)).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    assert_eq!(first.body["messageId"], second.body["messageId"]);
    assert_eq!(app.channel.session(id).expect("a session").sent().len(), 1);
    let other = json!({ "instanceId": id.to_string(), "to": ANN, "text": "another" });
    let third = app.raw(with_header(&app, "idempotency-key", "order 17", &other)).await;
    assert_eq!(line(&third), "409 CONFLICT");
    app.stop().await;
}

fn uploaded(key: &str, instance: &str, caption: &str, bytes: &str) -> Request<Body> {
    let part = |name: &str, value: &str| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut form = part("instanceId", instance) + &part("to", ANN) + &part("type", "document");
    form += &part("caption", caption);
    form += "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n";
    let file = format!("Content-Type: text/plain\r\n\r\n{bytes}\r\n--B--\r\n");
    form += &file;
    Request::post("/api/v2/messages/media")
        .header("x-api-key", key)
        .header("idempotency-key", "order 18")
        .header("content-type", "multipart/form-data; boundary=B")
        .body(Body::from(form))
        .expect("a request")
}

#[tokio::test]
async fn another_file_under_the_same_key_is_rejected() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let send = |caption: &str, bytes: &str| app.raw(uploaded(&app.key, &id, caption, bytes));
    let first = send("bill", "pay Ann 10").await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let repeat = send("bill", "pay Ann 10").await;
    assert_eq!(first.body["messageId"], repeat.body["messageId"]);
    assert_eq!(line(&send("bill", "pay Ann 99").await), "409 CONFLICT", "of the same size");
    assert_eq!(line(&send("Bill", "pay Ann 10").await), "409 CONFLICT", "the other fields count");
    let session = app.channel.session(id.parse().expect("an id")).expect("a session");
    assert_eq!(session.sent().len(), 1);
    app.stop().await;
}

#[tokio::test]
async fn a_key_that_another_credential_used_is_a_new_one() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let other = app.key_with(&["messages:*"]).await;
    let mine = app.raw(uploaded(&app.key, &id, "bill", "mine")).await;
    let theirs = app.raw(uploaded(&other, &id, "bill", "theirs")).await;
    assert_eq!(theirs.status, StatusCode::CREATED, "no conflict with a stranger: {}", theirs.body);
    let same = app.raw(uploaded(&other, &id, "bill", "theirs")).await;
    assert_eq!(same.body["messageId"], theirs.body["messageId"]);
    let alike = app.raw(uploaded(&app.key, &id, "bill", "mine")).await;
    assert_eq!(alike.body["messageId"], mine.body["messageId"]);
    assert_ne!(mine.body["messageId"], theirs.body["messageId"]);
    app.stop().await;
}

async fn accepted_together(app: &TestApp) {
    let id = app.connected_instance("one").await;
    let body = |n: usize| {
        let to = format!("+1555000{:04}", n % 5);
        json!({ "instanceId": id.to_string(), "to": to, "text": format!("number {n:02}") })
    };
    // One of each ten repeats the previous one, another uses its key for another request.
    let sends = (0..40).map(|n| {
        let (key, body) = match n % 10 {
            8 => (n - 1, body(n - 1)),
            9 => (n - 2, body(n)),
            _ => (n, body(n)),
        };
        let request = with_header(app, "idempotency-key", &format!("key {key}"), &body);
        app.raw(request)
    });
    let answers = futures::future::join_all(sends).await;
    for ten in answers.chunks(10) {
        for (n, answer) in ten[..7].iter().enumerate() {
            assert_eq!(answer.status, StatusCode::CREATED, "{n}: {}", answer.body);
        }
        // The first of the two requests has the key.
        let [first, repeat, other] = &ten[7..] else { panic!("three with one key") };
        if other.status == StatusCode::CREATED {
            assert_eq!([line(first), line(repeat)], ["409 CONFLICT", "409 CONFLICT"]);
        } else {
            assert_eq!(line(other), "409 CONFLICT");
            assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
            assert_eq!(first.body["messageId"], repeat.body["messageId"]);
        }
    }
    let sent = app.channel.session(id).expect("a session").sent();
    let texts: BTreeSet<String> = sent
        .iter()
        .filter_map(|one| match one {
            SentByMock::Message(out) => match &out.content {
                OutboundContent::Text(text) => Some(text.clone()),
                _ => None,
            },
            SentByMock::Action(_) => None,
        })
        .collect();
    assert_eq!((sent.len(), texts.len()), (32, 32), "each once");
}

#[tokio::test]
async fn sends_accepted_together_have_each_its_own_outcome() {
    let app = test_app().await;
    accepted_together(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn sends_accepted_together_have_each_its_own_outcome_on_postgres() {
    let app = test_app_on(Database::postgres().await).await;
    accepted_together(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn respond_async_does_not_wait() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let body = json!({ "instanceId": id.to_string(), "to": ANN, "text": "later" });
    let queued = app.raw(with_header(&app, "prefer", "respond-async", &body)).await;
    assert_eq!(queued.status, StatusCode::ACCEPTED, "{}", queued.body);
    assert_eq!(queued.body["status"], "queued");
    assert_eq!(queued.headers["preference-applied"], "respond-async");
    app.stop().await;
}

#[tokio::test]
async fn a_rejection_by_the_network_is_a_502_with_its_code() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let refusal = ChannelError::Rejected { code: "463".into(), message: "refused".into() };
    app.channel.refuse_next(refusal);
    let body = json!({ "instanceId": id.to_string(), "to": ANN, "text": "x" });
    let answer = app.post(SEND, body).await;
    assert_eq!(line(&answer), "502 CHANNEL_SEND_FAILED");
    assert_eq!(answer.body["error"]["details"]["channelCode"], "channel.rejected.463");
    app.stop().await;
}

#[tokio::test]
async fn reactions_quotes_and_read_marks_reach_the_network() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "question")]).await;
    let quote =
        json!({ "instanceId": id.to_string(), "to": ANN, "text": "answer", "replyTo": "IN1" });
    assert_eq!(app.post(SEND, quote).await.status, StatusCode::CREATED);
    let reaction =
        json!({ "instanceId": id.to_string(), "to": ANN, "messageId": "IN1", "emoji": "👍" });
    let reacted = app.post("/api/v2/messages/reaction", reaction).await;
    assert_eq!((reacted.status, reacted.body), (StatusCode::OK, json!({ "success": true })));
    let path = format!("/api/v2/instances/{id}/messages/IN1/mark-read");
    let marked = app.call(Method::PATCH, &path, None).await;
    assert_eq!(marked.body["success"], true);
    assert!(marked.body["markedAt"].is_string());

    let session = app.channel.session(id).expect("a session");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while session.sent().len() < 3 && std::time::Instant::now() < deadline {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let sent = session.sent();
    assert_eq!(sent.len(), 3, "{sent:?}");
    let SentByMock::Message(answer) = &sent[0] else { panic!("{sent:?}") };
    assert_eq!(answer.reply_to.as_ref().expect("a quote").external_id, "IN1");
    assert!(matches!(&answer.content, OutboundContent::Text(text) if text == "answer"));
    app.stop().await;
}

#[tokio::test]
async fn an_own_reaction_has_one_event_however_often_it_is_sent() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "question")]).await;
    for emoji in ["👍", "👍", ""] {
        let body = json!({ "instanceId": id, "to": ANN, "messageId": "IN1", "emoji": emoji });
        let reacted = app.post("/api/v2/messages/reaction", body).await;
        assert_eq!(reacted.status, StatusCode::OK, "{}", reacted.body);
    }
    let events = async |kind: &str| {
        let path = format!("/api/v2/events?instanceId={id}&eventType={kind}");
        app.get(&path).await.body["items"].as_array().expect("a list").clone()
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while events("reaction.removed").await.is_empty() && std::time::Instant::now() < deadline {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(events("reaction.removed").await.len(), 1);
    assert_eq!(events("reaction.received").await.len(), 1);
    app.stop().await;
}

#[tokio::test]
async fn a_text_mentions_the_contacts_of_the_request() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::MentionPeople);
    let id = app.connected_instance("one").await;
    let body = |mentions: Value| json!({ "instanceId": id, "to": ANN, "text": "ask @15550003333", "mentions": mentions });
    let sent = app.post(SEND, body(json!(["+1 555 000 3333"]))).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
    let mentions = |one: &SentByMock| match one {
        SentByMock::Message(message) => Some(message.context.mentions.clone()),
        SentByMock::Action(_) => None,
    };
    let shown = app.channel.session(id).expect("a session").sent();
    assert_eq!(shown.iter().filter_map(mentions).collect::<Vec<_>>(), [[BO]]);
    for wrong in [json!(["not a number"]), json!([""]), json!(vec![ANN; 257])] {
        let refused = app.post(SEND, body(wrong)).await;
        assert_eq!(line(&refused), "400 VALIDATION_ERROR mentions", "{}", refused.body);
    }
    app.stop().await;
}
