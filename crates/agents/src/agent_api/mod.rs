//! Automagik Agents, the protocol of Omni v1: JSON in, JSON out, no
//! streaming.
//!
//! Options: `supportsImages` and its kin.

mod wire;

use crate::address::{base_url, below, key_header};
use crate::client::OnDelta;
use crate::endpoint::AgentEndpoint;
use crate::error::AgentError;
use crate::options::Takes;
use crate::protocol::Protocol;
use crate::question::{AgentOutcome, Question};
use crate::reading::{self, Text};
use crate::request::AgentReply;
use crate::{attachment, body, http};
use async_trait::async_trait;
use reqwest::header::{HeaderName, HeaderValue};
use std::time::Instant;
use url::Url;

/// The protocol's name.
pub(crate) const KIND: &str = "agent_api";

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// A client of one agent.
#[derive(Debug)]
pub(crate) struct AgentApi {
    http: reqwest::Client,
    run: Url,
    health: Url,
    key: Option<HeaderValue>,
    takes: Takes,
}

impl AgentApi {
    pub(crate) fn new(http: reqwest::Client, endpoint: &AgentEndpoint) -> Result<Self, AgentError> {
        let base = base_url(&endpoint.base_url)?;
        let name = endpoint.agent_id.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| {
            AgentError::Invalid("an agent API needs an agent id: set agentId".to_owned())
        })?;
        Ok(Self {
            http,
            run: below(&base, &["api", "v1", "agent", name, "run"])?,
            health: below(&base, &["health"])?,
            key: endpoint.api_key.as_deref().map(key_header).transpose()?,
            takes: Takes::from_options(&endpoint.options, Takes::ALL),
        })
    }

    fn authorized(&self, call: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.key {
            Some(key) => call.header(API_KEY, key),
            None => call,
        }
    }

    async fn send(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentReply, AgentError> {
        let started = Instant::now();
        let sorted =
            attachment::sort(&question.attachments, question.max_attachment_bytes, |kind| {
                self.takes(kind)
            });
        let body = wire::question(question, &sorted);
        let call = self.authorized(self.http.post(self.run.clone()));
        let call = body::with_json(call, &body, &sorted.files)?;
        let response = http::sent(call).await?;
        let mut text = Text::new(question.request.max_reply_bytes, on_delta);
        let mut answer = wire::Answer::default();
        reading::read(response, false, &mut answer, &mut text).await?;
        text.into_reply(answer.meta, started.elapsed())
    }
}

#[async_trait]
impl Protocol for AgentApi {
    fn name(&self) -> &'static str {
        KIND
    }

    fn takes(&self, mime_type: &str) -> bool {
        self.takes.takes(mime_type)
    }

    async fn converse(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentOutcome, AgentError> {
        self.send(question, on_delta).await.map(AgentOutcome::Answered)
    }

    async fn probe(&self) -> Result<(), AgentError> {
        http::sent(self.authorized(self.http.get(self.health.clone()))).await.map(drop)
    }
}
