//! What happened, one variant for each form of a body.

use super::access::{AccessDecision, AccessRuleChanged};
use super::agent::{
    AgentCancelled, AgentChanged, AgentDeployment, AgentError, AgentPaused, AgentReplied,
    AgentResponse, AgentResumed, TurnChanged,
};
use super::call::{CallEnded, CallReceived};
use super::chat::{
    BlocklistChanged, ChatAssignment, ChatCreated, ChatEmptied, ChatNoteChanged, ChatUpdated,
    LabelChanged, MessageLabelled, MessageStarred, PrivacyChanged,
};
use super::configuration::{
    AiLayerChanged, EntryPointChanged, InstanceChanged, KeyChanged, ProviderChanged,
    ProviderHealthChanged, QuickReplyChanged, SettingChanged, UserChanged, ViewChanged,
    WebhookEndpointChanged,
};
use super::group::{GroupParticipants, GroupUpdated};
use super::identity::{
    IdentityCreated, IdentityLinked, IdentityMerged, IdentityUnlinked, IdentityUpdated,
};
use super::instance::{InstanceConnected, InstanceDisconnected, InstanceQrOffered, InstanceStatus};
use super::kind::EventType;
use super::limits::{
    InstanceBanned, InstanceFailed, InstanceLoggedOut, InstanceRestricted,
    InstanceRestrictionEnded, MessageHeld,
};
use super::media::{MediaFailed, MediaProcessed, MediaReceived};
use super::message::{
    MessageAnswered, MessageDeleted, MessageEdited, MessageFailed, MessageKept, MessagePinned,
    MessageScheduled, MessageSent, NetworkMessage, QueuedMessage, Reaction, StatusChange,
};
use super::presence::{Presence, Typing};
use super::stored::Source;
use super::system::{
    CustomWebhook, DeadLetter, DeadLetterChanged, OnboardingChanged, StoredType, Unreadable,
    WebhookEndpointDisabled,
};
use super::work::{BatchJobChanged, SyncReport};
use serde::Serialize;

