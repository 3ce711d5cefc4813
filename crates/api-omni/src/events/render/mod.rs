//! The bodies of events as this API shows them: its names, its units, its strings. They have been
//! the same for its clients since the first version and do not depend on the log's own form.

mod access;
mod agent;
mod call;
mod chat;
mod configuration;
mod facts;
mod group;
mod identity;
mod instance;
mod limits;
mod media;
mod message;
mod work;

use agent::ResponsePayload;
pub(crate) use facts::Facts;
use message::{
    AnsweredPayload, DeletedPayload, EditedPayload, FailedPayload, NetworkPayload, OutboundPayload,
    PinnedPayload, ReactionPayload, StatusPayload,
};
use omni_domain::event::{
    CustomWebhook, DeadLetter, DeadLetterChanged, EventBody, MessageSent, OnboardingChanged,
    Presence, Typing, WebhookEndpointDisabled,
};
use serde::Serialize;
use serde_json::{Value, json};

/// The type's own fields. Bodies of messages and answers, which most of a log consists of, are
/// structs and serialised without a tree of JSON in between.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Payload {
    Network(Box<NetworkPayload>),
    Outbound(Box<OutboundPayload>),
    Status(StatusPayload),
    Failed(FailedPayload),
    Edited(Box<EditedPayload>),
    Deleted(DeletedPayload),
    Answered(AnsweredPayload),
    Pinned(PinnedPayload),
    Reaction(ReactionPayload),
    Response(ResponsePayload),
    Other(Value),
}

impl From<EventBody> for Payload {
    #[expect(clippy::too_many_lines, reason = "one arm for each type")]
    fn from(body: EventBody) -> Self {
        match body {
            EventBody::MessageReceived(message) | EventBody::MessageUndecryptable(message) => {
                Self::Network(Box::new((*message).into()))
            }
            EventBody::MessageQueued(message) => Self::Outbound(Box::new((*message).into())),
            EventBody::MessageSent(sent) => sent.into(),
            EventBody::MessageDelivered(change) | EventBody::MessageRead(change) => {
                Self::Status(change.into())
            }
            EventBody::MessageFailed(failed) => Self::Failed(failed.into()),
            EventBody::MessageHeld(held) => limits::held(&held).into(),
            EventBody::MessageEdited(edited) => Self::Edited(Box::new((*edited).into())),
            EventBody::MessageDeleted(deleted) => Self::Deleted(deleted.into()),
            EventBody::MessageAnswered(answered) => Self::Answered(answered.into()),
            EventBody::MessagePinned(pinned) | EventBody::MessageUnpinned(pinned) => {
                Self::Pinned(pinned.into())
            }
            EventBody::MessageKept(kept) => chat::kept(&kept).into(),
            EventBody::MessageScheduled(scheduled) => limits::scheduled(&scheduled).into(),
            EventBody::ReactionReceived(reaction) | EventBody::ReactionRemoved(reaction) => {
                Self::Reaction(reaction.into())
            }
            EventBody::AgentResponse(response) => Self::Response(response.into()),
            EventBody::MediaReceived(received) => media::received(&received).into(),
            EventBody::MediaFailed(failed) => media::failed(&failed).into(),
            EventBody::MediaProcessed(processed) => media::processed(&processed).into(),
            EventBody::IdentityCreated(created) => identity::created(&created).into(),
            EventBody::IdentityUpdated(updated) => identity::updated(&updated).into(),
            EventBody::IdentityLinked(linked) => identity::linked(&linked).into(),
            EventBody::IdentityUnlinked(unlinked) => identity::unlinked(&unlinked).into(),
            EventBody::IdentityMerged(merged) => identity::merged(&merged).into(),
            EventBody::AccessRuleChanged(changed) => access::rule_changed(&changed).into(),
            EventBody::AccessAllowed(decision) | EventBody::AccessDenied(decision) => {
                access::decision(&decision).into()
            }
            EventBody::AgentError(error) => agent::error(&error).into(),
            EventBody::AgentReplied(replied) => agent::replied(&replied).into(),
            EventBody::AgentCancelled(cancelled) => agent::cancelled(&cancelled).into(),
            EventBody::TurnChanged(changed) => agent::turn(&changed).into(),
            EventBody::AgentPaused(paused) => agent::paused(&paused).into(),
            EventBody::AgentResumed(resumed) => json!({ "chatId": resumed.chat }).into(),
            EventBody::AgentCreated(changed)
            | EventBody::AgentUpdated(changed)
            | EventBody::AgentDeleted(changed) => agent::changed(&changed).into(),
            EventBody::AgentDeployed(deployment) | EventBody::AgentUndeployed(deployment) => {
                agent::deployment(&deployment).into()
            }
            EventBody::InstanceConnected(connected) => instance::connected(&connected).into(),
            EventBody::InstanceDisconnected(ended) => instance::disconnected(&ended).into(),
            EventBody::InstanceRestricted(begun) => limits::restricted(&begun).into(),
            EventBody::InstanceRestrictionEnded(ended) => limits::restriction_ended(&ended).into(),
            EventBody::InstanceBanned(banned) => limits::banned(&banned).into(),
            EventBody::InstanceQrOffered(offered) => limits::qr_offered(&offered).into(),
            EventBody::InstanceLoggedOut(ended) => limits::logged_out(&ended).into(),
            EventBody::InstanceFailed(failed) => limits::failed(&failed).into(),
            EventBody::InstanceStatus(status) => instance::status(&status).into(),
            EventBody::PresenceTyping(typing) => typing_payload(&typing).into(),
            EventBody::PresenceOnline(presence) | EventBody::PresenceOffline(presence) => {
                presence_payload(&presence).into()
            }
            EventBody::CallReceived(received) => call::received(&received).into(),
            EventBody::CallEnded(ended) => call::ended(&ended).into(),
            EventBody::CustomWebhook(delivery) => hook_payload(&delivery).into(),
            EventBody::DeadLetter(letter) => letter_payload(&letter).into(),
            EventBody::OnboardingChanged(changed) => onboarding_payload(&changed).into(),
            EventBody::BatchJobChanged(changed) => work::batch_job(&changed).into(),
            EventBody::SyncChanged(report) | EventBody::SyncProgressed(report) => {
                work::sync(&report).into()
            }
            EventBody::WebhookEndpointDisabled(disabled) => endpoint_payload(&disabled).into(),
            EventBody::ChatCreated(created) => chat::created(&created).into(),
            EventBody::ChatUpdated(updated) => chat::updated(&updated).into(),
            EventBody::ChatCleared(emptied) | EventBody::ChatDeleted(emptied) => {
                chat::emptied(&emptied).into()
            }
            EventBody::ChatAssigned(change) | EventBody::ChatUnassigned(change) => {
                chat::assignment(&change).into()
            }
            EventBody::ChatNoteChanged(change) => chat::note(&change).into(),
            EventBody::MessageStarred(starred) => chat::starred(&starred).into(),
            EventBody::MessageLabelled(labelled) => chat::labelled(&labelled).into(),
            EventBody::LabelChanged(changed) => chat::label(&changed).into(),
            EventBody::BlocklistChanged(changed) => chat::blocklist(&changed).into(),
            EventBody::PrivacyChanged(changed) => json!({ "settings": changed.settings }).into(),
            EventBody::GroupUpdated(updated) => group::updated(&updated).into(),
            EventBody::GroupParticipants(changed) => group::participants(&changed).into(),
            EventBody::InstanceCreated(changed)
            | EventBody::InstanceUpdated(changed)
            | EventBody::InstanceDeleted(changed) => configuration::instance(&changed).into(),
            EventBody::ProviderCreated(changed)
            | EventBody::ProviderUpdated(changed)
            | EventBody::ProviderDeleted(changed) => configuration::provider(&changed).into(),
            EventBody::KeyCreated(changed)
            | EventBody::KeyUpdated(changed)
            | EventBody::KeyRevoked(changed) => configuration::key(&changed).into(),
            EventBody::UserCreated(changed)
            | EventBody::UserUpdated(changed)
            | EventBody::UserDeleted(changed) => configuration::user(&changed).into(),
            EventBody::SettingUpdated(changed) | EventBody::SettingDeleted(changed) => {
                configuration::setting(&changed).into()
            }
            EventBody::WebhookEndpointCreated(changed)
            | EventBody::WebhookEndpointUpdated(changed)
            | EventBody::WebhookEndpointDeleted(changed) => configuration::webhook(&changed).into(),
            EventBody::EntryPointCreated(changed)
            | EventBody::EntryPointUpdated(changed)
            | EventBody::EntryPointDeleted(changed) => configuration::entry_point(&changed).into(),
            EventBody::QuickReplyCreated(changed)
            | EventBody::QuickReplyUpdated(changed)
            | EventBody::QuickReplyDeleted(changed) => configuration::quick_reply(&changed).into(),
            EventBody::ProviderHealthChanged(changed) => {
                configuration::provider_health(&changed).into()
            }
            EventBody::GlobalAiLayerUpdated(changed)
            | EventBody::InstanceAiLayerUpdated(changed)
            | EventBody::ChatAiLayerUpdated(changed) => configuration::ai_layer(&changed).into(),
            EventBody::ViewChanged(changed) => configuration::view(&changed).into(),
            EventBody::DeadLetterChanged(changed) => letter_change_payload(&changed).into(),
            EventBody::Unreadable(unreadable) => unreadable.payload.into(),
        }
    }
}

