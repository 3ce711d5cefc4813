//! The messages of the chats stream, converted from events.

use crate::chats::{ContentView, QuotedView, ReferralView, SentByView};
use crate::shapes::Time;
use omni_app::chats::ChatFeedItem;
use omni_domain::Timestamp;
use omni_domain::event::{
    Event, EventBody, MediaProcessed, MessageSent, NetworkMessage, QueuedMessage, Typing,
};
use omni_domain::message::Direction;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// The kinds of events that a client subscribes to besides messages.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Included {
    pub(super) typing: bool,
    pub(super) presence: bool,
    pub(super) receipts: bool,
}

/// One message to the client: its members, and its position in the log.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChatFrame {
    #[serde(flatten)]
    pub(super) body: ChatBody,
    chat_id: String,
    /// Absent for ephemeral events; clients keep the last one to resume.
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
    Presence { presence: &'static str, last_seen: Option<Time> },
    #[serde(rename = "chat.read")]
    Read { read_up_to: Option<Uuid>, timestamp: Time },
    #[serde(rename = "message.deleted")]
    Deleted { message_id: Option<Uuid>, deleted_for: &'static str },
    #[serde(rename = "message.edited")]
    Edited { message_id: Option<Uuid>, new_content: Box<ContentView>, edited_at: Time },
    #[serde(rename = "media.processed")]
    Processed { message_id: Option<Uuid>, media_id: Uuid, result: Value },
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewMessage {
    id: Option<Uuid>,
    external_id: Option<String>,
    sender: SenderFrame,
    content: ContentView,
    timestamp: Time,
    status: &'static str,
    /// `inbound` or `outbound`.
    direction: &'static str,
    reply_to_external_id: Option<String>,
    /// It was forwarded from another chat.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    forwarded: bool,
    /// Its file may be opened once.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    view_once: bool,
    /// The copy of the quoted message that the reply carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    quoted: Option<QuotedView>,
    /// The advert or post by which the sender found the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    referral: Option<ReferralView>,
    /// The user who sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_by: Option<SentByView>,
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

/// The messages to the client for an event: none, one, or two.
pub(super) fn frames(news: &ChatFeedItem, included: Included) -> Vec<ChatFrame> {
    let event = news.event.as_ref();
    let seq = (event.seq != 0).then_some(event.seq);
    let frame = |body| ChatFrame { body, chat_id: news.chat.clone(), seq };
    bodies(news, event, included).into_iter().map(frame).collect()
}

fn bodies(news: &ChatFeedItem, event: &Event, included: Included) -> Vec<ChatBody> {
    match &event.body {
        EventBody::MessageReceived(message) => vec![received(event, message, "received")],
        // Written on the account's own phone: no earlier event reports it.
        EventBody::MessageSent(MessageSent::FromDevice(message)) => {
            vec![received(event, message, "sent")]
        }
        EventBody::MessageQueued(message) => {
            vec![ChatBody::New { message: Box::new(queued(news, event, message)) }]
        }
        EventBody::MessageSent(_) => vec![status(event, "sent")],
        EventBody::MessageDelivered(_) => vec![status(event, "delivered")],
        EventBody::MessageRead(_) => read(event, included),
        EventBody::MessageFailed(failed) => vec![failed_status(event, &failed.error)],
        EventBody::MessageDeleted(deleted) => vec![ChatBody::Deleted {
            message_id: message_id(event),
            deleted_for: deleted.deleted_for.as_str(),
        }],
        EventBody::MessageEdited(edited) => vec![ChatBody::Edited {
            message_id: message_id(event),
            new_content: Box::new(edited.new_content.clone().into()),
            edited_at: edited.edited_at.into(),
        }],
        EventBody::PresenceTyping(presence) => typing(news, presence, included),
        EventBody::PresenceOnline(online) if included.presence => {
            vec![presence("online", online.last_seen)]
        }
        EventBody::PresenceOffline(offline) if included.presence => {
            vec![presence("offline", offline.last_seen)]
        }
        EventBody::MediaProcessed(media) => vec![processed(event, media)],
        _ => Vec::new(),
    }
}

fn received(event: &Event, message: &NetworkMessage, status: &'static str) -> ChatBody {
    let quoted = message.quoted.as_deref().cloned();
    let referral = message.referral.as_deref().cloned();
    let new = NewMessage {
        id: message_id(event),
        external_id: event.external_id.clone(),
        sender: SenderFrame {
            platform_user_id: Some(message.from.clone()),
            display_name: message.sender_name.clone(),
            profile_picture: None,
        },
        content: ContentView::from(message.content.clone()),
        timestamp: message.timestamp.into(),
        status,
        direction: event.direction.map_or("inbound", Direction::as_str),
        reply_to_external_id: message.reply_to.clone(),
        forwarded: message.forwarded,
        view_once: message.view_once,
        quoted: quoted.map(QuotedView::from),
        referral: referral.map(ReferralView::from),
        sent_by: None,
    };
    ChatBody::New { message: Box::new(new) }
}

fn queued(news: &ChatFeedItem, event: &Event, message: &QueuedMessage) -> NewMessage {
    NewMessage {
        id: message_id(event),
        external_id: event.external_id.clone(),
        sender: SenderFrame {
            platform_user_id: news.owner.clone(),
            display_name: None,
            profile_picture: None,
        },
        content: ContentView::from(message.content.clone()),
        timestamp: event.at.into(),
        status: "queued",
        direction: event.direction.map_or("inbound", Direction::as_str),
        reply_to_external_id: message.reply_to.clone(),
        forwarded: message.forwarded,
        view_once: message.view_once,
        quoted: None,
        referral: None,
        sent_by: message.sent_by.clone().map(SentByView::from),
    }
}

fn status(event: &Event, status: &'static str) -> ChatBody {
    ChatBody::Status {
        message_id: message_id(event),
        external_id: event.external_id.clone(),
        status,
        timestamp: event.at.into(),
        error: None,
    }
}

fn failed_status(event: &Event, why: &str) -> ChatBody {
    ChatBody::Status {
        message_id: message_id(event),
        external_id: event.external_id.clone(),
        status: "failed",
        timestamp: event.at.into(),
        error: Some(why.to_owned()),
    }
}

fn read(event: &Event, included: Included) -> Vec<ChatBody> {
    let mut bodies = vec![status(event, "read")];
    if included.receipts {
        let read_up_to = message_id(event);
        bodies.push(ChatBody::Read { read_up_to, timestamp: event.at.into() });
    }
    bodies
}

fn typing(news: &ChatFeedItem, typing: &Typing, included: Included) -> Vec<ChatBody> {
    let is_typing = typing.is_typing;
    let mut bodies = Vec::new();
    if included.typing {
        let user =
            UserFrame { platform_user_id: typing.from.clone(), display_name: news.name.clone() };
        bodies.push(ChatBody::Typing { is_typing, user });
    }
    if included.presence {
        // A contact that stops typing is still online.
        let state = match (is_typing, typing.recording) {
            (true, true) => "recording",
            (true, false) => "composing",
            (false, _) => "online",
        };
        bodies.push(presence(state, None));
    }
    bodies
}

fn presence(state: &'static str, last_seen: Option<Timestamp>) -> ChatBody {
    ChatBody::Presence { presence: state, last_seen: last_seen.map(Time) }
}

fn processed(event: &Event, media: &MediaProcessed) -> ChatBody {
    let reading = &media.reading;
    ChatBody::Processed {
        message_id: message_id(event),
        media_id: media.media_id.uuid(),
        result: json!({
            "type": reading.kind,
            "content": reading.content,
            "language": reading.language,
        }),
    }
}

fn message_id(event: &Event) -> Option<Uuid> {
    event.message_id.map(omni_domain::ids::MessageId::uuid)
}

#[cfg(test)]
mod tests {
    use super::{Included, frames};
    use omni_app::chats::ChatFeedItem;
    use omni_domain::Timestamp;
    use omni_domain::event::{Event, EventBody};
    use omni_domain::ids::{EventId, MessageId, TenantId};
    use serde_json::{Value, json};
    use std::sync::Arc;
    use uuid::Uuid;

    fn frame(payload: &Value) -> Value {
        frame_of("media.processed", payload)
    }

    fn frame_of(kind: &str, payload: &Value) -> Value {
        let body = EventBody::from_stored(kind, &payload.to_string());
        let id = EventId(Uuid::from_u128(1));
        let mut event = Event::new(id, TenantId::DEFAULT, body, Timestamp(0));
        event.message_id = Some(MessageId(Uuid::from_u128(2)));
        let news =
            ChatFeedItem { event: Arc::new(event), chat: "c".to_owned(), name: None, owner: None };
        serde_json::to_value(frames(&news, Included::default())).expect("JSON")
    }

    #[test]
    fn a_new_message_shows_what_it_quotes_and_where_the_conversation_comes_from() {
        let payload = json!({
            "externalId": "IN1", "chatId": "c", "chatAltId": null, "chatType": "dm",
            "from": "a@c", "fromAlt": null, "senderName": "Ann", "fromMe": false,
            "content": { "type": "text", "text": "hi" }, "replyToId": "OLD", "mentions": [],
            "timestamp": "2026-01-02T03:04:05.000Z",
            "quoted": { "sender": "b@c", "text": "[image] new bikes" },
            "referral": { "source": "ad", "sourceId": "7", "clickId": "x" },
        });
        let frames = frame_of("message.received", &payload);
        let message = &frames[0]["message"];
        assert_eq!(message["quoted"], json!({ "sender": "b@c", "text": "[image] new bikes" }));
        assert_eq!(message["referral"]["source"], "ad", "{frames}");
        assert_eq!(message["referral"]["clickId"], "x");
        assert_eq!(message["replyToExternalId"], "OLD");
    }

    #[test]
    fn a_processed_file_has_one_shape_whichever_form_is_stored() {
        let media = Uuid::from_u128(3);
        let expected = json!([{
            "type": "media.processed",
            "chatId": "c",
            "messageId": Uuid::from_u128(2),
            "mediaId": media,
            "result": { "type": "transcription", "content": "text", "language": "en" },
        }]);
        let flat = json!({
            "mediaId": media, "processingType": "transcription", "content": "text",
            "language": "en", "model": "whisper",
        });
        assert_eq!(frame(&flat), expected);
        let nested = json!({
            "mediaId": media, "tokens": 1,
            "result": { "type": "transcription", "content": "text", "language": "en", "cost": 3 },
        });
        assert_eq!(frame(&nested), expected);
    }
}
