//! Typed ids. Each is a UUIDv7, so that ids of one kind sort by creation time.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not a value of the expected type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a valid {kind}")]
pub struct ParseError {
    kind: &'static str,
    text: String,
}

impl ParseError {
    /// Names the expected type and keeps (at most 80 characters of) the refused text.
    pub fn new(kind: &'static str, text: &str) -> Self {
        Self { kind, text: text.chars().take(80).collect() }
    }

    /// The expected type's name.
    pub const fn kind(&self) -> &'static str {
        self.kind
    }
}

macro_rules! id_types {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The plain UUID, as storage binds it.
            pub const fn uuid(self) -> Uuid { self.0 }
        }

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self { Self(value) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = ParseError;
            fn from_str(text: &str) -> Result<Self, ParseError> {
                Uuid::parse_str(text).map(Self).map_err(|_| ParseError::new(stringify!($name), text))
            }
        }
    )+};
}

id_types! {
    /// The owner of rows. Every tenant-owned row has one; `TenantId::DEFAULT` exists from first
    /// start.
    TenantId,
    /// An API key.
    ApiKeyId,
    /// A person with a login.
    UserId,
    /// A sign-in of a user, until they sign out or it expires.
    UserSessionId,
    /// A key that signs access tokens: the `kid` of their header.
    SigningKeyId,
    /// A token for one connected account.
    AccountTokenId,
    /// What a node asks the owner of an instance to do.
    NodeRequestId,
    /// A connected number or bot.
    InstanceId,
    /// A human (or company) across channels.
    PersonId,
    /// One account of a person on one instance's channel.
    IdentityId,
    /// A conversation on an instance.
    ChatId,
    /// An internal note on a conversation.
    NoteId,
    /// An address-book entry of an instance.
    ContactId,
    /// A message, inbound or outbound.
    MessageId,
    /// A row of the event log.
    EventId,
    /// A turn of a conversation.
    TurnId,
    /// A one-time address for an agent's late answer.
    ReplyUrlId,
    /// A media file, stored or still to be fetched.
    MediaId,
    /// A unit of work.
    JobId,
    /// A sync of an instance, or a schedule of syncs.
    SyncId,
    /// What answers conversations.
    AgentId,
    /// A text that an agent is given passages of.
    AgentDocumentId,
    /// An agent provider.
    ProviderId,
    /// A batch job.
    BatchJobId,
    /// A rule about who may talk to the agents.
    AccessRuleId,
    /// A row of the persons' audit.
    PersonChangeId,
    /// An address of a user's program that gets events.
    WebhookEndpointId,
    /// An event for such an address.
    WebhookDeliveryId,
    /// An address at which a program talks with agents.
    EntryPointId,
    /// One of those that answer at an entry point.
    AttendantId,
    /// A conversation at an entry point.
    ConversationId,
    /// A message at an entry point, and the answer to it.
    ExecutionId,
    /// A text that is inserted by its shortcut.
    QuickReplyId,
    /// A message to be sent later.
    ScheduledMessageId,
    /// A filter of the inbox that a user keeps.
    SavedViewId,
}

impl TenantId {
    /// The tenant that exists from first start.
    pub const DEFAULT: Self = Self(Uuid::from_u128(1));
}
