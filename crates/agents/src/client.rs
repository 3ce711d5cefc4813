//! The interface of every protocol.

use crate::error::AgentError;
use crate::question::{AgentOutcome, Question};
use crate::request::{AgentReply, AgentRequest};
use async_trait::async_trait;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Called with each piece of text as it arrives; together they are the reply's text. If the call
/// fails after some pieces, no more follow.
pub type OnDelta<'a> = &'a mut (dyn FnMut(&str) + Send);

/// An agent that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentHealth {
    /// How long it took to answer.
    pub latency: Duration,
}

/// An agent: one address with one protocol.
#[async_trait]
pub trait AgentClient: Send + Sync + std::fmt::Debug {
    /// The protocol's name.
    fn kind(&self) -> &'static str;

    /// Whether it may answer later, to [`AskContext::reply_url`](crate::AskContext::reply_url).
    fn answers_later(&self) -> bool {
        false
    }

    /// Whether it takes a file of this MIME type, as a file or as an address.
    fn takes_file(&self, _mime_type: &str) -> bool {
        false
    }

    /// Whether it reads the passages of a question.
    fn takes_passages(&self) -> bool {
        false
    }

    /// The facts about a person that it uses, and may report: keys of
    /// [`AskContext::remembered`](crate::AskContext::remembered) and [`AgentReply::facts`].
    fn memory_keys(&self) -> &[String] {
        &[]
    }

    /// Requests an answer, and passes on each piece as it arrives. An agent that cannot stream, or
    /// for which streaming is off (`request.streaming`), passes on one. Ends when `cancel` is
    /// cancelled, and after the request's timeout, whatever the agent does.
    async fn ask(
        &self,
        question: Question,
        cancel: CancellationToken,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentOutcome, AgentError>;

    /// Requests the whole answer. A webhook that answers later is
    /// [`AgentError::Deferred`] here; use [`Self::ask`] for those.
    async fn answer(
        &self,
        request: AgentRequest,
        cancel: CancellationToken,
    ) -> Result<AgentReply, AgentError> {
        let mut ignore = |_: &str| {};
        self.ask(request.into(), cancel, &mut ignore).await?.answered()
    }

    /// As [`Self::answer`], but passes on each piece as it arrives.
    async fn answer_streaming(
        &self,
        mut request: AgentRequest,
        cancel: CancellationToken,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentReply, AgentError> {
        request.streaming = true;
        self.ask(request.into(), cancel, on_delta).await?.answered()
    }

    /// Sends a request that costs nothing, to check the address and the key.
    async fn health(&self, timeout: Duration) -> Result<AgentHealth, AgentError>;
}
