//! The event log: what happened, in one order.

use crate::clock::Timestamp;
use crate::content::ContentType;
use crate::ids::{ChatId, EventId, IdentityId, InstanceId, MessageId, PersonId, TenantId};
use crate::instance::ChannelType;
use crate::message::Direction;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What happened. The part before the dot names the stream it belongs to.
    pub enum EventType {
        /// Somebody wrote to the instance.
        MessageReceived = "message.received",
        /// Something arrived whose content could not be decrypted yet.
        MessageUndecryptable = "message.undecryptable",
        /// A send was accepted and will be tried.
        MessageQueued = "message.queued",
        /// The network took a message of ours.
        MessageSent = "message.sent",
        /// The recipient's device has it.
        MessageDelivered = "message.delivered",
        /// The recipient has seen it.
        MessageRead = "message.read",
        /// It will not be sent.
        MessageFailed = "message.failed",
        /// A message's text was changed by its sender.
        MessageEdited = "message.edited",
        /// A message was taken back by its sender.
        MessageDeleted = "message.deleted",
        /// Somebody reacted to a message.
        ReactionReceived = "reaction.received",
        /// Somebody took a reaction back.
        ReactionRemoved = "reaction.removed",
        /// A media file of a message is in the blob store.
        MediaReceived = "media.received",
        /// A media file could not be fetched.
        MediaFailed = "media.failed",
        /// Words were read out of a media file: a transcription, a description, an extraction.
        MediaProcessed = "media.processed",
        /// A person was seen for the first time.
        IdentityCreated = "identity.created",
        /// Two addresses turned out to be one contact, or two persons were made one.
        IdentityMerged = "identity.merged",
        /// An account was given to another person.
        IdentityLinked = "identity.linked",
        /// An account was taken from a person and given one of its own.
        IdentityUnlinked = "identity.unlinked",
        /// An access rule was made, changed or deleted.
        AccessRuleChanged = "access.rule_changed",
        /// A sender was let in by a rule.
        AccessAllowed = "access.allowed",
        /// A sender was kept out.
        AccessDenied = "access.denied",
        /// An agent answered.
        AgentResponse = "agent.response",
        /// An agent could not answer.
        AgentError = "agent.error",
        /// A turn was called off: by a person, by new messages, or because a person took over.
        AgentCancelled = "agent.cancelled",
        /// A person has a conversation for now, and the agent keeps out of it.
        AgentPaused = "agent.paused",
        /// The agent may answer in a conversation again.
        AgentResumed = "agent.resumed",
        /// An instance is connected.
        InstanceConnected = "instance.connected",
        /// An instance is no longer connected.
        InstanceDisconnected = "instance.disconnected",
        /// An instance offers a QR to scan.
        InstanceQrCode = "instance.qr_code",
        /// Any other change of an instance's connection.
        InstanceStatus = "instance.status",
        /// Somebody is typing, or stopped. Not stored.
        PresenceTyping = "presence.typing",
        /// Somebody came online. Not stored.
        PresenceOnline = "presence.online",
        /// Somebody went offline. Not stored.
        PresenceOffline = "presence.offline",
        /// A webhook brought something.
        CustomWebhook = "custom.webhook",
        /// A job was given up.
        DeadLetter = "system.dead_letter",
    }
}

impl EventType {
    /// Whether the event is only for those who listen now and leaves no row.
    pub const fn is_ephemeral(self) -> bool {
        matches!(
            self,
            Self::PresenceTyping
                | Self::PresenceOnline
                | Self::PresenceOffline
                | Self::InstanceQrCode
                | Self::InstanceStatus
        )
    }
}

/// Something that happened. Stored rows have a `seq` that grows in commit order, so a reader
/// that remembers the last one misses nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Ours; also JetStream's `Nats-Msg-Id`.
    pub id: EventId,
    /// Place in the log; 0 for an event that leaves no row.
    pub seq: i64,
    /// Owner.
    pub tenant_id: TenantId,
    /// What happened.
    pub event_type: EventType,
    /// Where.
    pub instance_id: Option<InstanceId>,
    /// On which network.
    pub channel: Option<ChannelType>,
    /// In which conversation.
    pub chat_id: Option<ChatId>,
    /// The conversation's address on the network.
    pub chat_external_id: Option<String>,
    /// About which message.
    pub message_id: Option<MessageId>,
    /// The message's id on the network.
    pub external_id: Option<String>,
    /// About whom.
    pub person_id: Option<PersonId>,
    /// About which of their accounts.
    pub identity_id: Option<IdentityId>,
    /// Which way the message went.
    pub direction: Option<Direction>,
    /// What kind of content.
    pub content_type: Option<ContentType>,
    /// The words, for search.
    pub text: Option<String>,
    /// The type's own fields (docs/API-OMNI.md lists them).
    pub payload: serde_json::Value,
    /// When it happened.
    pub at: Timestamp,
}

impl Event {
    /// An event about nothing in particular yet; callers fill in what they know.
    pub fn new(id: EventId, tenant_id: TenantId, event_type: EventType, at: Timestamp) -> Self {
        Self {
            id,
            seq: 0,
            tenant_id,
            event_type,
            instance_id: None,
            channel: None,
            chat_id: None,
            chat_external_id: None,
            message_id: None,
            external_id: None,
            person_id: None,
            identity_id: None,
            direction: None,
            content_type: None,
            text: None,
            payload: serde_json::Value::Null,
            at,
        }
    }
}
