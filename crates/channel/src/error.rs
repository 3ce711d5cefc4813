//! Why a channel could not do something, and what to do about it.

use crate::capabilities::Capability;
use omni_domain::Timestamp;
use serde::{Deserialize, Serialize};

/// A part of the account's own profile that the network may refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProfileField {
    /// The name.
    Name,
    /// The text about the account.
    About,
}

/// Why a channel could not do something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ChannelError {
    /// There is no live connection. Nothing was sent.
    #[error("the instance is not connected")]
    NotConnected,
    /// Sent to the network, but no answer arrived in time: it may have been delivered.
    #[error("the network did not answer in time")]
    Timeout,
    /// The network refused permanently.
    #[error("the network refused it (code {code}): {message}")]
    Rejected {
        /// The network's own code, such as `463`.
        code: String,
        /// What it means.
        message: String,
    },
    /// The network limits the rate. Nothing was sent.
    #[error("the network limits the rate of requests")]
    RateLimited {
        /// Not before, if the network reports it.
        until: Option<Timestamp>,
    },
    /// The network accepts free-form messages only for some time after the person's last one, and
    /// that time is over.
    #[error(
        "the person has not written for too long; the network accepts only an approved template now"
    )]
    WindowClosed,
    /// The network restricts the account for now: more attempts make it worse.
    #[error("the network restricts this account: {message}")]
    Restricted {
        /// Until then, if the network reports it.
        until: Option<Timestamp>,
        /// What is restricted, and what helps.
        message: String,
    },
    /// No such account on this network.
    #[error("`{0}` is not on this network")]
    RecipientUnknown(String),
    /// Not a well-formed address: a sentence that shows it and describes a valid one.
    #[error("{0}")]
    InvalidRecipient(String),
    /// A value that the network does not accept.
    #[error("{message}")]
    Invalid {
        /// Which field.
        field: ProfileField,
        /// What a valid value is.
        message: String,
    },
    /// The channel cannot do this at all.
    #[error("this channel cannot do that: {0:?}")]
    Unsupported(Capability),
    /// It was sent, the answer was lost, and a repeat could be shown twice.
    #[error(
        "the network's answer was lost; the message may have arrived and is not sent again: check \
         the chat before sending it once more"
    )]
    OutcomeUnknown,
    /// The channel no longer has the file.
    #[error("the network no longer has this file")]
    MediaGone,
    /// The file's bytes do not match the message.
    #[error("the file's bytes do not match the message: {0}")]
    MediaCorrupt(String),
    /// The session's settings cannot work.
    #[error("{0}")]
    Configuration(String),
    /// Any other temporary failure. Nothing was sent.
    #[error("{0}")]
    Temporary(String),
}

/// What to do about a [`ChannelError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Wait for the connection: nothing was sent.
    AwaitConnection,
    /// Retry, not before this time if there is one. Nothing was sent.
    Retry {
        /// Not before.
        not_before: Option<Timestamp>,
    },
    /// It may have arrived: retry only where a repeat is shown once
    /// ([`crate::Repeats`]).
    RetryIfShownOnce,
    /// Send an approved template instead; a retry fails.
    SendTemplate,
    /// A retry fails.
    GiveUp,
}

impl ChannelError {
    /// What to do about it.
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::NotConnected => Remedy::AwaitConnection,
            Self::Timeout => Remedy::RetryIfShownOnce,
            Self::RateLimited { until } => Remedy::Retry { not_before: *until },
            Self::Temporary(_) => Remedy::Retry { not_before: None },
            Self::WindowClosed => Remedy::SendTemplate,
            Self::Rejected { .. }
            | Self::Restricted { .. }
            | Self::RecipientUnknown(_)
            | Self::InvalidRecipient(_)
            | Self::Invalid { .. }
            | Self::Unsupported(_)
            | Self::OutcomeUnknown
            | Self::MediaGone
            | Self::MediaCorrupt(_)
            | Self::Configuration(_) => Remedy::GiveUp,
        }
    }

    /// Whether the same attempt (with the same message id) may succeed later.
    pub const fn is_retryable(&self) -> bool {
        matches!(
            self.remedy(),
            Remedy::AwaitConnection | Remedy::Retry { .. } | Remedy::RetryIfShownOnce
        )
    }

    /// Whether the network may already have received it.
    pub const fn may_have_arrived(&self) -> bool {
        matches!(self.remedy(), Remedy::RetryIfShownOnce)
    }

    /// A stable code for this error, such as `channel.not_connected`.
    pub fn code(&self) -> String {
        let code = match self {
            Self::NotConnected => "not_connected",
            Self::Timeout => "timeout",
            Self::Rejected { code, .. } => return format!("channel.rejected.{code}"),
            Self::RateLimited { .. } => "rate_limited",
            Self::WindowClosed => "window_closed",
            Self::Restricted { .. } => "restricted",
            Self::RecipientUnknown(_) => "unknown_recipient",
            Self::InvalidRecipient(_) => "invalid_recipient",
            Self::Invalid { .. } => "invalid",
            Self::Unsupported(_) => "unsupported",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::MediaGone => "media_gone",
            Self::MediaCorrupt(_) => "media_corrupt",
            Self::Configuration(_) => "configuration",
            Self::Temporary(_) => "temporary",
        };
        format!("channel.{code}")
    }
}
