//! Anthropic's Messages API: `POST {base}/v1/messages`, whole and streamed.
//!
//! Options: `maxTokens` (default 4096), `supportsImages` and `supportsDocuments` (both yes).

mod answer;
mod wire;

use crate::address::{base_url, below, key_header};
use crate::client::OnDelta;
use crate::endpoint::AgentEndpoint;
use crate::error::AgentError;
use crate::options::{self, Takes};
use crate::protocol::Protocol;
use crate::question::{AgentOutcome, Question};
use crate::reading::{self, Text};
use crate::request::AgentReply;
use crate::{attachment, body, http};
use answer::Answer;
use async_trait::async_trait;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::time::Instant;
use url::Url;

/// The protocol's name.
pub(crate) const KIND: &str = "anthropic";
/// Sent as `anthropic-version`; the API requires it.
pub(crate) const VERSION: &str = "2023-06-01";
/// The API requires a bound; this is a long message.
const MAX_TOKENS: u64 = 4096;

/// A client of one model.
#[derive(Debug)]
pub(crate) struct Anthropic {
    http: reqwest::Client,
    messages: Url,
    models: Url,
    headers: HeaderMap,
    model: String,
    max_tokens: u64,
    takes: Takes,
}

impl Anthropic {
    pub(crate) fn new(http: reqwest::Client, endpoint: &AgentEndpoint) -> Result<Self, AgentError> {
        let base = base_url(&endpoint.base_url)?;
        let model = endpoint.agent_id.clone().filter(|model| !model.trim().is_empty());
        let model = model.ok_or_else(|| {
            AgentError::Invalid("Anthropic's API needs a model: set agentId".to_owned())
        })?;
        let mut headers = HeaderMap::new();
        let version = HeaderValue::from_static(VERSION);
        headers.insert(HeaderName::from_static("anthropic-version"), version);
        if let Some(key) = endpoint.api_key.as_deref() {
            headers.insert(HeaderName::from_static("x-api-key"), key_header(key)?);
        }
        Ok(Self {
            http,
            messages: below(&base, &["v1", "messages"])?,
            models: below(&base, &["v1", "models"])?,
            headers,
            model,
            max_tokens: options::number(&endpoint.options, "maxTokens").unwrap_or(MAX_TOKENS),
            takes: Takes::from_options(&endpoint.options, Takes::ALL),
        })
    }

    async fn send(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentReply, AgentError> {
        let started = Instant::now();
        let stream = question.request.streaming;
        let sorted =
            attachment::sort(&question.attachments, question.max_attachment_bytes, |kind| {
                self.takes(kind)
            });
        let body = wire::question(&self.model, self.max_tokens, question, &sorted);
        let call = self.http.post(self.messages.clone()).headers(self.headers.clone());
        let call = body::with_json(call, &body, &sorted.files)?;
        let response = http::sent(call).await?;
        let mut text = Text::new(question.request.max_reply_bytes, on_delta);
        let mut answer = Answer::default();
        reading::read(response, stream, &mut answer, &mut text).await?;
        text.into_reply(answer.into_meta(), started.elapsed())
    }
}

#[async_trait]
impl Protocol for Anthropic {
    fn name(&self) -> &'static str {
        KIND
    }

    fn takes(&self, mime_type: &str) -> bool {
        self.takes.takes(mime_type) && wire::takes(mime_type)
    }

    fn reads_prompt(&self) -> bool {
        true
    }

    async fn converse(
        &self,
        question: &Question,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentOutcome, AgentError> {
        self.send(question, on_delta).await.map(AgentOutcome::Answered)
    }

    /// The list of models costs nothing and requires the key.
    async fn probe(&self) -> Result<(), AgentError> {
        let call = self.http.get(self.models.clone()).headers(self.headers.clone());
        http::sent(call).await.map(drop)
    }
}
