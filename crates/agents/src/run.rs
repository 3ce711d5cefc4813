//! The two common ends of every call: time-out and cancellation.

use crate::error::AgentError;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Runs a call until it is done, out of time or cancelled. Dropping it closes its connection.
pub(crate) async fn bounded<T>(
    timeout: Duration,
    cancel: &CancellationToken,
    call: impl Future<Output = Result<T, AgentError>>,
) -> Result<T, AgentError> {
    tokio::select! {
        biased;
        () = cancel.cancelled() => Err(AgentError::Cancelled),
        done = tokio::time::timeout(timeout, call) => done.unwrap_or(Err(AgentError::Timeout)),
    }
}
