//! The types of events.

use crate::access::Scope;
use crate::text_enum::text_enum;

text_enum! {
    /// The type of an event. The part before the dot names the stream it belongs to.
    pub enum EventType {
        /// A message to the instance.
        MessageReceived = "message.received",
        /// A message whose content could not be decrypted yet.
        MessageUndecryptable = "message.undecryptable",
        /// A send was accepted and is queued.
        MessageQueued = "message.queued",
        /// The network accepted an outbound message.
        MessageSent = "message.sent",
        /// The recipient's device has it.
        MessageDelivered = "message.delivered",
        /// The recipient has seen it.
        MessageRead = "message.read",
        /// It will not be sent.
        MessageFailed = "message.failed",
        /// It waits for a limit of its instance, or for the end of a restriction.
        MessageHeld = "message.held",
        /// A message's text was changed by its sender.
        MessageEdited = "message.edited",
        /// A message was revoked by its sender.
        MessageDeleted = "message.deleted",
        /// A poll was voted in or an event answered, or such an answer was changed or withdrawn.
        MessageAnswered = "message.answered",
        /// A message was pinned in its chat.
        MessagePinned = "message.pinned",
        /// A message is no longer pinned in its chat.
        MessageUnpinned = "message.unpinned",
        /// A message is kept in a chat whose messages disappear, or is no longer.
        MessageKept = "message.kept",
        /// A message was scheduled, or what was scheduled was changed, sent, failed or cancelled.
        MessageScheduled = "message.scheduled",
        /// A reaction was put on a message.
        ReactionReceived = "reaction.received",
        /// A reaction was removed.
        ReactionRemoved = "reaction.removed",
        /// A media file of a message is in the blob store.
        MediaReceived = "media.received",
        /// A media file could not be fetched.
        MediaFailed = "media.failed",
        /// A media file was read: transcribed, described, or its text extracted.
        MediaProcessed = "media.processed",
        /// A person was seen for the first time.
        IdentityCreated = "identity.created",
        /// A person's name, phone number or e-mail address was changed.
        IdentityUpdated = "identity.updated",
        /// Two addresses were found to be one account, or two persons were merged.
        IdentityMerged = "identity.merged",
        /// An account was assigned to another person.
        IdentityLinked = "identity.linked",
        /// An account was unlinked from its person and given one of its own.
        IdentityUnlinked = "identity.unlinked",
        /// An access rule was created, changed or deleted.
        AccessRuleChanged = "access.rule_changed",
        /// A sender was admitted by a rule.
        AccessAllowed = "access.allowed",
        /// A sender was denied.
        AccessDenied = "access.denied",
        /// An agent answered.
        AgentResponse = "agent.response",
        /// An agent could not answer.
        AgentError = "agent.error",
        /// The network accepted the whole answer of an agent.
        AgentReplied = "agent.replied",
        /// A turn was cancelled, by a person or by new messages.
        AgentCancelled = "agent.cancelled",
        /// A turn has another state. Not stored.
        TurnChanged = "agent.turn_changed",
        /// The agent of a conversation was paused.
        AgentPaused = "agent.paused",
        /// The agent of a conversation was resumed.
        AgentResumed = "agent.resumed",
        /// An agent was created.
        AgentCreated = "agent.created",
        /// An agent has another version.
        AgentUpdated = "agent.updated",
        /// An agent was deleted.
        AgentDeleted = "agent.deleted",
        /// An agent answers for an instance from now on.
        AgentDeployed = "agent.deployed",
        /// An agent no longer answers for an instance.
        AgentUndeployed = "agent.undeployed",
        /// An instance is connected.
        InstanceConnected = "instance.connected",
        /// An instance is no longer connected.
        InstanceDisconnected = "instance.disconnected",
        /// The network does not let an instance's account begin conversations for now.
        InstanceRestricted = "instance.restricted",
        /// It does again.
        InstanceRestrictionEnded = "instance.restriction_ended",
        /// The network suspends an instance's account for some time.
        InstanceBanned = "instance.banned",
        /// An instance's session was ended for good; it has to be linked again.
        InstanceLoggedOut = "instance.logged_out",
        /// An instance's session ended, and a person has to act before it connects again.
        InstanceFailed = "instance.failed",
        /// An instance offers a QR to scan: from when to when, without the QR.
        InstanceQrOffered = "instance.qr_offered",
        /// The QR that an instance offers. Not stored.
        InstanceQrCode = "instance.qr_code",
        /// Any other change of an instance's connection.
        InstanceStatus = "instance.status",
        /// A contact is typing, or stopped. Not stored.
        PresenceTyping = "presence.typing",
        /// A contact is online. Not stored.
        PresenceOnline = "presence.online",
        /// A contact is no longer online. Not stored.
        PresenceOffline = "presence.offline",
        /// Someone calls the account.
        CallReceived = "call.received",
        /// A call is over.
        CallEnded = "call.ended",
        /// An external sender called an instance's hook.
        CustomWebhook = "custom.webhook",
        /// A job was given up.
        DeadLetter = "system.dead_letter",
        /// A step of the first setup was completed or skipped.
        OnboardingChanged = "system.onboarding_changed",
        /// A batch job was created, began or ended.
        BatchJobChanged = "system.batch_job_changed",
        /// A sync began or ended.
        SyncChanged = "system.sync_changed",
        /// A sync made progress. Not stored.
        SyncProgressed = "system.sync_progressed",
        /// A webhook endpoint was disabled by the server.
        WebhookEndpointDisabled = "webhook.endpoint_disabled",
        /// A chat was seen for the first time.
        ChatCreated = "chat.created",
        /// What the account keeps about a chat changed.
        ChatUpdated = "chat.updated",
        /// The messages of a chat were cleared.
        ChatCleared = "chat.cleared",
        /// A chat was deleted.
        ChatDeleted = "chat.deleted",
        /// A chat was assigned to a user.
        ChatAssigned = "chat.assigned",
        /// A chat is no longer assigned to a user.
        ChatUnassigned = "chat.unassigned",
        /// An internal note on a chat was written, changed or deleted.
        ChatNoteChanged = "chat.note_changed",
        /// A message was starred, or its star removed.
        MessageStarred = "message.starred",
        /// A message got a label, or lost it.
        MessageLabelled = "message.labelled",
        /// A label was created, changed or deleted.
        LabelChanged = "label.changed",
        /// People were blocked, or unblocked.
        BlocklistChanged = "blocklist.changed",
        /// Privacy settings of the account changed.
        PrivacyChanged = "privacy.changed",
        /// A group was changed: its name, description or rights.
        GroupUpdated = "group.updated",
        /// People joined or left a group, ask to join it, or their role in it changed.
        GroupParticipants = "group.participants",
        /// An instance was created.
        InstanceCreated = "instance.created",
        /// An instance's name or settings were changed.
        InstanceUpdated = "instance.updated",
        /// An instance was deleted.
        InstanceDeleted = "instance.deleted",
        /// A provider of agents was created.
        ProviderCreated = "provider.created",
        /// A provider of agents was changed.
        ProviderUpdated = "provider.updated",
        /// A provider of agents was deleted.
        ProviderDeleted = "provider.deleted",
        /// An API key was created.
        KeyCreated = "key.created",
        /// An API key was changed, or has another secret.
        KeyUpdated = "key.updated",
        /// An API key was revoked.
        KeyRevoked = "key.revoked",
        /// A user was created.
        UserCreated = "user.created",
        /// A user was changed, or how they sign in.
        UserUpdated = "user.updated",
        /// A user was deleted.
        UserDeleted = "user.deleted",
        /// A setting was set.
        SettingUpdated = "setting.updated",
        /// A setting was reset to its default, or deleted.
        SettingDeleted = "setting.deleted",
        /// A webhook endpoint was created.
        WebhookEndpointCreated = "webhook.endpoint_created",
        /// A webhook endpoint was changed by a person or a program.
        WebhookEndpointUpdated = "webhook.endpoint_updated",
        /// A webhook endpoint was deleted.
        WebhookEndpointDeleted = "webhook.endpoint_deleted",
        /// An entry point was created.
        EntryPointCreated = "entry_point.created",
        /// An entry point or its attendants were changed.
        EntryPointUpdated = "entry_point.updated",
        /// An entry point was deleted.
        EntryPointDeleted = "entry_point.deleted",
        /// A quick reply was created.
        QuickReplyCreated = "quick_reply.created",
        /// A quick reply was changed.
        QuickReplyUpdated = "quick_reply.updated",
        /// A quick reply was deleted.
        QuickReplyDeleted = "quick_reply.deleted",
        /// A provider of agents stopped answering as it should, or does again.
        ProviderHealthChanged = "provider.health_changed",
        /// The AI layer of all instances was changed.
        GlobalAiLayerUpdated = "ai_layer.global_updated",
        /// The AI layer of an instance was changed.
        InstanceAiLayerUpdated = "ai_layer.instance_updated",
        /// The AI layer of a chat was changed.
        ChatAiLayerUpdated = "ai_layer.chat_updated",
        /// A user's saved view was created, changed or deleted. Only that user receives it. Not stored.
        ViewChanged = "view.changed",
        /// A dead letter was retried, resolved or deleted.
        DeadLetterChanged = "system.dead_letter_changed",
        /// A stored event of a type that this version does not have. Never written.
        Unknown = "system.unknown",
    }
}

