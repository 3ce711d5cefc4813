//! Messages of the sockets (docs/API-OMNI.md).

use crate::dialect::ErrorView;
use crate::events::Payload;
use crate::instances::status_name;
use crate::shapes::Time;
use omni_app::chats::ChatSelection;
use omni_app::instances::InstanceStatus;
use omni_domain::event::{Event, EventType};
use omni_domain::ids::{InstanceId, MessageId, PersonId};
use omni_http::{ApiError, decode_json};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Messages of the server.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(super) enum ServerMessage<'a> {
    Authenticated,
    Subscribed,
    Unsubscribed,
    Pong,
    Event { event: Box<EventFrame<'a>> },
    Status(Box<StatusFrame>),
    Error { error: ErrorView },
}

impl ServerMessage<'_> {
    pub(super) fn error(error: &ApiError) -> Self {
        Self::Error { error: error.into() }
    }
}

/// An event: the specification's `type` and `payload`, with its id, position, time and instance.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EventFrame<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    payload: Payload,
    id: Uuid,
    /// Null for an ephemeral event; clients keep the last one to resume.
    seq: Option<i64>,
    timestamp: Time,
    instance_id: Option<Uuid>,
    channel: Option<&'static str>,
    chat_id: Option<&'a str>,
    message_id: Option<Uuid>,
    external_id: Option<&'a str>,
    person_id: Option<Uuid>,
    direction: Option<&'static str>,
    content_type: Option<&'static str>,
}

impl<'a> From<&'a Event> for ServerMessage<'a> {
    fn from(event: &'a Event) -> Self {
        let frame = EventFrame {
            kind: event.type_name(),
            payload: event.body.clone().into(),
            id: event.id.uuid(),
            seq: (event.seq != 0).then_some(event.seq),
            timestamp: event.at.into(),
            instance_id: event.instance_id.map(InstanceId::uuid),
            channel: event.channel.map(omni_domain::instance::ChannelType::as_str),
            chat_id: event.chat_external_id.as_deref(),
            message_id: event.message_id.map(MessageId::uuid),
            external_id: event.external_id.as_deref(),
            person_id: event.person_id.map(PersonId::uuid),
            direction: event.direction.map(omni_domain::message::Direction::as_str),
            content_type: event.content_type.map(omni_domain::content::ContentType::as_str),
        };
        Self::Event { event: Box::new(frame) }
    }
}

/// The status of an instance's connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusFrame {
    instance_id: Uuid,
    status: &'static str,
    state: &'static str,
    message: Option<String>,
    profile_name: Option<String>,
    owner_identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qr_expires_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pairing_code: Option<String>,
}

impl From<InstanceStatus> for StatusFrame {
    fn from(status: InstanceStatus) -> Self {
        Self {
            instance_id: status.instance_id.uuid(),
            status: status_name(status.state),
            state: status.state.as_str(),
            message: status.message,
            profile_name: status.profile_name,
            owner_identifier: status.owner_id,
            qr_expires_at: status.qr.as_ref().map(|qr| Time(qr.expires_at)),
            qr: status.qr.map(|qr| qr.code),
            pairing_code: status.pairing_code.map(|code| code.code),
        }
    }
}

/// The commands that every socket accepts; `S` is the socket's subscription.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command<S> {
    Subscribe(S),
    Unsubscribe,
    Ping,
    /// The key, from an authenticated client that sends it nevertheless.
    Auth,
}

/// A subscription to events.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct SubscribeEvents {
    /// Event types, `message.*`, or `*`; absent is all.
    #[serde(default)]
    pub(super) channels: Vec<String>,
    #[serde(default)]
    filters: Option<Filters>,
    /// Resume after this `seq`.
    pub(super) since: Option<i64>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Filters {
    /// One instance, or several.
    #[serde(default)]
    instance_id: Value,
}

/// A subscription to instances.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct SubscribeInstances {
    /// Their ids, or `*`.
    instances: Vec<String>,
}

/// A subscription to conversations of the instance.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubscribeChats {
    /// An internal id or an address; absent is every conversation.
    chat_id: Option<String>,
    #[serde(default)]
    pub(super) include_typing: bool,
    #[serde(default)]
    pub(super) include_presence: bool,
    #[serde(default)]
    pub(super) include_read_receipts: bool,
    /// Resume after this `seq`.
    since: Option<i64>,
}

