//! What is delivered to webhooks, for the API document.

use super::data::{
    ChatCreatedData, ChatUpdatedData, ConnectedData, DeletedData, DisconnectedData, ErrorData,
    FailedData, GeneratedData, GroupUpdatedData, MessageData, ParticipantsData, QrData,
    RepliedData, StatusData, TestData,
};
use omni_http::openapi::SpecVersion;
use serde_json::{Map, Value, json};
use utoipa::OpenApi as _;

/// The forms of `data`.
#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(
    MessageData,
    StatusData,
    DeletedData,
    ChatCreatedData,
    ChatUpdatedData,
    GroupUpdatedData,
    ParticipantsData,
    QrData,
    ConnectedData,
    DisconnectedData,
    ErrorData,
    GeneratedData,
    RepliedData,
    FailedData,
    TestData
)))]
struct Forms;

/// An event, when it is delivered, and the forms of its data.
pub(super) struct Payload {
    pub(super) event: &'static str,
    pub(super) when: &'static str,
    pub(super) forms: &'static [&'static str],
}

const fn payload(
    event: &'static str,
    when: &'static str,
    forms: &'static [&'static str],
) -> Payload {
    Payload { event, when, forms }
}

/// Every event that is delivered.
pub(super) const PAYLOADS: [Payload; 17] = [
    payload("message.received", "A message arrives", &["MessageData"]),
    payload("message.sent", "The network accepts a message of the account", &["MessageData"]),
    payload("message.delivered", "The recipient's device has a message", &["StatusData"]),
    payload("message.read", "The recipient has seen a message", &["StatusData"]),
    payload("message.deleted", "A message is deleted", &["DeletedData"]),
    payload("chat.created", "A chat is seen for the first time", &["ChatCreatedData"]),
    payload(
        "chat.updated",
        "What the account keeps of a chat changes, or a group does",
        &["ChatUpdatedData", "GroupUpdatedData"],
    ),
    payload("group.participant_added", "People join a group", &["ParticipantsData"]),
    payload("group.participant_removed", "People leave a group", &["ParticipantsData"]),
    payload("connection.qr", "A QR can be scanned", &["QrData"]),
    payload("connection.connected", "The account is connected", &["ConnectedData"]),
    payload("connection.disconnected", "The account is no longer connected", &["DisconnectedData"]),
    payload("connection.error", "The account cannot connect", &["ErrorData"]),
    payload("ai.reply.generated", "AI has an answer", &["GeneratedData"]),
    payload("ai.reply.sent", "The network accepts the whole answer of AI", &["RepliedData"]),
    payload("ai.reply.failed", "AI cannot answer", &["FailedData"]),
    payload("webhook.test", "A test is requested", &["TestData"]),
];

/// Adds what is delivered to the operation that creates webhooks, and the forms to the components.
pub(crate) fn describe(document: &mut Value) {
    let forms = SpecVersion::V3_0.write(&Forms::openapi());
    let mut forms = forms.expect("the forms have only string keys, so they serialise");
    let forms = forms.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    let known = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    if let (Some(known), Some(forms)) = (known, forms) {
        known.append(forms);
    }
    let create = "/paths/~1api~1v1~1accounts~1{id}~1webhooks/post";
    if let Some(operation) = document.pointer_mut(create).and_then(Value::as_object_mut) {
        operation.insert("callbacks".to_owned(), Value::Object(callbacks()));
    }
}

fn callbacks() -> Map<String, Value> {
    PAYLOADS
        .iter()
        .map(|payload| {
            let called = json!({ "{$request.body#/url}": { "post": delivery(payload) } });
            (payload.event.to_owned(), called)
        })
        .collect()
}

fn delivery(payload: &Payload) -> Value {
    let header = |name: &str, text: &str| {
        json!({
            "name": name, "in": "header", "required": true, "description": text,
            "schema": { "type": "string" },
        })
    };
    json!({
        "summary": payload.when,
        "security": [],
        "parameters": [
            header("x-webhook-event", "The event."),
            header("x-webhook-delivery-id", "An id of each attempt."),
            header("x-webhook-timestamp", "When the attempt is made."),
            header(
                "x-webhook-signature",
                "`sha256=` and the HMAC-SHA256 of the body with the webhook's secret, in hex.",
            ),
        ],
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": envelope(payload) } },
        },
        "responses": {
            "2XX": { "description": "It was received." },
            "4XX": { "description": "It is sent again, as after every other answer and after none." },
        },
    })
}

fn envelope(payload: &Payload) -> Value {
    let form = |name: &&str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut forms: Vec<Value> = payload.forms.iter().map(form).collect();
    let data = match forms.pop() {
        Some(only) if forms.is_empty() => only,
        last => {
            forms.extend(last);
            // One form may have all members that another demands.
            json!({ "anyOf": forms })
        }
    };
    json!({
        "type": "object",
        "required": ["event", "account_id", "timestamp", "data"],
        "properties": {
            "event": { "type": "string", "enum": [payload.event] },
            "account_id": { "type": "string", "example": "acc_0194b2c0000070008000000000000001" },
            "timestamp": { "type": "string", "format": "date-time" },
            "data": data,
        },
    })
}
