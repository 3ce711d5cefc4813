//! What every protocol can do.

use crate::error::AgentError;
use crate::request::{AgentReply, AgentRequest};
use async_trait::async_trait;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Called with each piece of text as it comes; together they are the reply's text. If the call
/// fails after some pieces, those were all there will be.
pub type OnDelta<'a> = &'a mut (dyn FnMut(&str) + Send);

/// An agent that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentHealth {
    /// How long it took to answer.
    pub latency: Duration,
}

/// An agent: one address, spoken to in one protocol.
#[async_trait]
pub trait AgentClient: Send + Sync + std::fmt::Debug {
    /// The protocol's name.
    fn kind(&self) -> &'static str;

    /// Asks and waits for the whole answer. Ends when `cancel` is cancelled, and after the
    /// request's timeout, whatever the agent does.
    async fn answer(
        &self,
        request: AgentRequest,
        cancel: CancellationToken,
    ) -> Result<AgentReply, AgentError>;

    /// As [`Self::answer`], but hands out each piece as it comes. An agent that cannot stream
    /// hands out one.
    async fn answer_streaming(
        &self,
        request: AgentRequest,
        cancel: CancellationToken,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentReply, AgentError>;

    /// Asks something that costs nothing, to see whether address and key are good.
    async fn health(&self, timeout: Duration) -> Result<AgentHealth, AgentError>;
}
