//! Why a use case was refused or failed. Knows no HTTP: each variant has a stable code, and
//! `omni-http` maps kinds to statuses in one place.

use omni_agents::AgentError;
use omni_channel::ChannelError;
use omni_domain::ids::ParseError;
use omni_storage::StorageError;

/// Why a use case was refused or failed. Messages are for the caller: they say what to do and
/// hold no secrets, numbers or message text.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No credential, or one that is unknown, revoked or expired.
    #[error("{0}")]
    Unauthorized(&'static str),
    /// The credential does not permit this.
    #[error("{0}")]
    Forbidden(String),
    /// No such thing, or none that the caller may see.
    #[error("{noun} `{id}` does not exist")]
    NotFound {
        /// What was looked for.
        noun: &'static str,
        /// As the caller wrote it.
        id: String,
    },
    /// A value that cannot be accepted.
    #[error("{message}")]
    Invalid {
        /// The field, in the caller's words (`to`, `contact.name`).
        field: String,
        /// What is wrong with it and what would be right.
        message: String,
    },
    /// It exists already, or is in a state that does not allow this.
    #[error("{0}")]
    Conflict(String),
    /// It was there, and is no more.
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
        /// Milliseconds until the next try may succeed.
        retry_after_ms: u64,
    },
    /// The recipient is not on this network.
    #[error("`{0}` is not on this channel; check the number or address")]
    RecipientNotOnChannel(String),
    /// The channel cannot do this at all.
    #[error("{0}")]
    NotSupported(String),
    /// The instance has no live connection and will not get one by itself.
    #[error(
        "the instance is not connected ({state}); connect it with POST /api/v2/instances/{{id}}/connect"
    )]
    ChannelNotConnected {
        /// What it is doing.
        state: String,
    },
    /// The network could not be reached, or asked to wait.
    #[error("{0}")]
    ChannelUnavailable(String),
    /// The network refused a send for good.
    #[error("{message}")]
    SendFailed {
        /// Stable code, such as `channel.rejected.463`.
        code: String,
        /// What happened, for people.
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
        field: String,
        /// Why.
        message: String,
    },
    /// An agent or a model refused, or answered what cannot be used.
    #[error("{0}")]
    AgentFailed(String),
    /// An agent or a model cannot be reached, or asks to wait.
    #[error("{0}")]
    AgentUnavailable(String),
    /// An agent or a model did not answer in time.
    #[error("{0}")]
    AgentTimeout(String),
    /// The database is away for a moment.
    #[error("the database is not available; try again")]
    StorageUnavailable,
    /// A bug or a broken machine; the cause is in the log, not in the answer.
    #[error("something went wrong on our side; the log has the details under this request id")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A stable code per variant.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthorized(_) => "UNAUTHORIZED",
            Self::Forbidden(_) => "FORBIDDEN",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Invalid { .. } | Self::FetchFailed { .. } => "VALIDATION_ERROR",
            Self::Conflict(_) => "CONFLICT",
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
            Self::AgentFailed(_) => "AGENT_ERROR",
            Self::AgentUnavailable(_) => "AGENT_UNAVAILABLE",
            Self::AgentTimeout(_) => "AGENT_TIMEOUT",
            Self::StorageUnavailable => "DB_CONNECTION_FAILED",
            Self::Internal(_) => "INTERNAL_ERROR",
        }
    }

    /// A value that cannot be accepted.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), message: message.into() }
    }

    /// No such thing.
    pub fn not_found(noun: &'static str, id: impl std::fmt::Display) -> Self {
        Self::NotFound { noun, id: id.to_string().chars().take(120).collect() }
    }

    /// A failure that is nobody's input.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotUnique { constraint } => {
                Self::Conflict(format!("a row with this value exists already ({constraint})"))
            }
            StorageError::Unavailable => Self::StorageUnavailable,
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
            | AgentError::Busy
            | AgentError::Cancelled => Self::AgentUnavailable(text),
            AgentError::Unauthorized
            | AgentError::Status { .. }
            | AgentError::BadAnswer(_)
            | AgentError::Refused(_)
            | AgentError::Deferred
            | AgentError::TooLarge { .. }
            | AgentError::EmptyAnswer => Self::AgentFailed(text),
            AgentError::Invalid(_) | AgentError::UnknownKind { .. } => Self::NotSupported(text),
        }
    }
}

impl From<ParseError> for Error {
    fn from(error: ParseError) -> Self {
        Self::invalid(error.kind(), error.to_string())
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
            ChannelError::UnknownRecipient(to) => Self::RecipientNotOnChannel(to),
            ChannelError::InvalidRecipient(message) => Self::invalid("to", message),
            ChannelError::Invalid { field, message } => Self::invalid(field, message),
            ChannelError::Unsupported(_) => Self::NotSupported(error.to_string()),
            ChannelError::Configuration(message) => Self::invalid("channelConfig", message),
            ChannelError::RateLimited { .. } | ChannelError::Temporary(_) => {
                Self::ChannelUnavailable(error.to_string())
            }
            ChannelError::Rejected { .. }
            | ChannelError::MediaGone
            | ChannelError::MediaCorrupt(_) => {
                Self::SendFailed { code: error.code(), message: error.to_string() }
            }
        }
    }
}
