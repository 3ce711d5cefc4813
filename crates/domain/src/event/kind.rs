//! The types of events.

use crate::text_enum::text_enum;

text_enum! {
    /// The type of an event. The part before the dot names the stream it belongs to.
    pub enum EventType {
        /// A message to the instance.
        MessageReceived = "message.received",
        /// A message whose content could not be decrypted yet.
        MessageUndecryptable = "message.undecryptable",
        /// A send was accepted and will be tried.
        MessageQueued = "message.queued",
        /// The network accepted an outbound message.
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
        /// A media file was read: transcribed, described, or its text extracted.
        MediaProcessed = "media.processed",
        /// A person was seen for the first time.
        IdentityCreated = "identity.created",
        /// Two addresses turned out to be one contact, or two persons were made one.
        IdentityMerged = "identity.merged",
        /// An account was given to another person.
        IdentityLinked = "identity.linked",
        /// An account was taken from its person and given one of its own.
        IdentityUnlinked = "identity.unlinked",
        /// An access rule was created, changed or deleted.
        AccessRuleChanged = "access.rule_changed",
        /// A sender was let in by a rule.
        AccessAllowed = "access.allowed",
        /// A sender was kept out.
        AccessDenied = "access.denied",
        /// An agent answered.
        AgentResponse = "agent.response",
        /// An agent could not answer.
        AgentError = "agent.error",
        /// A turn was cancelled, by a person or by new messages.
        AgentCancelled = "agent.cancelled",
        /// The agent does not answer in a conversation for now.
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
        /// Somebody is online. Not stored.
        PresenceOnline = "presence.online",
        /// Somebody is no longer online. Not stored.
        PresenceOffline = "presence.offline",
        /// A sender outside called an instance's hook.
        CustomWebhook = "custom.webhook",
        /// A job was given up.
        DeadLetter = "system.dead_letter",
        /// A stored event of a type that this version does not know. Never written.
        Unknown = "system.unknown",
    }
}

impl EventType {
    /// Whether the event only goes to present subscribers and leaves no row.
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
