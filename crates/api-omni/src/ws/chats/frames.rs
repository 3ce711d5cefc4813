//! What is said of a conversation (seed: Real-Time Chats Stream), made from events.

use crate::events::payload;
use crate::shapes::Time;
use omni_app::chats::ChatNews;
use omni_domain::event::{Event, EventType};
use omni_domain::message::Direction;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// What the client asked for besides messages.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted {
    pub(super) typing: bool,
    pub(super) presence: bool,
    pub(super) receipts: bool,
}

/// One message to the client: the seed's members, and its place in the log.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChatFrame {
    #[serde(flatten)]
    pub(super) body: ChatBody,
    chat_id: String,
    /// Absent from what leaves no row; remember the others' to resume.
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<i64>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub(super) enum ChatBody {
    #[serde(rename = "message.new")]
    New { message: Box<NewMessage> },
    #[serde(rename = "message.status")]
    Status {
        message_id: Option<Uuid>,
        external_id: Option<String>,
        status: &'static str,
        timestamp: Time,
        /// Why it failed.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    #[serde(rename = "chat.typing")]
    Typing { is_typing: bool, user: UserFrame },
    #[serde(rename = "chat.presence")]
    Presence { presence: &'static str, last_seen: Value },
    #[serde(rename = "chat.read")]
    Read { read_up_to: Option<Uuid>, timestamp: Time },
    #[serde(rename = "message.deleted")]
    Deleted { message_id: Option<Uuid>, deleted_for: Value },
    #[serde(rename = "message.edited")]
    Edited { message_id: Option<Uuid>, new_content: Value, edited_at: Value },
    #[serde(rename = "media.processed")]
    Processed { message_id: Option<Uuid>, media_id: Value, result: Value },
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewMessage {
    id: Option<Uuid>,
    external_id: Option<String>,
    sender: SenderFrame,
    content: Value,
    timestamp: Value,
    status: &'static str,
    /// `inbound` or `outbound`.
    direction: &'static str,
    reply_to_external_id: Value,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct SenderFrame {
    platform_user_id: Option<String>,
    display_name: Option<String>,
    /// Not known from the event; `GET /instances/{id}/users/{userId}/profile` has it.
    profile_picture: Option<String>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserFrame {
    platform_user_id: String,
    display_name: Option<String>,
}

/// What the client is told of an event: nothing, one thing, or two.
pub(super) fn frames(news: &ChatNews, wanted: Wanted) -> Vec<ChatFrame> {
    let event = news.event.as_ref();
    let seq = (event.seq != 0).then_some(event.seq);
    let frame = |body| ChatFrame { body, chat_id: news.chat.clone(), seq };
    bodies(news, event, wanted).into_iter().map(frame).collect()
}

fn bodies(news: &ChatNews, event: &Event, wanted: Wanted) -> Vec<ChatBody> {
    match event.event_type {
        EventType::MessageReceived => vec![new_message(news, event, "received")],
        EventType::MessageQueued => vec![new_message(news, event, "queued")],
        // Written on the person's own phone: the first that is heard of it.
        EventType::MessageSent if event.payload["fromMe"] == true => {
            vec![new_message(news, event, "sent")]
        }
        EventType::MessageSent => vec![status(event, "sent")],
        EventType::MessageDelivered => vec![status(event, "delivered")],
        EventType::MessageRead => read(event, wanted),
        EventType::MessageFailed => vec![status(event, "failed")],
        EventType::MessageDeleted => vec![ChatBody::Deleted {
            message_id: message_id(event),
            deleted_for: event.payload["deletedFor"].clone(),
        }],
        EventType::MessageEdited => vec![ChatBody::Edited {
            message_id: message_id(event),
            new_content: payload(event)["newContent"].take(),
            edited_at: event.payload["editedAt"].clone(),
        }],
        EventType::PresenceTyping => typing(news, event, wanted),
        EventType::PresenceOnline if wanted.presence => vec![presence(event, "online")],
        EventType::PresenceOffline if wanted.presence => vec![presence(event, "offline")],
        EventType::MediaProcessed => vec![processed(event)],
        _ => Vec::new(),
    }
}

fn new_message(news: &ChatNews, event: &Event, status: &'static str) -> ChatBody {
    let text = |name: &str| event.payload[name].as_str().map(str::to_owned);
    let mut shown = payload(event);
    let timestamp = match &event.payload["timestamp"] {
        Value::Null => json!(event.at),
        written => written.clone(),
    };
    ChatBody::New {
        message: Box::new(NewMessage {
            id: message_id(event),
            external_id: event.external_id.clone(),
            sender: SenderFrame {
                platform_user_id: text("from").or_else(|| news.owner.clone()),
                display_name: text("senderName"),
                profile_picture: None,
            },
            content: shown["content"].take(),
            timestamp,
            status,
            direction: event.direction.map_or("inbound", Direction::as_str),
            reply_to_external_id: event.payload["replyToId"].clone(),
        }),
    }
}

fn status(event: &Event, status: &'static str) -> ChatBody {
    ChatBody::Status {
        message_id: message_id(event),
        external_id: event.external_id.clone(),
        status,
        timestamp: event.at.into(),
        error: event.payload["error"].as_str().map(str::to_owned),
    }
}

fn read(event: &Event, wanted: Wanted) -> Vec<ChatBody> {
    let mut bodies = vec![status(event, "read")];
    if wanted.receipts {
        let read_up_to = message_id(event);
        bodies.push(ChatBody::Read { read_up_to, timestamp: event.at.into() });
    }
    bodies
}

fn typing(news: &ChatNews, event: &Event, wanted: Wanted) -> Vec<ChatBody> {
    let is_typing = event.payload["isTyping"] == true;
    let mut bodies = Vec::new();
    if wanted.typing {
        let user = UserFrame {
            platform_user_id: event.payload["from"].as_str().unwrap_or_default().to_owned(),
            display_name: news.name.clone(),
        };
        bodies.push(ChatBody::Typing { is_typing, user });
    }
    if wanted.presence {
        // Who stops typing is still there.
        let word = match (is_typing, event.payload["recording"] == true) {
            (true, true) => "recording",
            (true, false) => "composing",
            (false, _) => "online",
        };
        bodies.push(presence(event, word));
    }
    bodies
}

fn presence(event: &Event, word: &'static str) -> ChatBody {
    ChatBody::Presence { presence: word, last_seen: event.payload["lastSeen"].clone() }
}

/// Either of the two shapes that the event is known in: with a `result`, or flat.
fn processed(event: &Event) -> ChatBody {
    let flat = || {
        json!({
            "type": event.payload["processingType"],
            "content": event.payload["content"],
            "language": event.payload["language"],
        })
    };
    let result = match &event.payload["result"] {
        Value::Object(result) => json!({
            "type": result.get("type"),
            "content": result.get("content"),
            "language": result.get("language"),
        }),
        _ => flat(),
    };
    ChatBody::Processed {
        message_id: message_id(event),
        media_id: event.payload["mediaId"].clone(),
        result,
    }
}

fn message_id(event: &Event) -> Option<Uuid> {
    event.message_id.map(omni_domain::ids::MessageId::uuid)
}

#[cfg(test)]
mod tests {
    use super::processed;
    use omni_domain::Timestamp;
    use omni_domain::event::{Event, EventType};
    use omni_domain::ids::{EventId, MessageId, TenantId};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn frame(payload: Value) -> Value {
        let (id, kind) = (EventId(Uuid::from_u128(1)), EventType::MediaProcessed);
        let mut event = Event::new(id, TenantId::DEFAULT, kind, Timestamp(0));
        event.message_id = Some(MessageId(Uuid::from_u128(2)));
        event.payload = payload;
        serde_json::to_value(processed(&event)).expect("JSON")
    }

    #[test]
    fn a_processed_file_has_the_seeds_result_in_either_shape() {
        let expected = json!({
            "type": "media.processed",
            "messageId": Uuid::from_u128(2),
            "mediaId": "m",
            "result": { "type": "transcription", "content": "words", "language": "en" },
        });
        let flat = json!({
            "mediaId": "m", "processingType": "transcription", "content": "words",
            "language": "en", "model": "whisper",
        });
        assert_eq!(frame(flat), expected);
        let nested = json!({
            "mediaId": "m",
            "result": { "type": "transcription", "content": "words", "language": "en", "cost": 3 },
        });
        assert_eq!(frame(nested), expected);
    }
}