impl From<SubscribeChats> for ChatSelection {
    fn from(request: SubscribeChats) -> Self {
        Self {
            chat: request.chat_id.filter(|chat| !chat.is_empty()),
            typing: request.include_typing,
            presence: request.include_presence,
            since: request.since,
        }
    }
}

/// A subscription of a socket, read from its own commands.
pub(crate) trait Subscription: Sized {
    /// The commands that [`read`] lists when it rejects one.
    const COMMANDS: &'static str = "`subscribe`, `unsubscribe` or `ping`";

    /// `None` if `tag` is not a command of this socket.
    fn read(tag: &str, bytes: &[u8]) -> Option<Result<Self, ApiError>>;
}

macro_rules! subscribed_to_by {
    ($($name:ident),+) => {$(
        impl Subscription for $name {
            fn read(tag: &str, bytes: &[u8]) -> Option<Result<Self, ApiError>> {
                (tag == "subscribe").then(|| decode_json(bytes))
            }
        }
    )+};
}
subscribed_to_by!(SubscribeEvents, SubscribeInstances, SubscribeChats);

/// Reads a command.
pub(super) fn read<S: Subscription>(bytes: &[u8]) -> Result<Command<S>, ApiError> {
    #[derive(Deserialize)]
    struct Tag {
        r#type: String,
    }
    let Tag { r#type: tag } = decode_json(bytes)?;
    match tag.as_str() {
        "unsubscribe" => Ok(Command::Unsubscribe),
        "ping" => Ok(Command::Ping),
        "auth" => Ok(Command::Auth),
        other => match S::read(other, bytes) {
            Some(subscription) => Ok(Command::Subscribe(subscription?)),
            None => Err(ApiError::invalid("type", format!("expected {}", S::COMMANDS))),
        },
    }
}

/// Reads a first message with the key.
pub(super) fn read_auth(bytes: &[u8]) -> Result<String, ApiError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Auth {
        r#type: String,
        api_key: Option<String>,
    }
    let auth: Auth = decode_json(bytes)?;
    auth.api_key
        .filter(|_| auth.r#type == "auth")
        .ok_or_else(|| ApiError::unauthorized(r#"send {"type":"auth","apiKey":"omni_sk_…"} first"#))
}

impl SubscribeEvents {
    /// Rejects names that can never match: a subscription with a typo would never receive anything.
    pub(super) fn check_channels(&self) -> Result<(), ApiError> {
        let known = |name: &str| {
            name == "*"
                || name.parse::<EventType>().is_ok()
                || name.strip_suffix('*').is_some_and(|group| {
                    group.ends_with('.')
                        && EventType::ALL.iter().any(|kind| kind.as_str().starts_with(group))
                })
        };
        match self.channels.iter().find(|name| !known(name)) {
            None => Ok(()),
            Some(name) => Err(ApiError::invalid(
                "channels",
                format!(
                    "`{name}` is not an event type; expected one such as message.received, message.* or *"
                ),
            )),
        }
    }

    /// The instances of the filter; `None` is all.
    pub(super) fn instance_ids(&self) -> Result<Option<Vec<InstanceId>>, ApiError> {
        let wrong = || {
            ApiError::invalid("filters.instanceId", "expected an instance's id, or a list of them")
        };
        let id =
            |value: &Value| value.as_str().and_then(|text| text.parse().ok()).ok_or_else(wrong);
        match self.filters.as_ref().map(|filters| &filters.instance_id) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(ids)) => ids.iter().map(id).collect::<Result<_, _>>().map(Some),
            Some(one) => Ok(Some(vec![id(one)?])),
        }
    }
}

impl SubscribeInstances {
    /// The instances; `None` is all.
    pub(super) fn ids(&self) -> Result<Option<Vec<InstanceId>>, ApiError> {
        if self.instances.iter().any(|id| id == "*") {
            return Ok(None);
        }
        let wrong = |_| ApiError::invalid("instances", "expected instance ids, or [\"*\"]");
        self.instances
            .iter()
            .map(|id| id.parse().map_err(wrong))
            .collect::<Result<_, _>>()
            .map(Some)
    }
}

#[cfg(test)]
mod tests;
