//! The event log: what happened, in one order.
//!
//! An [`Event`] has columns that every type shares and an [`EventBody`] with the fields of its own
//! type. The type follows from the body, so the two cannot disagree. `stored.rs` defines how a
//! body is written and read; each API dialect renders bodies its own way.

mod access;
mod agent;
mod body;
mod call;
mod chat;
mod configuration;
mod form;
mod group;
mod identity;
mod instance;
mod kind;
mod limits;
mod media;
mod message;
mod presence;
mod stored;
mod system;
mod work;

pub use access::{AccessDecision, AccessRuleChanged, RuleChange, RuleSnapshot};
pub use agent::{
    AgentCancelled, AgentChanged, AgentDeployment, AgentError, AgentPaused, AgentReplied,
    AgentResponse, AgentResumed, CancelReason, PausedBy, TurnChanged,
};
pub use body::EventBody;
pub use call::{CallEnded, CallReceived};
pub use chat::{
    BlocklistChanged, ChatAssignment, ChatCreated, ChatEmptied, ChatNoteChanged, ChatUpdated,
    LabelChanged, MessageLabelled, MessageStarred, NoteChange, PrivacyChanged,
};
pub use configuration::{
    AiLayerChanged, EntryPointChanged, InstanceChanged, KeyChanged, ProviderChanged,
    ProviderHealthChanged, QuickReplyChanged, SettingChanged, UserChanged, ViewChanged,
    WebhookEndpointChanged,
};
pub use group::{GroupChanges, GroupParticipants, GroupUpdated, ParticipantAction};
pub use identity::{
    IdentityCreated, IdentityLinked, IdentityMerged, IdentityUnlinked, IdentityUpdated, MergeReason,
};
pub use instance::{
    InstanceConnected, InstanceDisconnected, InstanceQrOffered, InstanceStatus, OfferedQr,
};
pub use kind::EventType;
pub use limits::{
    FailureReason, InstanceBanned, InstanceFailed, InstanceLoggedOut, InstanceRestricted,
    InstanceRestrictionEnded, LogoutReason, MessageHeld,
};
pub use media::{
    FetchFailure, MediaFailed, MediaProcessed, MediaReceived, ProcessingFailure, Reading,
};
pub use message::{
    AcceptedMessage, DeletionScope, MessageAnswered, MessageDeleted, MessageEdited, MessageFailed,
    MessageKept, MessagePinned, MessageScheduled, MessageSent, NetworkMessage, QueuedMessage,
    Reaction, StatusChange,
};
pub use presence::{Presence, Typing};
pub use system::{
    CustomWebhook, DeadLetter, DeadLetterChanged, LetterChange, OnboardingChanged, StoredType,
    Unreadable, WebhookEndpointDisabled,
};
pub use work::{BatchJobChanged, SyncReport};

use crate::clock::Timestamp;
use crate::content::ContentType;
use crate::ids::{ChatId, EventId, IdentityId, InstanceId, MessageId, PersonId, TenantId};
use crate::instance::ChannelType;
use crate::message::Direction;

/// An event. Stored rows have a `seq` that grows in commit order, so a reader that keeps the last
/// one misses nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Internal id; also JetStream's `Nats-Msg-Id`.
    pub id: EventId,
    /// Position in the log; 0 for an event that leaves no row.
    pub seq: i64,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance it happened on.
    pub instance_id: Option<InstanceId>,
    /// The network it happened on.
    pub channel: Option<ChannelType>,
    /// The conversation.
    pub chat_id: Option<ChatId>,
    /// The conversation's address on the network.
    pub chat_external_id: Option<String>,
    /// The message it is about.
    pub message_id: Option<MessageId>,
    /// The message's id on the network.
    pub external_id: Option<String>,
    /// The person it is about.
    pub person_id: Option<PersonId>,
    /// The account it is about.
    pub identity_id: Option<IdentityId>,
    /// Direction of the message.
    pub direction: Option<Direction>,
    /// Kind of content.
    pub content_type: Option<ContentType>,
    /// The text, for search.
    pub text: Option<String>,
    /// What happened, with the type's own fields.
    pub body: EventBody,
    /// When it happened.
    pub at: Timestamp,
}

impl Event {
    /// An event with no optional fields; callers set those that they have.
    pub fn new(
        id: EventId,
        tenant_id: TenantId,
        body: impl Into<EventBody>,
        at: Timestamp,
    ) -> Self {
        Self {
            id,
            seq: 0,
            tenant_id,
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
            body: body.into(),
            at,
        }
    }

    /// The type, which follows from the body.
    pub const fn event_type(&self) -> EventType {
        self.body.event_type()
    }

    /// The type's name: of an event of a type that this version does not have, the stored one.
    pub fn type_name(&self) -> &str {
        self.body.type_name()
    }
}
