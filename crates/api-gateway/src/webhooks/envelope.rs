//! The body of a delivery: `{event, account_id, timestamp, data}`.

use crate::account::AccountId;
use crate::address::{chat_kind, digits, kind_of};
use crate::messages::{body_of, type_name};
use omni_app::webhooks::{Rendered, Renderer};
use omni_app::{App, instances};
use omni_domain::Timestamp;
use omni_domain::event::{
    AcceptedMessage, Event, EventBody, GroupParticipants, MessageSent, NetworkMessage,
    ParticipantAction, StatusChange,
};
use omni_domain::ids::MessageId;
use omni_domain::webhook::Endpoint;
use serde_json::{Value, json};

/// How this API renders events.
pub(crate) const RENDERER: Renderer =
    Renderer { takes: |event| name_of(&event.body).is_some(), event: render_event, test };

/// The name of an event; `None` for one that this API does not have.
pub(super) fn name_of(body: &EventBody) -> Option<&'static str> {
    Some(match body {
        EventBody::MessageReceived(_) => "message.received",
        EventBody::MessageSent(_) => "message.sent",
        EventBody::MessageDelivered(_) => "message.delivered",
        EventBody::MessageRead(_) => "message.read",
        EventBody::MessageDeleted(_) => "message.deleted",
        EventBody::ChatCreated(_) => "chat.created",
        EventBody::ChatUpdated(_) | EventBody::GroupUpdated(_) => "chat.updated",
        EventBody::GroupParticipants(change) => match change.action {
            ParticipantAction::Added | ParticipantAction::Joined => "group.participant_added",
            ParticipantAction::Removed | ParticipantAction::Left => "group.participant_removed",
            _ => return None,
        },
        EventBody::InstanceQrOffered(_) => "connection.qr",
        EventBody::InstanceConnected(_) => "connection.connected",
        EventBody::InstanceDisconnected(_) => "connection.disconnected",
        EventBody::InstanceLoggedOut(_) => "connection.error",
        EventBody::AgentResponse(_) => "ai.reply.generated",
        EventBody::AgentReplied(_) => "ai.reply.sent",
        EventBody::AgentError(error) if !error.will_retry => "ai.reply.failed",
        _ => return None,
    })
}

/// What an event is about, beside its body.
pub(super) struct About {
    pub(super) message_id: Option<MessageId>,
    pub(super) chat: Option<String>,
}

fn render_event(app: &App, event: Event) -> Rendered {
    let Event { body, instance_id, message_id, chat_external_id, at, .. } = event;
    let name = name_of(&body).unwrap_or("unknown");
    let about = About { message_id, chat: chat_external_id };
    render(name, instance_id.map(AccountId), at, &data(app, &about, &body))
}

fn render(name: &'static str, account: Option<AccountId>, at: Timestamp, data: &Value) -> Rendered {
    let body = wrapped(name, account, at, data);
    Rendered { name: name.into(), body: body.to_string().into_bytes() }
}

/// The envelope around what an event is about.
pub(super) fn wrapped(
    name: &'static str,
    account: Option<AccountId>,
    at: Timestamp,
    data: &Value,
) -> Value {
    json!({ "event": name, "account_id": account, "timestamp": at, "data": data })
}

fn test(endpoint: &Endpoint, now: Timestamp) -> Rendered {
    let account = endpoint.filter.instance_ids.as_ref().and_then(|ids| ids.first()).copied();
    let data = json!({ "message": "This is a test.", "webhook_id": endpoint.id });
    render("webhook.test", account.map(AccountId), now, &data)
}

