//! Why a use case was refused or failed. Independent of HTTP: each variant has a stable code, and
//! `omni-http` maps kinds to statuses in one module. Independent of dialects: fields and hints are
//! typed, and each dialect spells them.

mod field;
mod hint;
mod in_use;
mod message;

pub use field::Field;
pub use hint::Hint;
pub use message::{Message, Plain, Speller};

use omni_agents::AgentError;
use omni_channel::{ChannelError, IngestError, ProfileField};
use omni_storage::StorageError;

/// Why a use case was refused or failed. Messages are for the caller: they state what to do and
/// hold no secrets, numbers or message text.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No credential, or one that is unknown, revoked or expired.
    #[error("{0}")]
    Unauthorized(Message),
    /// The password is right, and a one-time code is needed as well.
    #[error("a one-time code is needed as well, of the user's app, or a recovery code")]
    SecondFactorNeeded,
    /// The credential does not permit this.
    #[error("{0}")]
    Forbidden(Message),
    /// No such thing, or none that the caller may see.
    #[error("{noun} `{id}` does not exist")]
    NotFound {
        /// What was requested.
        noun: &'static str,
        /// As the caller wrote it.
        id: String,
    },
    /// A value that cannot be accepted.
    #[error("{message}")]
    Invalid {
        /// Which field.
        field: Field,
        /// What is wrong with it and what would be right.
        message: Message,
    },
    /// It already exists, or is in a state that does not allow this.
    #[error("{0}")]
    Conflict(Message),
    /// It was changed since the caller read it.
    #[error("it was changed since you read it; read it again, then repeat the change")]
    Stale,
    /// It existed, and does not any more.
    #[error("{0}")]
    Gone(&'static str),
    /// More bytes than allowed.
    #[error("{what} is larger than the {limit} bytes allowed")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The bound, in bytes.
        limit: u64,
    },
    /// Too often.
    #[error("too many requests; try again in {retry_after_ms} ms")]
    RateLimited {
        /// Milliseconds until the next attempt may succeed.
        retry_after_ms: u64,
    },
    /// The recipient is not on this network: the clause that names them.
    #[error("{0}; check the number or address")]
    RecipientNotOnChannel(String),
    /// The channel cannot do this at all.
    #[error("{0}")]
    NotSupported(Message),
    /// The instance has no live connection and will not get one by itself.
    #[error("the instance is not connected ({state}); {}", Hint::ConnectInstance)]
    ChannelNotConnected {
        /// Its connection state.
        state: String,
    },
    /// The network could not be reached, or asked to wait.
    #[error("{0}")]
    ChannelUnavailable(Message),
    /// The network refused a send for good.
    #[error("{message}")]
    SendFailed {
        /// Stable code, such as `channel.rejected.463`.
        code: String,
        /// What happened, in plain English.
        message: String,
    },
    /// The network did not answer in time.
    #[error("{0}")]
    ChannelTimeout(String),
    /// Linking failed.
    #[error("{0}")]
    PairingFailed(String),
    /// A file that had to be fetched could not be.
    #[error("{message}")]
    FetchFailed {
        /// The field that named it.
        field: Field,
        /// Why.
        message: Message,
    },
    /// No agent answers for the account, or there is no key for its provider.
    #[error("no API key is set for AI, neither of this account nor for all")]
    AiNotConfigured,
    /// An agent or a model refused, or its answer cannot be used.
    #[error("{0}")]
    AgentFailed(String),
    /// An agent or a model is unreachable, or asks to wait.
    #[error("{0}")]
    AgentUnavailable(String),
    /// An agent or a model did not answer in time.
    #[error("{0}")]
    AgentTimeout(String),
    /// The OpenID provider is unreachable, or its responses cannot be used.
    #[error("the sign-in provider cannot be used now; the server's log has the cause")]
    IdentityUnavailable,
    /// The database is unavailable for now.
    #[error("the database is not available; try again")]
    StorageUnavailable,
    /// A bug or a failure of the machine; the cause is in the log, not in the response.
    #[error("internal error; quote the request id, under which the log has the details")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A stable code per variant.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthorized(_) => "UNAUTHORIZED",
            Self::SecondFactorNeeded => "TOTP_REQUIRED",
            Self::Forbidden(_) => "FORBIDDEN",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Invalid { .. } | Self::FetchFailed { .. } => "VALIDATION_ERROR",
            Self::Conflict(_) => "CONFLICT",
            Self::Stale => "PRECONDITION_FAILED",
            Self::Gone(_) => "GONE",
            Self::TooLarge { .. } => "PAYLOAD_TOO_LARGE",
            Self::RateLimited { .. } => "RATE_LIMITED",
            Self::RecipientNotOnChannel(_) => "RECIPIENT_NOT_ON_CHANNEL",
            Self::NotSupported(_) => "NOT_SUPPORTED",
            Self::ChannelNotConnected { .. } => "CHANNEL_NOT_CONNECTED",
            Self::ChannelUnavailable(_) => "CHANNEL_CONNECTION_FAILED",
            Self::SendFailed { .. } => "CHANNEL_SEND_FAILED",
            Self::ChannelTimeout(_) => "CHANNEL_TIMEOUT",
            Self::PairingFailed(_) => "PAIRING_FAILED",
            Self::AiNotConfigured => "AI_NOT_CONFIGURED",
            Self::AgentFailed(_) => "AGENT_ERROR",
            Self::AgentUnavailable(_) => "AGENT_UNAVAILABLE",
            Self::AgentTimeout(_) => "AGENT_TIMEOUT",
            Self::IdentityUnavailable => "IDENTITY_PROVIDER_UNAVAILABLE",
            Self::StorageUnavailable => "DB_CONNECTION_FAILED",
            Self::Internal(_) => "INTERNAL_ERROR",
        }
    }

    /// The message, for a dialect to spell. [`Display`](std::fmt::Display) is the same in plain
    /// English.
    pub fn message(&self) -> Message {
        match self {
            Self::Unauthorized(message)
            | Self::Forbidden(message)
            | Self::Conflict(message)
            | Self::NotSupported(message)
            | Self::ChannelUnavailable(message)
            | Self::Invalid { message, .. }
            | Self::FetchFailed { message, .. } => message.clone(),
            Self::ChannelNotConnected { state } => {
                Message::from(format!("the instance is not connected ({state})"))
                    .hint(Hint::ConnectInstance)
            }
            other => other.to_string().into(),
        }
    }

    /// No credential, or one that is not valid.
    pub fn unauthorized(message: impl Into<Message>) -> Self {
        Self::Unauthorized(message.into())
    }

    /// The credential does not permit this.
    pub fn forbidden(message: impl Into<Message>) -> Self {
        Self::Forbidden(message.into())
    }

    /// A value that cannot be accepted.
    pub fn invalid(field: Field, message: impl Into<Message>) -> Self {
        Self::Invalid { field, message: message.into() }
    }

    /// A state that does not allow this.
    pub fn conflict(message: impl Into<Message>) -> Self {
        Self::Conflict(message.into())
    }

    /// The channel, or this server, cannot do this at all.
    pub fn not_supported(message: impl Into<Message>) -> Self {
        Self::NotSupported(message.into())
    }

    /// The network cannot be reached now.
    pub fn channel_unavailable(message: impl Into<Message>) -> Self {
        Self::ChannelUnavailable(message.into())
    }

    /// A file that had to be fetched could not be.
    pub fn fetch_failed(field: Field, message: impl Into<Message>) -> Self {
        Self::FetchFailed { field, message: message.into() }
    }

    /// No such thing.
    pub fn not_found(noun: &'static str, id: impl std::fmt::Display) -> Self {
        Self::NotFound { noun, id: id.to_string().chars().take(120).collect() }
    }

    /// A failure that no input caused.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotUnique { constraint } => {
                Self::conflict(format!("a row with this value exists already ({constraint})"))
            }
            StorageError::Unavailable | StorageError::Deadlock => Self::StorageUnavailable,
            other => Self::internal(other),
        }
    }
}

