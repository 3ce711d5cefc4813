//! The part of a client that differs by protocol; time, cancellation and latency are common.

use crate::attachment;
use crate::client::{AgentClient, AgentHealth, OnDelta};
use crate::error::AgentError;
use crate::question::{AgentOutcome, Question};
use crate::run;
use async_trait::async_trait;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// A protocol. Every implementation is an [`AgentClient`].
#[async_trait]
pub(crate) trait Protocol: Send + Sync + std::fmt::Debug {
    /// Its name.
    fn name(&self) -> &'static str;

    /// See [`AgentClient::answers_later`].
    fn may_defer(&self) -> bool {
        false
    }

    /// See [`AgentClient::takes_file`]; the type is in lower case and without parameters.
    fn takes(&self, _mime_type: &str) -> bool {
        false
    }

    /// See [`AgentClient::takes_passages`].
    fn reads_prompt(&self) -> bool {
        false
    }

    /// See [`AgentClient::memory_keys`].
    fn fact_keys(&self) -> &[String] {
        &[]
    }

    /// Sends the request. Dropped when it takes too long or is cancelled.
    async fn converse(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentOutcome, AgentError>;

    /// Sends a request that costs nothing.
    async fn probe(&self) -> Result<(), AgentError>;
}

#[async_trait]
impl<P: Protocol> AgentClient for P {
    fn kind(&self) -> &'static str {
        self.name()
    }

    fn answers_later(&self) -> bool {
        self.may_defer()
    }

    fn takes_file(&self, mime_type: &str) -> bool {
        self.takes(&attachment::essence(mime_type))
    }

    fn takes_passages(&self) -> bool {
        self.reads_prompt()
    }

    fn memory_keys(&self) -> &[String] {
        self.fact_keys()
    }

    async fn ask(
        &self,
        question: Question,
        cancel: CancellationToken,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentOutcome, AgentError> {
        run::bounded(question.request.timeout, &cancel, self.converse(&question, on_delta)).await
    }

    async fn health(&self, timeout: Duration) -> Result<AgentHealth, AgentError> {
        let started = Instant::now();
        run::bounded(timeout, &CancellationToken::new(), self.probe()).await?;
        Ok(AgentHealth { latency: started.elapsed() })
    }
}
