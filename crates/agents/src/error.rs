//! Why an agent did not answer.

use crate::breaker::Verdict;
use std::time::Duration;

/// A request without an answer. None of these holds a key or text of the conversation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgentError {
    /// No connection, or it was interrupted.
    #[error("the agent cannot be reached: {0}")]
    Unreachable(String),
    /// Not within the time allowed.
    #[error("the agent did not answer in time")]
    Timeout,
    /// The key is missing, wrong or not allowed to do this.
    #[error("the agent does not accept the key")]
    Unauthorized,
    /// Too many requests.
    #[error("the agent limits its requests")]
    RateLimited {
        /// When it accepts requests again, if it reports that.
        retry_after: Option<Duration>,
    },
    /// It has failed repeatedly and gets no requests for a while; nothing was sent.
    #[error("the agent has failed repeatedly; requests to it are suspended for a while")]
    Unavailable {
        /// When requests are admitted again.
        retry_after: Option<Duration>,
    },
    /// It will not answer this request, however often it is sent.
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
        /// The provider's own code for it, such as `model_not_found`.
        reason: Option<String>,
    },
    /// The answer does not conform to the protocol.
    #[error("the agent's answer cannot be used: {0}")]
    BadAnswer(String),
    /// The caller cancelled the request.
    #[error("cancelled")]
    Cancelled,
    /// The answer is longer than allowed.
    #[error("the agent's answer is longer than {limit} bytes")]
    TooLarge {
        /// The configured limit.
        limit: usize,
    },
    /// The agent's answer is empty.
    #[error("the agent's answer is empty")]
    EmptyAnswer,
    /// The endpoint or the request is invalid.
    #[error("{0}")]
    Invalid(String),
    /// No protocol of this name.
    #[error("`{kind}` is not a kind of agent; known: {}", known.join(", "))]
    UnknownKind {
        /// The requested protocol.
        kind: String,
        /// The known protocols.
        known: &'static [&'static str],
    },
}

impl AgentError {
    /// A fixed code per variant, for clients, jobs and metrics.
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

    /// Whether the same request may succeed later without any change.
    pub const fn retryable(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::Timeout
            | Self::RateLimited { .. }
            | Self::Unavailable { .. }
            // A proxy's error page or a cut stream, more often than a faulty agent.
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
    /// How long the agent asked to wait.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Unavailable { retry_after } => *retry_after,
            _ => None,
        }
    }

    /// The verdict about the provider. A refusal comes from a working one.
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
