//! How events are stored and published.
//!
//! A body is written in the form that its type derives; the names in it are fixed by the rows
//! in every database and by the consumers of JetStream, and never change.
//! [`EventBody::from_stored`] reads it, and every earlier form through [`upgrade`]. What it cannot
//! read becomes [`Unreadable`], so that one row never fails a list.

use super::kind::EventType;
use super::system::{StoredType, Unreadable};
use super::{Event, EventBody};
use crate::clock::Timestamp;
use crate::content::ContentType;
use crate::ids::{ChatId, EventId, IdentityId, InstanceId, MessageId, PersonId, TenantId};
use crate::instance::ChannelType;
use crate::message::Direction;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

/// JSON to read a body from.
pub(super) trait Source {
    /// Reads it as a type.
    fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error>;

    /// The JSON itself; a text if it is none.
    fn value(&self) -> Value;
}

impl Source for str {
    fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self)
    }

    fn value(&self) -> Value {
        serde_json::from_str(self).unwrap_or_else(|_| Value::String(self.to_owned()))
    }
}

impl Source for Value {
    fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(self)
    }

    fn value(&self) -> Value {
        self.clone()
    }
}

impl EventBody {
    /// Reads a stored body of a type, in the present form or an earlier one.
    pub fn from_stored(type_name: &str, payload: &str) -> Self {
        from_source(type_name, payload)
    }

    /// The body as it is stored.
    ///
    /// # Errors
    /// A body is plain data, so there is none in practice.
    pub fn to_stored(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

fn from_source<S: Source + ?Sized>(type_name: &str, source: &S) -> EventBody {
    let Ok(kind) = type_name.parse::<EventType>() else {
        let stored_type = StoredType::Other(type_name.to_owned());
        return Unreadable { stored_type, payload: source.value() }.into();
    };
    if let Ok(body) = EventBody::read(kind, source) {
        return body;
    }
    let payload = source.value();
    upgrade(kind, &payload)
        .and_then(|upgraded| EventBody::read(kind, &upgraded).ok())
        .unwrap_or_else(|| Unreadable { stored_type: StoredType::Known(kind), payload }.into())
}

/// A body of an earlier form in the present one; `None` if the type never had another.
fn upgrade(kind: EventType, payload: &Value) -> Option<Value> {
    let mut fields = payload.as_object()?.clone();
    match kind {
        EventType::AgentResponse => response(&mut fields),
        EventType::AgentError => error(&mut fields),
        EventType::MediaProcessed => reading(&mut fields),
        _ => return None,
    }
    Some(Value::Object(fields))
}

/// Before there were turns, an answer was about one message, and its latency was among the figures
/// only.
fn response(fields: &mut Map<String, Value>) {
    let latency = fields.get("metadata").and_then(|figures| figures.get("latencyMs")).cloned();
    default(fields, "messages", json!(1));
    default(fields, "attempts", json!(1));
    default(fields, "agentLatencyMs", latency.unwrap_or_else(|| json!(0)));
}

/// Before there were turns, an agent failed only when it was asked.
fn error(fields: &mut Map<String, Value>) {
    default(fields, "errorStage", json!("agent_request"));
    default(fields, "retryCount", json!(0));
}

/// The reading beside the other fields instead of in an object of its own.
fn reading(fields: &mut Map<String, Value>) {
    if !fields.contains_key("result") {
        let mut take = |name: &str| fields.remove(name).unwrap_or(Value::Null);
        let reading = json!({
            "type": take("processingType"),
            "content": take("content"),
            "language": take("language"),
        });
        fields.insert("result".to_owned(), reading);
    }
    for count in ["tokens", "costMicros", "processingTimeMs"] {
        default(fields, count, json!(0));
    }
}

fn default(fields: &mut Map<String, Value>, name: &str, value: Value) {
    fields.entry(name).or_insert(value);
}

/// An event as it is published, to JetStream and from node to node.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Published<'a> {
    id: EventId,
    seq: i64,
    tenant_id: TenantId,
    event_type: &'a str,
    instance_id: Option<InstanceId>,
    channel: Option<ChannelType>,
    chat_id: Option<ChatId>,
    chat_external_id: Option<&'a str>,
    message_id: Option<MessageId>,
    external_id: Option<&'a str>,
    person_id: Option<PersonId>,
    identity_id: Option<IdentityId>,
    direction: Option<Direction>,
    content_type: Option<ContentType>,
    text: Option<&'a str>,
    payload: &'a EventBody,
    at: Timestamp,
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let published = Published {
            id: self.id,
            seq: self.seq,
            tenant_id: self.tenant_id,
            event_type: self.type_name(),
            instance_id: self.instance_id,
            channel: self.channel,
            chat_id: self.chat_id,
            chat_external_id: self.chat_external_id.as_deref(),
            message_id: self.message_id,
            external_id: self.external_id.as_deref(),
            person_id: self.person_id,
            identity_id: self.identity_id,
            direction: self.direction,
            content_type: self.content_type,
            text: self.text.as_deref(),
            payload: &self.body,
            at: self.at,
        };
        published.serialize(serializer)
    }
}

/// An event as another node published it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Received {
    id: EventId,
    seq: i64,
    tenant_id: TenantId,
    event_type: String,
    instance_id: Option<InstanceId>,
    channel: Option<ChannelType>,
    chat_id: Option<ChatId>,
    chat_external_id: Option<String>,
    message_id: Option<MessageId>,
    external_id: Option<String>,
    person_id: Option<PersonId>,
    identity_id: Option<IdentityId>,
    direction: Option<Direction>,
    content_type: Option<ContentType>,
    text: Option<String>,
    #[serde(default)]
    payload: Value,
    at: Timestamp,
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let received = Received::deserialize(deserializer)?;
        Ok(Self {
            id: received.id,
            seq: received.seq,
            tenant_id: received.tenant_id,
            instance_id: received.instance_id,
            channel: received.channel,
            chat_id: received.chat_id,
            chat_external_id: received.chat_external_id,
            message_id: received.message_id,
            external_id: received.external_id,
            person_id: received.person_id,
            identity_id: received.identity_id,
            direction: received.direction,
            content_type: received.content_type,
            text: received.text,
            body: from_source(&received.event_type, &received.payload),
            at: received.at,
        })
    }
}

#[cfg(test)]
mod tests;
