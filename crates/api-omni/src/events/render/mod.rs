//! The bodies of events as this API shows them: its names, its units, its strings. They have been
//! the same for its clients since the first version and do not depend on the log's own form.

mod access;
mod agent;
mod facts;
mod identity;
mod instance;
mod media;
mod message;

pub(crate) use facts::Facts;
pub(crate) use message::content_view;

use omni_domain::event::{EventBody, Presence, Typing};
use serde_json::{Value, json};

/// The type's own fields.
pub(crate) fn payload(body: &EventBody) -> Value {
    match body {
        EventBody::MessageReceived(message) | EventBody::MessageUndecryptable(message) => {
            message::network(message)
        }
        EventBody::MessageQueued(message) => message::queued(message),
        EventBody::MessageSent(sent) => message::sent(sent),
        EventBody::MessageDelivered(change) | EventBody::MessageRead(change) => {
            message::status(change)
        }
        EventBody::MessageFailed(failed) => message::failed(failed),
        EventBody::MessageEdited(edited) => message::edited(edited),
        EventBody::MessageDeleted(deleted) => message::deleted(deleted),
        EventBody::ReactionReceived(reaction) | EventBody::ReactionRemoved(reaction) => {
            message::reaction(reaction)
        }
        EventBody::MediaReceived(received) => media::received(received),
        EventBody::MediaFailed(failed) => media::failed(failed),
        EventBody::MediaProcessed(processed) => media::processed(processed),
        EventBody::IdentityCreated(created) => identity::created(created),
        EventBody::IdentityLinked(linked) => identity::linked(linked),
        EventBody::IdentityUnlinked(unlinked) => identity::unlinked(unlinked),
        EventBody::IdentityMerged(merged) => identity::merged(merged),
        EventBody::AccessRuleChanged(changed) => access::rule_changed(changed),
        EventBody::AccessAllowed(decision) | EventBody::AccessDenied(decision) => {
            access::decision(decision)
        }
        EventBody::AgentResponse(response) => agent::response(response),
        EventBody::AgentError(error) => agent::error(error),
        EventBody::AgentCancelled(cancelled) => agent::cancelled(cancelled),
        EventBody::AgentPaused(paused) => agent::paused(paused),
        EventBody::AgentResumed(resumed) => json!({ "chatId": resumed.chat }),
        EventBody::InstanceConnected(connected) => instance::connected(connected),
        EventBody::InstanceDisconnected(disconnected) => instance::disconnected(disconnected),
        EventBody::InstanceStatus(status) => instance::status(status),
        EventBody::PresenceTyping(typing) => typing_payload(typing),
        EventBody::PresenceOnline(presence) | EventBody::PresenceOffline(presence) => {
            presence_payload(presence)
        }
        EventBody::CustomWebhook(delivery) => json!({
            "source": delivery.source,
            "deliveryId": delivery.delivery_id,
            "event": delivery.event,
            "data": delivery.data,
        }),
        EventBody::DeadLetter(letter) => json!({
            "jobId": letter.job_id,
            "kind": letter.kind,
            "attempts": letter.attempts,
            "error": letter.error,
        }),
        EventBody::Unreadable(unreadable) => unreadable.payload.clone(),
    }
}

fn typing_payload(typing: &Typing) -> Value {
    json!({
        "chatId": typing.chat,
        "from": typing.from,
        "isTyping": typing.is_typing,
        "recording": typing.recording,
    })
}

fn presence_payload(presence: &Presence) -> Value {
    json!({ "userId": presence.address, "lastSeen": presence.last_seen })
}
