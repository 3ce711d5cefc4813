//! The body of a delivery: `{event, account_id, timestamp, data}`.

use super::data::{
    ChatCreatedData, ChatUpdatedData, ConnectedData, DeletedData, DisconnectedData, ErrorData,
    FailedData, GeneratedData, GroupUpdatedData, MessageData, ParticipantsData, QrData,
    RepliedData, StatusData, TestData,
};
use super::headers::FORM;
use crate::account::AccountId;
use crate::address::{chat_kind, digits, kind_of};
use crate::messages::{Parts, body_of, type_name};
use omni_app::webhooks::{Rendered, Renderer};
use omni_app::{App, instances};
use omni_domain::Timestamp;
use omni_domain::content::Content;
use omni_domain::event::{
    AcceptedMessage, ChatUpdated, Event, EventBody, GroupParticipants, MessageDeleted, MessageSent,
    NetworkMessage, ParticipantAction, StatusChange,
};
use omni_domain::ids::{InstanceId, MessageId, TurnId};
use omni_domain::message::MessageSource;
use omni_domain::webhook::Endpoint;
use serde::Serialize;
use serde_json::{Value, json};

/// How this API renders events.
pub(crate) const RENDERER: Renderer = Renderer {
    takes: |event| name_of(&event.body).is_some(),
    event: render_event,
    test,
    form: FORM,
};

/// The name of an event; `None` for one that this API does not have.
pub(super) fn name_of(body: &EventBody) -> Option<&'static str> {
    Some(match body {
        EventBody::MessageReceived(_) => "message.received",
        // A late acknowledgement of an earlier version has no message in it.
        EventBody::MessageSent(MessageSent::Acknowledged(_)) => return None,
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
        EventBody::InstanceLoggedOut(_)
        | EventBody::InstanceBanned(_)
        | EventBody::InstanceFailed(_) => "connection.error",
        EventBody::AgentResponse(_) => "ai.reply.generated",
        EventBody::AgentReplied(_) => "ai.reply.sent",
        EventBody::AgentError(error) if !error.will_retry => "ai.reply.failed",
        _ => return None,
    })
}

/// What an event is about, beside its body.
pub(super) struct About {
    pub(super) account: Option<InstanceId>,
    pub(super) message_id: Option<MessageId>,
    pub(super) chat: Option<String>,
}

fn render_event(app: &App, event: Event) -> Rendered {
    let Event { body, instance_id, message_id, chat_external_id, at, .. } = event;
    // A delivery that an earlier version has queued keeps its name.
    let is_late = matches!(body, EventBody::MessageSent(MessageSent::Acknowledged(_)));
    let name = name_of(&body).unwrap_or(if is_late { "message.sent" } else { "unknown" });
    let about = About { account: instance_id, message_id, chat: chat_external_id };
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
    let data = TestData { message: "This is a test.", webhook_id: endpoint.id.uuid() };
    render("webhook.test", account.map(AccountId), now, &value(&data))
}

/// Plain data, which can always be written as JSON.
pub(super) fn value(data: &impl Serialize) -> Value {
    serde_json::to_value(data).unwrap_or_default()
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
        EventBody::MessageDeleted(message) => deleted(app, about, message),
        EventBody::GroupParticipants(change) => participants(app, change),
        EventBody::ChatCreated(chat) => value(&ChatCreatedData {
            chat_id: chat.chat.clone(),
            chat_type: chat_kind(chat.chat_type),
            name: chat.name.clone(),
        }),
        EventBody::ChatUpdated(chat) => chat_updated(app, chat),
        EventBody::GroupUpdated(group) => value(&GroupUpdatedData {
            chat_id: group.chat.clone(),
            chat_type: "group",
            subject: group.changes.subject.clone(),
            description: group.changes.description.clone(),
        }),
        other => connection_or_ai(app, about, other),
    }
}

fn connection_or_ai(app: &App, about: &About, body: &EventBody) -> Value {
    match body {
        // Read when the delivery is sent: the log has no code, and a late attempt has none to give.
        EventBody::InstanceQrOffered(offered) => value(&QrData {
            qr: instances::offered_qr(app, offered.instance_id, offered.expires_at)
                .map(|qr| qr.code),
            expires_at: offered.expires_at.into(),
        }),
        EventBody::InstanceConnected(connected) => value(&ConnectedData {
            phone: connected.owner.as_deref().map(|owner| digits(app, owner)),
            name: connected.profile_name.clone(),
        }),
        EventBody::InstanceDisconnected(gone) => value(&DisconnectedData {
            reason: gone.reason.clone(),
            will_reconnect: gone.will_reconnect,
        }),
        EventBody::InstanceLoggedOut(gone) => connection_error("logged_out", &gone.message, None),
        EventBody::InstanceBanned(ban) => connection_error("banned", &ban.message, Some(ban.until)),
        EventBody::InstanceFailed(failed) => {
            connection_error(failed.reason.as_str(), &failed.message, None)
        }
        EventBody::AgentResponse(response) => value(&GeneratedData {
            chat_id: about.chat.clone(),
            message_id: response.message_id.uuid(),
            ai_log_id: response.turn_id.map(TurnId::uuid),
            reply: response.reply.clone(),
            model: response.model.clone(),
            latency_ms: response.latency_ms,
        }),
        EventBody::AgentReplied(replied) => value(&RepliedData {
            chat_id: replied.chat.clone(),
            message_id: about.message_id.map(MessageId::uuid),
            ai_log_id: replied.turn_id.uuid(),
            reply: replied.reply.clone(),
            messages: replied.messages,
        }),
        EventBody::AgentError(error) => value(&FailedData {
            chat_id: about.chat.clone(),
            message_id: error.message_id.map(MessageId::uuid),
            ai_log_id: error.turn_id.map(TurnId::uuid),
            error: error.error.clone(),
        }),
        _ => json!({}),
    }
}

