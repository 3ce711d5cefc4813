use axum::http::StatusCode;
use omni_app::Error;

/// How a use case can fail, as the API document names it: one per variant of [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No credential, or one that is unknown, revoked or expired.
    Unauthorized,
    /// The credential does not permit it.
    Forbidden,
    /// No such thing, or none that the caller may see.
    NotFound,
    /// A value that cannot be accepted.
    Invalid,
    /// It already exists, or is in a state that does not allow this.
    Conflict,
    /// It was changed since the caller read it.
    Stale,
    /// It existed, and no longer does.
    Gone,
    /// More bytes than allowed.
    TooLarge,
    /// Too many requests.
    RateLimited,
    /// The recipient is not on this network.
    RecipientNotOnChannel,
    /// The channel cannot do this at all.
    NotSupported,
    /// The instance has no connection.
    NotConnected,
    /// The network could not be reached, or limits the rate.
    ChannelUnavailable,
    /// The network refused a send.
    SendFailed,
    /// The network did not answer in time.
    ChannelTimeout,
    /// Linking failed.
    PairingFailed,
    /// A file that had to be fetched could not be.
    FetchFailed,
    /// No agent answers, or there is no key for its provider.
    AiNotConfigured,
    /// An agent or a model refused, or its answer cannot be used.
    AgentFailed,
    /// An agent or a model cannot be reached.
    AgentUnavailable,
    /// An agent or a model did not answer in time.
    AgentTimeout,
    /// The OpenID provider cannot be used.
    IdentityUnavailable,
    /// The database is temporarily unavailable.
    StorageUnavailable,
    /// A bug or a broken machine.
    Internal,
}

impl Failure {
    /// The failure that an error of a use case is.
    pub const fn of(error: &Error) -> Self {
        match error {
            Error::Unauthorized(_) | Error::SecondFactorNeeded => Self::Unauthorized,
            Error::Forbidden(_) => Self::Forbidden,
            Error::NotFound { .. } => Self::NotFound,
            Error::Invalid { .. } => Self::Invalid,
            Error::Conflict(_) => Self::Conflict,
            Error::Stale => Self::Stale,
            Error::Gone(_) => Self::Gone,
            Error::TooLarge { .. } => Self::TooLarge,
            Error::RateLimited { .. } => Self::RateLimited,
            Error::RecipientNotOnChannel(_) => Self::RecipientNotOnChannel,
            Error::NotSupported(_) => Self::NotSupported,
            Error::ChannelNotConnected { .. } => Self::NotConnected,
            Error::ChannelUnavailable(_) => Self::ChannelUnavailable,
            Error::SendFailed { .. } => Self::SendFailed,
            Error::ChannelTimeout(_) => Self::ChannelTimeout,
            Error::PairingFailed(_) => Self::PairingFailed,
            Error::FetchFailed { .. } => Self::FetchFailed,
            Error::AiNotConfigured => Self::AiNotConfigured,
            Error::AgentFailed(_) => Self::AgentFailed,
            Error::AgentUnavailable(_) => Self::AgentUnavailable,
            Error::AgentTimeout(_) => Self::AgentTimeout,
            Error::IdentityUnavailable => Self::IdentityUnavailable,
            Error::StorageUnavailable => Self::StorageUnavailable,
            Error::Internal(_) => Self::Internal,
        }
    }

    /// Its status: the only mapping of failures to statuses.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid
            | Self::FetchFailed
            | Self::RecipientNotOnChannel
            | Self::AiNotConfigured
            | Self::NotSupported => StatusCode::BAD_REQUEST,
            Self::Conflict | Self::NotConnected => StatusCode::CONFLICT,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::Gone => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::SendFailed | Self::PairingFailed | Self::AgentFailed => StatusCode::BAD_GATEWAY,
            Self::ChannelUnavailable
            | Self::AgentUnavailable
            | Self::IdentityUnavailable
            | Self::StorageUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::ChannelTimeout | Self::AgentTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Its description in the API document, for routes that do not explain it themselves.
    pub(crate) const fn description(self) -> &'static str {
        match self {
            Self::Unauthorized => "No credential, or one that is unknown, revoked or expired.",
            Self::Forbidden => "The credential does not permit this.",
            Self::NotFound => "It does not exist, or the caller may not see it.",
            Self::Invalid => "A value cannot be accepted; the message names it.",
            Self::Conflict => "It already exists, or is in a state that does not allow this.",
            Self::Stale => "It was changed since its ETag was read; see If-Match.",
            Self::Gone => "It existed, and no longer does.",
            Self::TooLarge => "The body or file is too large.",
            Self::RateLimited => "Too many requests; see Retry-After.",
            Self::RecipientNotOnChannel => "The recipient is not on this network.",
            Self::NotSupported => "Not supported here; the message gives the reason.",
            Self::NotConnected => {
                "The instance is not connected; see Retry-After if it reconnects."
            }
            Self::ChannelUnavailable => "The network is temporarily unreachable.",
            Self::SendFailed => "The network refused; the message gives the reason.",
            Self::ChannelTimeout => "The network did not answer in time.",
            Self::PairingFailed => "The network refused to link; the message gives the reason.",
            Self::FetchFailed => "The file could not be fetched.",
            Self::AiNotConfigured => "No API key is set for AI.",
            Self::AgentFailed => "The provider refused, or its answer cannot be used.",
            Self::AgentUnavailable => "The provider cannot be reached.",
            Self::AgentTimeout => "The provider did not answer in time.",
            Self::IdentityUnavailable => "The sign-in provider cannot be used now.",
            Self::StorageUnavailable => "The database is temporarily unavailable; see Retry-After.",
            Self::Internal => "Internal error; quote the request id.",
        }
    }
}
