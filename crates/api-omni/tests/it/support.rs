use omni_channel::{Inbound, InboundMessage, MediaLocator};
use omni_domain::Timestamp;
use omni_domain::content::Content;
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};

/// An id that nothing has.
pub(crate) const NOBODY: &str = "0194b2c0-0000-7000-8000-0000000000ff";
/// Somebody on the network.
pub(crate) const ANN: &str = "15550002222@s.whatsapp.net";

/// A body that a POST or PATCH route accepts.
pub(crate) fn sample(path: &str, instance: &str) -> Value {
    let send = |more: Value| {
        let mut body = json!({ "instanceId": instance, "to": "+1 555 000 2222" });
        let members = more.as_object().expect("an object").clone();
        body.as_object_mut().expect("an object").extend(members);
        body
    };
    match path.trim_start_matches("/api/v2") {
        "/api-keys" => json!({ "name": "bot", "scopes": ["admin:*"] }),
        "/instances" => json!({ "name": "one", "channel": "whatsapp-baileys" }),
        "/instances/{id}" => json!({ "name": "two" }),
        "/instances/{id}/pair" => json!({ "phoneNumber": "+15550001111" }),
        "/messages" => send(json!({ "text": "hello" })),
        "/messages/media" => send(json!({ "type": "document", "base64": "aGVsbG8=" })),
        "/messages/reaction" => send(json!({ "messageId": NOBODY, "emoji": "👍" })),
        "/messages/sticker" => send(json!({ "base64": "aGVsbG8=" })),
        "/messages/contact" => send(json!({ "contact": { "name": "Bo" } })),
        "/messages/location" => send(json!({ "latitude": 1.5, "longitude": 2.5 })),
        _ => Value::Null,
    }
}

/// `400 VALIDATION_ERROR to`: status, code and the field named.
pub(crate) fn line(answer: &Answer) -> String {
    let error = &answer.body["error"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let field = text(&error["details"]["field"]);
    format!("{} {} {field}", answer.status.as_u16(), text(&error["code"])).trim_end().to_owned()
}

/// A text from Ann.
pub(crate) fn from_ann(external_id: &str, text: &str) -> Inbound {
    said(external_id, Content::text(text), None)
}

/// Something from Ann, with a file if `locator` says where it is.
pub(crate) fn said(external_id: &str, content: Content, locator: Option<&[u8]>) -> Inbound {
    Inbound::Message(Box::new(InboundMessage {
        external_id: external_id.to_owned(),
        chat: Address::new(ANN),
        chat_type: ChatType::Dm,
        chat_name: None,
        sender: Address::new(ANN),
        sender_name: Some("Ann".to_owned()),
        from_me: false,
        from_history: false,
        content,
        media: locator.map(|bytes| MediaLocator(bytes.to_vec())),
        reply_to: None,
        mentions: Vec::new(),
        timestamp: Timestamp(1_767_323_044_000),
    }))
}

pub(crate) async fn hear(app: &TestApp, instance: InstanceId, inbound: Vec<Inbound>) {
    app.channel.session(instance).expect("a session").hear(inbound).await;
}