pub(super) fn data(app: &App, about: &About, body: &EventBody) -> Value {
    match body {
        EventBody::MessageReceived(message) => network_message(app, about, message),
        EventBody::MessageSent(sent) => match sent {
            MessageSent::Accepted(message) => accepted(app, about, message),
            MessageSent::FromDevice(message) => network_message(app, about, message),
            MessageSent::Acknowledged(change) => status(app, about, change),
        },
        EventBody::MessageDelivered(change) | EventBody::MessageRead(change) => {
            status(app, about, change)
        }
        EventBody::MessageDeleted(deleted) => json!({
            "message_id": about.message_id,
            "wa_message_id": deleted.external_id,
            "chat_id": deleted.chat,
            "chat_type": kind_of(app, &deleted.chat),
            "deleted_for": deleted.deleted_for,
            "by": digits(app, &deleted.by),
        }),
        EventBody::GroupParticipants(change) => participants(app, change),
        EventBody::ChatCreated(chat) => json!({
            "chat_id": chat.chat,
            "chat_type": chat_kind(chat.chat_type),
            "name": chat.name,
        }),
        EventBody::ChatUpdated(chat) => json!({
            "chat_id": chat.chat,
            "chat_type": kind_of(app, &chat.chat),
            "archive": chat.archived,
            "pin": chat.pinned,
            "mute": chat.muted,
            "mute_until": chat.muted_until,
            "mark_unread": chat.marked_unread,
            "ephemeral_seconds": chat.disappearing_seconds,
        }),
        EventBody::GroupUpdated(group) => json!({
            "chat_id": group.chat,
            "chat_type": "group",
            "subject": group.changes.subject,
            "description": group.changes.description,
        }),
        other => connection_or_ai(app, about, other),
    }
}

fn connection_or_ai(app: &App, about: &About, body: &EventBody) -> Value {
    match body {
        // Read when the delivery is sent: the log has no code, and a late attempt has none to give.
        EventBody::InstanceQrOffered(offered) => json!({
            "qr": instances::offered_qr(app, offered.instance_id, offered.expires_at)
                .map(|qr| qr.code),
            "expires_at": offered.expires_at,
        }),
        EventBody::InstanceConnected(connected) => json!({
            "phone": connected.owner.as_deref().map(|owner| digits(app, owner)),
            "name": connected.profile_name,
        }),
        EventBody::InstanceDisconnected(gone) => {
            json!({ "reason": gone.reason, "will_reconnect": gone.will_reconnect })
        }
        EventBody::InstanceLoggedOut(gone) => json!({ "reason": gone.message }),
        EventBody::AgentResponse(response) => json!({
            "chat_id": about.chat,
            "message_id": response.message_id,
            "ai_log_id": response.turn_id,
            "model": response.model,
            "latency_ms": response.latency_ms,
        }),
        EventBody::AgentReplied(replied) => json!({
            "chat_id": replied.chat,
            "message_id": about.message_id,
            "ai_log_id": replied.turn_id,
            "messages": replied.messages,
        }),
        EventBody::AgentError(error) => json!({
            "chat_id": about.chat,
            "message_id": error.message_id,
            "ai_log_id": error.turn_id,
            "error": error.error,
        }),
        _ => json!({}),
    }
}

fn network_message(app: &App, about: &About, message: &NetworkMessage) -> Value {
    let from_me = message.from_me;
    json!({
        "message_id": about.message_id,
        "wa_message_id": message.external_id,
        "chat_id": message.chat,
        "chat_type": chat_kind(message.chat_type),
        "direction": if from_me { "outgoing" } else { "incoming" },
        "type": type_name(&message.content),
        "from": digits(app, &message.from),
        "from_name": message.sender_name,
        "to": from_me.then(|| digits(app, &message.chat)),
        "body": body_of(&message.content),
        "quoted_id": message.reply_to,
    })
}

fn accepted(app: &App, about: &About, message: &AcceptedMessage) -> Value {
    json!({
        "message_id": about.message_id,
        "wa_message_id": message.external_id,
        "chat_id": message.chat,
        "chat_type": kind_of(app, &message.chat),
        "direction": "outgoing",
        "type": type_name(&message.content),
        "to": digits(app, &message.to),
        "body": body_of(&message.content),
        "source": message.source,
        "quoted_id": message.reply_to,
    })
}

fn status(app: &App, about: &About, change: &StatusChange) -> Value {
    let chat = change.chat.as_deref().or(about.chat.as_deref());
    json!({
        "message_id": about.message_id,
        "wa_message_id": change.external_id,
        "chat_id": chat,
        "chat_type": chat.map(|chat| kind_of(app, chat)),
        "status": change.status,
        "delivered_at": change.delivered_at,
        "read_at": change.read_at,
    })
}

fn participants(app: &App, change: &GroupParticipants) -> Value {
    let people: Vec<String> = change.participants.iter().map(|one| digits(app, one)).collect();
    json!({
        "chat_id": change.chat,
        "participants": people,
        "by": change.by.as_deref().map(|by| digits(app, by)),
    })
}