/// Declares the bodies whose variants are named as their types are.
macro_rules! bodies {
    ($($(#[$meta:meta])* $name:ident($body:ty)),+ $(,)?) => {
        /// What happened. Serialised it is what is stored and published: the type's own fields,
        /// without the type.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum EventBody {
            $($(#[$meta])* $name($body),)+
            /// `instance.status`, and with a QR code `instance.qr_code`.
            InstanceStatus(InstanceStatus),
            /// A row that this version cannot read.
            Unreadable(Unreadable),
        }

        impl EventBody {
            /// The type that follows from the body.
            pub const fn event_type(&self) -> EventType {
                match self {
                    $(Self::$name(_) => EventType::$name,)+
                    Self::InstanceStatus(status) if status.qr.is_some() => {
                        EventType::InstanceQrCode
                    }
                    Self::InstanceStatus(_) => EventType::InstanceStatus,
                    Self::Unreadable(unreadable) => match &unreadable.stored_type {
                        StoredType::Known(kind) => *kind,
                        StoredType::Other(_) => EventType::Unknown,
                    },
                }
            }

            /// Reads a body in its present form.
            pub(super) fn read<S: Source + ?Sized>(
                kind: EventType,
                source: &S,
            ) -> Result<Self, serde_json::Error> {
                match kind {
                    $(EventType::$name => source.read().map(Self::$name),)+
                    EventType::InstanceQrCode | EventType::InstanceStatus => {
                        source.read().map(Self::InstanceStatus)
                    }
                    EventType::Unknown => {
                        Err(serde::de::Error::custom("a body of this type is never written"))
                    }
                }
            }
        }
    };
}

bodies! {
    /// A message to the instance.
    MessageReceived(Box<NetworkMessage>),
    /// A message whose content could not be decrypted yet.
    MessageUndecryptable(Box<NetworkMessage>),
    /// A send was accepted and is queued.
    MessageQueued(Box<QueuedMessage>),
    /// The network accepted an outbound message.
    MessageSent(MessageSent),
    /// The recipient's device has it.
    MessageDelivered(StatusChange),
    /// The recipient has seen it.
    MessageRead(StatusChange),
    /// It will not be sent.
    MessageFailed(MessageFailed),
    /// It waits for a limit of its instance, or for the end of a restriction.
    MessageHeld(MessageHeld),
    /// A message's text was changed by its sender.
    MessageEdited(Box<MessageEdited>),
    /// A message was revoked.
    MessageDeleted(MessageDeleted),
    /// A poll was voted in or an event answered.
    MessageAnswered(MessageAnswered),
    /// A message was pinned in its chat.
    MessagePinned(MessagePinned),
    /// A message is no longer pinned in its chat.
    MessageUnpinned(MessagePinned),
    /// A message is kept in a chat whose messages disappear, or is no longer.
    MessageKept(MessageKept),
    /// A message was scheduled, or what was scheduled was changed, sent, failed or cancelled.
    MessageScheduled(MessageScheduled),
    /// A reaction was put on a message.
    ReactionReceived(Reaction),
    /// A reaction was removed.
    ReactionRemoved(Reaction),
    /// A media file of a message is in the blob store.
    MediaReceived(MediaReceived),
    /// A media file could not be fetched, or not read.
    MediaFailed(MediaFailed),
    /// A media file was read.
    MediaProcessed(Box<MediaProcessed>),
    /// A person was seen for the first time.
    IdentityCreated(IdentityCreated),
    /// A person's name, phone number or e-mail address was changed.
    IdentityUpdated(IdentityUpdated),
    /// Two addresses were found to be one account, or two persons were merged.
    IdentityMerged(IdentityMerged),
    /// An account was assigned to another person.
    IdentityLinked(IdentityLinked),
    /// An account was unlinked from its person and given one of its own.
    IdentityUnlinked(IdentityUnlinked),
    /// An access rule was created, changed or deleted.
    AccessRuleChanged(Box<AccessRuleChanged>),
    /// A sender was admitted by a rule.
    AccessAllowed(AccessDecision),
    /// A sender was denied.
    AccessDenied(AccessDecision),
    /// An agent answered.
    AgentResponse(AgentResponse),
    /// An agent could not answer.
    AgentError(AgentError),
    /// The network accepted the whole answer of an agent.
    AgentReplied(AgentReplied),
    /// A turn was cancelled.
    AgentCancelled(AgentCancelled),
    /// A turn has another state.
    TurnChanged(TurnChanged),
    /// The agent of a conversation was paused.
    AgentPaused(AgentPaused),
    /// The agent of a conversation was resumed.
    AgentResumed(AgentResumed),
    /// An agent was created.
    AgentCreated(AgentChanged),
    /// An agent has another version.
    AgentUpdated(AgentChanged),
    /// An agent was deleted.
    AgentDeleted(AgentChanged),
    /// An agent answers for an instance from now on.
    AgentDeployed(AgentDeployment),
    /// An agent no longer answers for an instance.
    AgentUndeployed(AgentDeployment),
    /// An instance is connected.
    InstanceConnected(InstanceConnected),
    /// An instance is no longer connected.
    InstanceDisconnected(InstanceDisconnected),
    /// The network does not let an instance's account begin conversations for now.
    InstanceRestricted(InstanceRestricted),
    /// It does again.
    InstanceRestrictionEnded(InstanceRestrictionEnded),
    /// The network suspends an instance's account for some time.
    InstanceBanned(InstanceBanned),
    /// An instance's session was ended for good; it has to be linked again.
    InstanceLoggedOut(InstanceLoggedOut),
    /// An instance's session ended, and a person has to act before it connects again.
    InstanceFailed(InstanceFailed),
    /// An instance offers a QR to scan.
    InstanceQrOffered(InstanceQrOffered),
    /// A contact is typing, or stopped.
    PresenceTyping(Typing),
    /// A contact is online.
    PresenceOnline(Presence),
    /// A contact is no longer online.
    PresenceOffline(Presence),
    /// Someone calls the account.
    CallReceived(CallReceived),
    /// A call is over.
    CallEnded(CallEnded),
    /// An external sender called an instance's hook.
    CustomWebhook(CustomWebhook),
    /// A job was given up.
    DeadLetter(DeadLetter),
    /// A step of the first setup was completed or skipped.
    OnboardingChanged(OnboardingChanged),
    /// A batch job was created, began or ended.
    BatchJobChanged(BatchJobChanged),
    /// A sync began or ended.
    SyncChanged(SyncReport),
    /// A sync made progress.
    SyncProgressed(SyncReport),
    /// A webhook endpoint was disabled by the server.
    WebhookEndpointDisabled(WebhookEndpointDisabled),
    /// A chat was seen for the first time.
    ChatCreated(ChatCreated),
    /// What the account keeps about a chat changed.
    ChatUpdated(ChatUpdated),
    /// The messages of a chat were cleared.
    ChatCleared(ChatEmptied),
    /// A chat was deleted.
    ChatDeleted(ChatEmptied),
    /// A chat was assigned to a user.
    ChatAssigned(ChatAssignment),
    /// A chat is no longer assigned to a user.
    ChatUnassigned(ChatAssignment),
    /// An internal note on a chat was written, changed or deleted.
    ChatNoteChanged(ChatNoteChanged),
    /// A message was starred, or its star removed.
    MessageStarred(MessageStarred),
    /// A message got a label, or lost it.
    MessageLabelled(MessageLabelled),
    /// A label was created, changed or deleted.
    LabelChanged(LabelChanged),
    /// People were blocked, or unblocked.
    BlocklistChanged(BlocklistChanged),
    /// Privacy settings of the account changed.
    PrivacyChanged(PrivacyChanged),
    /// A group was changed.
    GroupUpdated(Box<GroupUpdated>),
    /// People joined or left a group, or their role in it changed.
    GroupParticipants(GroupParticipants),
    /// An instance was created.
    InstanceCreated(InstanceChanged),
    /// An instance's name or settings were changed.
    InstanceUpdated(InstanceChanged),
    /// An instance was deleted.
    InstanceDeleted(InstanceChanged),
    /// A provider of agents was created.
    ProviderCreated(ProviderChanged),
    /// A provider of agents was changed.
    ProviderUpdated(ProviderChanged),
    /// A provider of agents was deleted.
    ProviderDeleted(ProviderChanged),
    /// An API key was created.
    KeyCreated(KeyChanged),
    /// An API key was changed, or has another secret.
    KeyUpdated(KeyChanged),
    /// An API key was revoked.
    KeyRevoked(KeyChanged),
    /// A user was created.
    UserCreated(UserChanged),
    /// A user was changed, or how they sign in.
    UserUpdated(UserChanged),
    /// A user was deleted.
    UserDeleted(UserChanged),
    /// A setting was set.
    SettingUpdated(SettingChanged),
    /// A setting was reset to its default, or deleted.
    SettingDeleted(SettingChanged),
    /// A webhook endpoint was created.
    WebhookEndpointCreated(WebhookEndpointChanged),
    /// A webhook endpoint was changed by a person or a program.
    WebhookEndpointUpdated(WebhookEndpointChanged),
    /// A webhook endpoint was deleted.
    WebhookEndpointDeleted(WebhookEndpointChanged),
    /// An entry point was created.
    EntryPointCreated(EntryPointChanged),
    /// An entry point or its attendants were changed.
    EntryPointUpdated(EntryPointChanged),
    /// An entry point was deleted.
    EntryPointDeleted(EntryPointChanged),
    /// A quick reply was created.
    QuickReplyCreated(QuickReplyChanged),
    /// A quick reply was changed.
    QuickReplyUpdated(QuickReplyChanged),
    /// A quick reply was deleted.
    QuickReplyDeleted(QuickReplyChanged),
    /// A provider of agents stopped answering as it should, or does again.
    ProviderHealthChanged(ProviderHealthChanged),
    /// The AI layer of all instances was changed.
    GlobalAiLayerUpdated(AiLayerChanged),
    /// The AI layer of an instance was changed.
    InstanceAiLayerUpdated(AiLayerChanged),
    /// The AI layer of a chat was changed.
    ChatAiLayerUpdated(AiLayerChanged),
    /// A user's saved view was created, changed or deleted.
    ViewChanged(ViewChanged),
    /// A dead letter was retried, resolved or deleted.
    DeadLetterChanged(DeadLetterChanged),
}

impl EventBody {
    /// The type's name: of a type that this version does not have, the stored one.
    pub fn type_name(&self) -> &str {
        match self {
            Self::Unreadable(unreadable) => unreadable.stored_type.as_str(),
            known => known.event_type().as_str(),
        }
    }

    /// Whether this version could not read the row.
    pub const fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable(_))
    }

    /// The message, of an event that carries one as the network delivered it.
    pub fn network_message(&self) -> Option<&NetworkMessage> {
        match self {
            Self::MessageReceived(message)
            | Self::MessageUndecryptable(message)
            | Self::MessageSent(MessageSent::FromDevice(message)) => Some(message),
            _ => None,
        }
    }
}

macro_rules! from_body {
    ($($body:ident => $variant:ident),+ $(,)?) => {$(
        impl From<$body> for EventBody {
            fn from(body: $body) -> Self {
                Self::$variant(body.into())
            }
        }
    )+};
}

from_body! {
    QueuedMessage => MessageQueued,
    MessageSent => MessageSent,
    MessageFailed => MessageFailed,
    MessageHeld => MessageHeld,
    MessageEdited => MessageEdited,
    MessageDeleted => MessageDeleted,
    MessageAnswered => MessageAnswered,
    MessageKept => MessageKept,
    MessageScheduled => MessageScheduled,
    MediaReceived => MediaReceived,
    MediaFailed => MediaFailed,
    MediaProcessed => MediaProcessed,
    IdentityCreated => IdentityCreated,
    IdentityUpdated => IdentityUpdated,
    IdentityMerged => IdentityMerged,
    IdentityLinked => IdentityLinked,
    IdentityUnlinked => IdentityUnlinked,
    AccessRuleChanged => AccessRuleChanged,
    AgentResponse => AgentResponse,
    AgentError => AgentError,
    AgentReplied => AgentReplied,
    AgentCancelled => AgentCancelled,
    TurnChanged => TurnChanged,
    AgentPaused => AgentPaused,
    AgentResumed => AgentResumed,
    InstanceConnected => InstanceConnected,
    InstanceDisconnected => InstanceDisconnected,
    InstanceRestricted => InstanceRestricted,
    InstanceRestrictionEnded => InstanceRestrictionEnded,
    InstanceBanned => InstanceBanned,
    InstanceLoggedOut => InstanceLoggedOut,
    InstanceFailed => InstanceFailed,
    InstanceQrOffered => InstanceQrOffered,
    InstanceStatus => InstanceStatus,
    Typing => PresenceTyping,
    CallReceived => CallReceived,
    CallEnded => CallEnded,
    CustomWebhook => CustomWebhook,
    DeadLetter => DeadLetter,
    DeadLetterChanged => DeadLetterChanged,
    OnboardingChanged => OnboardingChanged,
    BatchJobChanged => BatchJobChanged,
    WebhookEndpointDisabled => WebhookEndpointDisabled,
    ProviderHealthChanged => ProviderHealthChanged,
    ViewChanged => ViewChanged,
    ChatCreated => ChatCreated,
    ChatUpdated => ChatUpdated,
    ChatNoteChanged => ChatNoteChanged,
    MessageStarred => MessageStarred,
    MessageLabelled => MessageLabelled,
    LabelChanged => LabelChanged,
    BlocklistChanged => BlocklistChanged,
    PrivacyChanged => PrivacyChanged,
    GroupUpdated => GroupUpdated,
    GroupParticipants => GroupParticipants,
    Unreadable => Unreadable,
}
