//! Why a channel could not do something, and whether to try again.

use crate::capabilities::Capability;
use std::time::Duration;

/// A part of the account's own profile that the network may refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileField {
    /// The name.
    Name,
    /// The text about the account.
    About,
}

/// Why a channel could not do something.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ChannelError {
    /// There is no live connection. Nothing was handed to the network.
    #[error("the instance is not connected")]
    NotConnected,
    /// Handed to the network, but no answer came in time. Trying again is safe only with the
    /// same message id.
    #[error("the network did not answer in time")]
    Timeout,
    /// The network refused for good.
    #[error("the network refused it (code {code}): {message}")]
    Rejected {
        /// The network's own code, such as `463`.
        code: String,
        /// What it means.
        message: String,
    },
    /// The network asks for patience.
    #[error("the network asks to slow down")]
    RateLimited {
        /// Not before.
        retry_after: Option<Duration>,
    },
    /// No such account on this network.
    #[error("`{0}` is not on this network")]
    UnknownRecipient(String),
    /// Not a well-formed address.
    #[error("`{0}` is not an address of this network")]
    InvalidRecipient(String),
    /// A value that the network does not take.
    #[error("{message}")]
    Invalid {
        /// Which.
        field: ProfileField,
        /// What would be right.
        message: String,
    },
    /// The channel cannot do this at all.
    #[error("this channel cannot do that: {0:?}")]
    Unsupported(Capability),
    /// The channel no longer has the file.
    #[error("the network no longer has this file")]
    MediaGone,
    /// The file's bytes are not what the message promised.
    #[error("the file's bytes are not what the message promised: {0}")]
    MediaCorrupt(String),
    /// The session's settings cannot work.
    #[error("{0}")]
    Configuration(String),
    /// Anything else that may pass.
    #[error("{0}")]
    Temporary(String),
}

impl ChannelError {
    /// Whether the same attempt (with the same message id) may succeed later.
    pub const fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::NotConnected | Self::Timeout | Self::RateLimited { .. } | Self::Temporary(_)
        )
    }

    /// Whether the network may already have what was handed to it.
    pub const fn may_have_arrived(&self) -> bool {
        matches!(self, Self::Timeout)
    }

    /// A stable code for this error, such as `channel.not_connected`.
    pub fn code(&self) -> String {
        match self {
            Self::NotConnected => "channel.not_connected".to_owned(),
            Self::Timeout => "channel.timeout".to_owned(),
            Self::Rejected { code, .. } => format!("channel.rejected.{code}"),
            Self::RateLimited { .. } => "channel.rate_limited".to_owned(),
            Self::UnknownRecipient(_) => "channel.unknown_recipient".to_owned(),
            Self::InvalidRecipient(_) => "channel.invalid_recipient".to_owned(),
            Self::Invalid { .. } => "channel.invalid".to_owned(),
            Self::Unsupported(_) => "channel.unsupported".to_owned(),
            Self::MediaGone => "channel.media_gone".to_owned(),
            Self::MediaCorrupt(_) => "channel.media_corrupt".to_owned(),
            Self::Configuration(_) => "channel.configuration".to_owned(),
            Self::Temporary(_) => "channel.temporary".to_owned(),
        }
    }
}