/// Why an account cannot connect; `until` when it does by itself.
fn connection_error(code: &'static str, reason: &str, until: Option<Timestamp>) -> Value {
    value(&ErrorData { code, reason: reason.to_owned(), until: until.map(Into::into) })
}

fn network_message(app: &App, about: &About, message: &NetworkMessage) -> Value {
    let from_me = message.from_me;
    let source = if from_me { MessageSource::Device } else { MessageSource::Realtime };
    let parts = parts(app, about, &message.content, message.view_once);
    value(&MessageData {
        message_id: about.message_id.map(MessageId::uuid),
        wa_message_id: message.external_id.clone(),
        chat_id: message.chat.clone(),
        chat_type: chat_kind(message.chat_type),
        direction: if from_me { "outgoing" } else { "incoming" },
        kind: type_name(&message.content),
        from: Some(digits(app, &message.from)),
        from_name: message.sender_name.clone(),
        to: from_me.then(|| digits(app, &message.chat)),
        body: body_of(&message.content),
        source: source.as_str(),
        quoted_id: message.reply_to.clone(),
        forwarded: message.forwarded,
        mentions: all_digits(app, &message.mentions),
        media: parts.media,
        location: parts.location,
        contacts: parts.contacts,
        poll: parts.poll,
        event: parts.event,
        album: parts.album,
        interactive: parts.interactive,
        reply: parts.reply,
        hsm: parts.hsm,
        call: parts.call,
        group_invite: parts.group_invite,
        newsletter_invite: parts.newsletter_invite,
        unknown: parts.unknown,
    })
}

fn accepted(app: &App, about: &About, message: &AcceptedMessage) -> Value {
    let parts = parts(app, about, &message.content, message.view_once);
    value(&MessageData {
        message_id: about.message_id.map(MessageId::uuid),
        wa_message_id: message.external_id.clone(),
        chat_id: message.chat.clone(),
        chat_type: kind_of(app, &message.chat),
        direction: "outgoing",
        kind: type_name(&message.content),
        from: message.from.as_deref().map(|own| digits(app, own)),
        from_name: None,
        to: Some(digits(app, &message.to)),
        body: body_of(&message.content),
        source: message.source.as_str(),
        quoted_id: message.reply_to.clone(),
        forwarded: message.forwarded,
        mentions: all_digits(app, &message.mentions),
        media: parts.media,
        location: parts.location,
        contacts: parts.contacts,
        poll: parts.poll,
        event: parts.event,
        album: parts.album,
        interactive: parts.interactive,
        reply: parts.reply,
        hsm: parts.hsm,
        call: parts.call,
        group_invite: parts.group_invite,
        newsletter_invite: parts.newsletter_invite,
        unknown: parts.unknown,
    })
}

fn parts(app: &App, about: &About, content: &Content, view_once: bool) -> Parts {
    Parts::new(app, about.message_id.zip(about.account), content, view_once)
}

fn all_digits(app: &App, people: &[String]) -> Vec<String> {
    people.iter().map(|one| digits(app, one)).collect()
}

fn status(app: &App, about: &About, change: &StatusChange) -> Value {
    let chat = change.chat.as_deref().or(about.chat.as_deref());
    value(&StatusData {
        message_id: about.message_id.map(MessageId::uuid),
        wa_message_id: change.external_id.clone(),
        chat_id: chat.map(str::to_owned),
        chat_type: chat.map(|chat| kind_of(app, chat)),
        status: change.status.as_str(),
        delivered_at: change.delivered_at.map(Into::into),
        read_at: change.read_at.map(Into::into),
    })
}

fn deleted(app: &App, about: &About, message: &MessageDeleted) -> Value {
    value(&DeletedData {
        message_id: about.message_id.map(MessageId::uuid),
        wa_message_id: message.external_id.clone(),
        chat_id: message.chat.clone(),
        chat_type: kind_of(app, &message.chat),
        deleted_for: message.deleted_for.as_str(),
        by: digits(app, &message.by),
    })
}

fn chat_updated(app: &App, chat: &ChatUpdated) -> Value {
    value(&ChatUpdatedData {
        chat_id: chat.chat.clone(),
        chat_type: kind_of(app, &chat.chat),
        archive: chat.archived,
        pin: chat.pinned,
        mute: chat.muted,
        mute_until: chat.muted_until.map(Into::into),
        mark_unread: chat.marked_unread,
        ephemeral_seconds: chat.disappearing_seconds,
    })
}

fn participants(app: &App, change: &GroupParticipants) -> Value {
    value(&ParticipantsData {
        chat_id: change.chat.clone(),
        participants: all_digits(app, &change.participants),
        by: change.by.as_deref().map(|by| digits(app, by)),
    })
}