impl From<AgentError> for Error {
    fn from(error: AgentError) -> Self {
        let text = error.to_string();
        match error {
            AgentError::Timeout => Self::AgentTimeout(text),
            AgentError::Unreachable(_)
            | AgentError::RateLimited { .. }
            | AgentError::Unavailable { .. }
            | AgentError::Cancelled => Self::AgentUnavailable(text),
            AgentError::Unauthorized
            | AgentError::Status { .. }
            | AgentError::BadAnswer(_)
            | AgentError::Refused(_)
            | AgentError::Deferred
            | AgentError::TooLarge { .. }
            | AgentError::EmptyAnswer => Self::AgentFailed(text),
            AgentError::Invalid(_) | AgentError::UnknownKind { .. } => Self::not_supported(text),
        }
    }
}

impl From<IngestError> for Error {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Unsupported => Self::not_supported(error.to_string()),
            IngestError::NotSigned => {
                Self::Unauthorized("the request is not signed by the network".into())
            }
            IngestError::Malformed(_) => Self::invalid(Field::NetworkRequest, error.to_string()),
            IngestError::Unavailable(_) => Self::StorageUnavailable,
        }
    }
}

impl From<ChannelError> for Error {
    fn from(error: ChannelError) -> Self {
        match error {
            ChannelError::NotConnected => {
                Self::ChannelNotConnected { state: "disconnected".into() }
            }
            ChannelError::Timeout => {
                Self::ChannelTimeout("the network did not answer in time".into())
            }
            ChannelError::RecipientUnknown(_) => Self::RecipientNotOnChannel(error.to_string()),
            ChannelError::InvalidRecipient(message) => Self::invalid(Field::Recipient, message),
            ChannelError::Invalid { field, message } => {
                let field = match field {
                    ProfileField::Name => Field::ProfileName,
                    ProfileField::About => Field::ProfileStatus,
                };
                Self::invalid(field, message)
            }
            ChannelError::Unsupported(_) => Self::not_supported(error.to_string()),
            ChannelError::Configuration(message) => Self::invalid(Field::ChannelConfig, message),
            ChannelError::RateLimited { .. } | ChannelError::Temporary(_) => {
                Self::channel_unavailable(error.to_string())
            }
            ChannelError::Rejected { .. }
            | ChannelError::WindowClosed
            | ChannelError::Restricted { .. }
            | ChannelError::OutcomeUnknown
            | ChannelError::MediaGone
            | ChannelError::MediaCorrupt(_) => {
                Self::SendFailed { code: error.code(), message: error.to_string() }
            }
        }
    }
}