impl EventType {
    /// Whether the event goes to current subscribers only and leaves no row.
    pub const fn is_ephemeral(self) -> bool {
        matches!(
            self,
            Self::PresenceTyping
                | Self::PresenceOnline
                | Self::PresenceOffline
                | Self::TurnChanged
                | Self::InstanceQrCode
                | Self::InstanceStatus
                | Self::SyncProgressed
                | Self::ViewChanged
        )
    }

    /// The scope that a reader needs besides that of the log: where the type is about a noun that has a scope
    /// of its own. A program that subscribes to all types gets these only where it holds that.
    pub const fn scope(self) -> Option<Scope> {
        match self {
            Self::InstanceCreated
            | Self::InstanceUpdated
            | Self::InstanceDeleted
            | Self::GlobalAiLayerUpdated
            | Self::InstanceAiLayerUpdated => Some(Scope::InstancesRead),
            Self::KeyCreated | Self::KeyUpdated | Self::KeyRevoked | Self::DeadLetterChanged => {
                Some(Scope::Admin)
            }
            Self::UserCreated | Self::UserUpdated | Self::UserDeleted => Some(Scope::UsersRead),
            Self::ProviderCreated
            | Self::ProviderUpdated
            | Self::ProviderDeleted
            | Self::ProviderHealthChanged
            | Self::SettingUpdated
            | Self::SettingDeleted
            | Self::EntryPointCreated
            | Self::EntryPointUpdated
            | Self::EntryPointDeleted => Some(Scope::SettingsRead),
            Self::WebhookEndpointCreated
            | Self::WebhookEndpointUpdated
            | Self::WebhookEndpointDeleted => Some(Scope::WebhooksRead),
            Self::QuickReplyCreated
            | Self::QuickReplyUpdated
            | Self::QuickReplyDeleted
            | Self::ChatAiLayerUpdated
            | Self::TurnChanged
            | Self::ViewChanged => Some(Scope::MessagesRead),
            _ => None,
        }
    }
}
