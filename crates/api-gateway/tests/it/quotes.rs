//! The quoted message of everything that is sent.

use crate::support::{
    ANN, PIXEL, account_id, connected, from_ann, line, ok, post, sent_messages, test_app,
};
use omni_api_gateway::document;
use omni_domain::ids::InstanceId;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The head of an Ogg stream whose first packet is Opus': nothing is converted.
const OPUS: &str = "T2dnUwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE9wdXNIZWFkAAAAAAAAAAAAAAAA";
const REPLY: &str = "/api/v1/accounts/{id}/chats/{chat_id}/messages";
const SHARE: &str = "/api/v1/contacts/{id}";

/// A route, and a body without its recipient and the quoted message.
fn rows() -> Vec<(&'static str, Value)> {
    let file = || json!({ "media": "aGVsbG8=" });
    let ann = || json!({ "name": "Ann Lee", "phone": "+15550002222" });
    let link = json!({ "body": "see https://example.org/a", "title": "Bikes" });
    vec![
        ("/api/v1/messages/text", json!({ "body": "until ten" })),
        ("/api/v1/messages/link_preview", link),
        ("/api/v1/messages/media", json!({ "media": "aGVsbG8=", "type": "document" })),
        ("/api/v1/messages/image", file()),
        ("/api/v1/messages/video", file()),
        ("/api/v1/messages/short", file()),
        ("/api/v1/messages/gif", file()),
        ("/api/v1/messages/audio", file()),
        ("/api/v1/messages/document", file()),
        ("/api/v1/messages/voice", json!({ "media": OPUS })),
        ("/api/v1/messages/sticker", json!({ "media": PIXEL })),
        ("/api/v1/messages/location", json!({ "latitude": -23.5, "longitude": -46.6 })),
        ("/api/v1/messages/contact", ann()),
        ("/api/v1/messages/contact_list", json!({ "list": [ann()] })),
        ("/api/v1/messages/poll", json!({ "title": "When?", "options": ["now", "later"] })),
        ("/api/v1/messages/event", json!({ "title": "Opening", "startTime": 1_803_924_000 })),
        (SHARE, json!({ "name": "Beth Roe" })),
        (REPLY, json!({ "body": "a person writes" })),
    ]
}

/// The path of a request to Ann.
fn path_of(route: &str, id: InstanceId) -> String {
    match route {
        REPLY => route.replace("{id}", &account_id(id)).replace("{chat_id}", ANN),
        SHARE => route.replace("{id}", "15550003333"),
        other => other.to_owned(),
    }
}

/// The routes whose JSON has such a member, by the document.
fn documented() -> BTreeSet<String> {
    let document = document();
    let mut found = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (_, operation) in operations.as_object().into_iter().flatten() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let reference = schema["$ref"].as_str().map(|text| text.trim_start_matches('#'));
            let form = reference.and_then(|path| document.pointer(path)).unwrap_or(schema);
            if form["properties"]["quoted"].is_object() {
                found.insert(path.clone());
            }
        }
    }
    found
}

#[test]
fn every_send_that_quotes_has_a_row() {
    let rows: BTreeSet<String> = rows().into_iter().map(|(route, _)| route.to_owned()).collect();
    assert_eq!(rows, documented());
}

#[tokio::test]
async fn everything_that_is_sent_quotes_the_message_that_it_names() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    from_ann(&app, id, "IN1", "is it open?").await;
    for (count, (route, mut body)) in rows().into_iter().enumerate() {
        // A reply is a person's: the account's own token does not write it.
        let token = if route == REPLY { app.key.as_str() } else { token.as_str() };
        let path = path_of(route, id);
        body["to"] = json!("15550002222");
        body["quoted"] = json!("NONE");
        let refused = post(&app, token, &path, body.clone()).await;
        assert_eq!(line(&refused), "404 NOT_FOUND", "{route}");
        assert_eq!(sent_messages(&app, id).len(), count, "{route}");

        body["quoted"] = json!("IN1");
        let answer = post(&app, token, &path, body).await;
        assert_eq!(ok(&answer)["sent"], true, "{route}: {}", answer.body);
        assert_eq!(answer.body["message"]["quoted_id"], "IN1", "{route}");
        let sent = sent_messages(&app, id);
        assert_eq!(sent.len(), count + 1, "{route}");
        let quoted = sent[count].reply_to.as_ref().expect(route);
        assert_eq!(
            (quoted.external_id.as_str(), quoted.sender.as_str(), quoted.from_me),
            ("IN1", ANN, false),
            "{route}"
        );
        assert_eq!(quoted.text.as_deref(), Some("is it open?"), "{route}");
    }
    app.stop().await;
}
