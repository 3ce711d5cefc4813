use super::super::{Event, EventBody, EventType};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Events of every type and form, as they were stored and published before bodies had types.
const RECORDED: &str = include_str!("../../../tests/recorded/events.json");
/// Forms of before that, and what they are read as.
const EARLIER: &str = include_str!("../../../tests/recorded/earlier_forms.json");

fn recorded() -> Vec<Value> {
    serde_json::from_str(RECORDED).expect("JSON")
}

#[test]
fn what_was_recorded_is_read_and_written_unchanged() {
    for value in recorded() {
        let name = value["eventType"].as_str().expect("a type");
        let event: Event = serde_json::from_value(value.clone()).expect("an event");
        assert!(!event.body.is_unreadable(), "{value}");
        assert_eq!(event.event_type().as_str(), name);
        assert_eq!(serde_json::to_value(&event).expect("JSON"), value, "as published");
        let stored = event.body.to_stored().expect("JSON");
        assert_eq!(serde_json::from_str::<Value>(&stored).expect("JSON"), value["payload"]);
        assert_eq!(EventBody::from_stored(name, &stored), event.body, "as stored");
    }
}

#[test]
fn messages_that_were_forwarded_are_marked_and_no_others() {
    const NAMES: [&str; 4] =
        ["message.received", "message.undecryptable", "message.queued", "message.sent"];
    let mut seen = BTreeSet::new();
    for event in recorded() {
        let name = event["eventType"].as_str().expect("a type");
        let mut payload = event["payload"].clone();
        if !NAMES.contains(&name) || payload.get("content").is_none() {
            continue;
        }
        let plain = EventBody::from_stored(name, &payload.to_string());
        payload["forwarded"] = json!(true);
        let marked = EventBody::from_stored(name, &payload.to_string());
        assert_eq!(serde_json::to_value(&marked).expect("JSON"), payload, "{name}");
        payload["forwarded"] = json!(false);
        assert_eq!(EventBody::from_stored(name, &payload.to_string()), plain, "{name}");
        seen.insert(name.to_owned());
    }
    assert_eq!(seen.len(), NAMES.len(), "{seen:?}");
}

#[test]
fn a_form_of_every_type_is_recorded() {
    let found: BTreeSet<String> = recorded()
        .iter()
        .filter_map(|event| event["eventType"].as_str().map(str::to_owned))
        .collect();
    let known = EventType::ALL.iter().filter(|kind| **kind != EventType::Unknown);
    assert_eq!(found, known.map(|kind| kind.as_str().to_owned()).collect());
}

#[test]
fn earlier_forms_are_upgraded() {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Earlier {
        event_type: String,
        before: Value,
        after: Value,
    }
    for earlier in serde_json::from_str::<Vec<Earlier>>(EARLIER).expect("JSON") {
        let body = EventBody::from_stored(&earlier.event_type, &earlier.before.to_string());
        assert!(!body.is_unreadable(), "{}", earlier.before);
        assert_eq!(serde_json::to_value(&body).expect("JSON"), earlier.after);
    }
}

#[test]
fn an_unreadable_body_keeps_its_type_and_its_json() {
    let cases = [
        ("message.received", json!({ "text": "no message" }), EventType::MessageReceived),
        ("message.sent", json!(null), EventType::MessageSent),
        ("agent.response", json!([1, 2]), EventType::AgentResponse),
        ("media.processed", json!({ "mediaId": "m" }), EventType::MediaProcessed),
        ("message.translated", json!({ "of": "a later version" }), EventType::Unknown),
        ("system.unknown", json!({}), EventType::Unknown),
    ];
    for (name, payload, kind) in cases {
        let body = EventBody::from_stored(name, &payload.to_string());
        assert!(body.is_unreadable(), "{name}");
        assert_eq!((body.type_name(), body.event_type()), (name, kind));
        assert_eq!(serde_json::to_value(&body).expect("JSON"), payload);
    }
    let broken = EventBody::from_stored("message.read", "{not JSON");
    assert_eq!(serde_json::to_value(&broken).expect("JSON"), json!("{not JSON"));
}

#[test]
fn the_type_follows_from_the_body() {
    let status = |qr: Option<&str>| {
        let value = recorded().into_iter().find(|event| event["eventType"] == "instance.qr_code");
        let mut payload = value.expect("recorded")["payload"].take();
        payload["qrCode"] = json!(qr);
        EventBody::from_stored("instance.status", &payload.to_string()).event_type()
    };
    assert_eq!(status(None), EventType::InstanceStatus);
    assert_eq!(status(Some("2@abc")), EventType::InstanceQrCode);
}
