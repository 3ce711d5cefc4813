//! Why an agent did not answer.

use crate::breaker::Verdict;
use std::time::Duration;

/// A question without an answer. None of these holds a key or words of the conversation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgentError {
    /// No connection, or it broke off.
    #[error("the agent cannot be reached: {0}")]
    Unreachable(String),
    /// Not within the time allowed.
    #[error("the agent did not answer in time")]
    Timeout,
    /// The key is missing, wrong or not allowed to do this.
    #[error("the agent does not accept the key")]
    Unauthorized,
    /// Too many questions.
    #[error("the agent is asked too often")]
    RateLimited {
        /// When it may be asked again, if it says.
        retry_after: Option<Duration>,
    },
    /// It has failed often and is left alone for a while; nothing was sent.
    #[error("the agent has failed often and is left alone for a while")]
    Unavailable {
        /// When it is tried again.
        retry_after: Option<Duration>,
    },
    /// It will not answer this, however often it is asked.
    #[error("the agent refused: {0}")]
    Refused(String),
    /// It answers later, where the caller waits for the answer at once.
    #[error("the agent answers later")]
    Deferred,
    /// Any other refusal.
    #[error("the agent answered with status {status}{}", reason.as_deref().map(|r| format!(" ({r})")).unwrap_or_default())]
    Status {
        /// The HTTP status.
        status: u16,
        /// The provider's own word for it, such as `model_not_found`.
        reason: Option<String>,
    },
    /// The answer is not what the protocol says it should be.
    #[error("the agent's answer cannot be used: {0}")]
    BadAnswer(String),
    /// The caller changed its mind.
    #[error("cancelled")]
    Cancelled,
    /// The answer is longer than allowed.
    #[error("the agent's answer is longer than {limit} bytes")]
    TooLarge {
        /// The limit that was set.
        limit: usize,
    },
    /// The agent answered nothing.
    #[error("the agent's answer is empty")]
    EmptyAnswer,
    /// The endpoint or the request cannot work.
    #[error("{0}")]
    Invalid(String),
    /// No protocol of this name.
    #[error("`{kind}` is not a kind of agent; known: {}", known.join(", "))]
    UnknownKind {
        /// What was asked for.
        kind: String,
        /// What there is.
        known: &'static [&'static str],
    },
}

impl AgentError {
    /// A fixed word per variant, for clients, jobs and metrics.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "agent_unreachable",
            Self::Timeout => "agent_timeout",
            Self::Unauthorized => "agent_unauthorized",
            Self::RateLimited { .. } => "agent_rate_limited",
            Self::Unavailable { .. } => "agent_unavailable",
            Self::Refused(_) => "agent_refused",
            Self::Deferred => "agent_deferred",
            Self::Status { .. } => "agent_status",
            Self::BadAnswer(_) => "agent_bad_answer",
            Self::Cancelled => "agent_cancelled",
            Self::TooLarge { .. } => "agent_too_large",
            Self::EmptyAnswer => "agent_empty_answer",
            Self::Invalid(_) => "agent_invalid",
            Self::UnknownKind { .. } => "agent_unknown_kind",
        }
    }

    /// Whether the same question may be answered later without anybody changing anything.
    pub const fn retryable(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::Timeout
            | Self::RateLimited { .. }
            | Self::Unavailable { .. }
            // A proxy's error page or a cut stream, more often than an agent that cannot talk.
            | Self::BadAnswer(_) => true,
            Self::Status { status, .. } => matches!(*status, 408 | 409 | 425 | 500..=599),
            Self::Unauthorized
            | Self::Refused(_)
            | Self::Deferred
            | Self::Cancelled
            | Self::TooLarge { .. }
            | Self::EmptyAnswer
            | Self::Invalid(_)
            | Self::UnknownKind { .. } => false,
        }
    }
    /// How long the agent asked to be left alone.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Unavailable { retry_after } => *retry_after,
            _ => None,
        }
    }

    /// What it says about the provider. A refusal comes from one that is there.
    pub(crate) const fn verdict(&self) -> Verdict {
        match self {
            Self::Unreachable(_)
            | Self::Timeout
            | Self::BadAnswer(_)
            | Self::Status { status: 408 | 500..=599, .. } => Verdict::Failed,
            Self::Cancelled
            | Self::Unavailable { .. }
            | Self::Invalid(_)
            | Self::UnknownKind { .. } => Verdict::Unknown,
            Self::Unauthorized
            | Self::RateLimited { .. }
            | Self::Status { .. }
            | Self::Refused(_)
            | Self::Deferred
            | Self::TooLarge { .. }
            | Self::EmptyAnswer => Verdict::Alive,
        }
    }
}