impl From<Value> for Payload {
    fn from(payload: Value) -> Self {
        Self::Other(payload)
    }
}

impl From<MessageSent> for Payload {
    fn from(sent: MessageSent) -> Self {
        match sent {
            MessageSent::Accepted(message) => Self::Outbound(Box::new((*message).into())),
            MessageSent::FromDevice(message) => Self::Network(Box::new((*message).into())),
            MessageSent::Acknowledged(change) => Self::Status(change.into()),
        }
    }
}

fn hook_payload(delivery: &CustomWebhook) -> Value {
    json!({
        "source": delivery.source,
        "deliveryId": delivery.delivery_id,
        "event": delivery.event,
        "data": delivery.data,
    })
}

fn letter_payload(letter: &DeadLetter) -> Value {
    json!({
        "jobId": letter.job_id,
        "kind": letter.kind,
        "attempts": letter.attempts,
        "error": letter.error,
    })
}

fn letter_change_payload(changed: &DeadLetterChanged) -> Value {
    json!({
        "jobId": changed.job_id,
        "kind": changed.kind,
        "action": changed.action,
        "changedBy": changed.changed_by,
    })
}

fn onboarding_payload(changed: &OnboardingChanged) -> Value {
    json!({ "currentStep": changed.current_step, "changedBy": changed.changed_by })
}

fn endpoint_payload(disabled: &WebhookEndpointDisabled) -> Value {
    json!({
        "endpointId": disabled.endpoint_id,
        "reason": disabled.reason,
        "failures": disabled.failures,
    })
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
