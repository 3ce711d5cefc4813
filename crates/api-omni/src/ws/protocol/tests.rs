use super::{Command, ServerMessage, SubscribeEvents, SubscribeInstances, read, read_auth};
use omni_domain::Timestamp;
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::event::{Event, QueuedMessage};
use omni_domain::ids::{EventId, InstanceId, TenantId};
use omni_domain::message::MessageSource;
use uuid::Uuid;

const ID: &str = "0194b2c0-0000-7000-8000-000000000001";

fn subscribe(text: &str) -> SubscribeEvents {
    match read(text.as_bytes()) {
        Ok(Command::Subscribe(subscribe)) => subscribe,
        other => panic!("not a subscription: {other:?}"),
    }
}

#[test]
fn the_specifications_subscriptions_are_accepted() {
    let given = subscribe(&format!(
        r#"{{"type":"subscribe","channels":["message.received","message.*"],
            "filters":{{"instanceId":"{ID}"}},"since":7}}"#
    ));
    given.check_channels().expect("known types");
    let id: InstanceId = ID.parse().expect("an id");
    assert_eq!(given.instance_ids().expect("ids"), Some(vec![id]));
    assert_eq!(given.since, Some(7));
    assert_eq!(subscribe(r#"{"type":"subscribe"}"#).instance_ids().expect("ids"), None);

    let Ok(Command::Subscribe(all)) =
        read::<SubscribeInstances>(br#"{"type":"subscribe","instances":["*"]}"#)
    else {
        panic!("a subscription")
    };
    assert_eq!(all.ids().expect("ids"), None);
}

#[test]
fn unknown_commands_are_rejected_by_name() {
    let message =
        |text: &str| read::<SubscribeEvents>(text.as_bytes()).expect_err("bad").message.to_string();
    assert!(message("hello").starts_with("the body is not valid JSON"));
    assert_eq!(message("{}"), "`type`: is required");
    assert_eq!(
        message(r#"{"type":"dance"}"#),
        "`type`: expected `subscribe`, `unsubscribe` or `ping`"
    );
    let typo = subscribe(r#"{"type":"subscribe","channels":["message.recieved"]}"#);
    assert!(typo.check_channels().is_err());
    let id = subscribe(r#"{"type":"subscribe","filters":{"instanceId":5}}"#);
    assert!(id.instance_ids().is_err());
    assert!(read::<SubscribeInstances>(br#"{"type":"subscribe"}"#).is_err());
}

#[test]
fn the_first_message_may_contain_the_key() {
    let key = read_auth(br#"{"type":"auth","apiKey":"omni_sk_x"}"#);
    assert_eq!(key.expect("a key"), "omni_sk_x");
    assert!(read_auth(br#"{"type":"subscribe"}"#).is_err());
    assert!(read_auth(br#"{"type":"auth"}"#).is_err());
}

#[test]
fn events_have_the_specifications_shape_and_the_apis_content() {
    let body = QueuedMessage {
        chat: "a@s".to_owned(),
        to: "a@s".to_owned(),
        content: Content::Media(MediaContent {
            caption: Some("hi".to_owned()),
            ..MediaContent::new(MediaKind::Image, "image/png")
        }),
        reply_to: None,
        view_once: false,
        forwarded: false,
        source: MessageSource::Api,
        sent_by: None,
    };
    let (id, at) = (EventId(Uuid::from_u128(5)), Timestamp(1_738_152_000_123));
    let mut event = Event::new(id, TenantId::DEFAULT, body, at);
    event.seq = 9;
    let sent = serde_json::to_value(ServerMessage::from(&event)).expect("JSON");
    assert_eq!(sent["type"], "event");
    assert_eq!(sent["event"]["type"], "message.queued");
    assert_eq!(sent["event"]["seq"], 9);
    assert_eq!(sent["event"]["timestamp"], "2025-01-29T12:00:00.123Z");
    assert_eq!(sent["event"]["payload"]["chatId"], "a@s");
    assert_eq!(sent["event"]["payload"]["content"]["type"], "image");
    assert_eq!(sent["event"]["payload"]["content"]["text"], "hi");
}
