//! Any server with `POST {base}/chat/completions` as `OpenAI` has it: Ollama, `vLLM`, llama.cpp,
//! `LiteLLM`, `OpenRouter` and many more.
//!
//! Only `model`, `messages` and `stream` are sent, and `temperature` and `max_tokens` where the options
//! set them. Stricter servers answer 422 to unknown fields, among them `user` and `stream_options`.

mod answer;
mod wire;

use crate::address::{base_url, bearer, below};
use crate::client::OnDelta;
use crate::endpoint::AgentEndpoint;
use crate::error::AgentError;
use crate::options::Takes;
use crate::protocol::Protocol;
use crate::question::{AgentOutcome, Question};
use crate::reading::{self, Text};
use crate::request::AgentReply;
use crate::{attachment, body, http};
use answer::Answer;
use async_trait::async_trait;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use std::time::Instant;
use url::Url;
use wire::Sampling;

/// The protocol's name.
pub(crate) const KIND: &str = "openai";
/// The usual model name of servers with one model.
const DEFAULT_MODEL: &str = "default";

/// A client of one server.
#[derive(Debug)]
pub(crate) struct OpenAi {
    http: reqwest::Client,
    completions: Url,
    models: Url,
    /// Marked sensitive, so that `Debug` does not show it.
    authorization: Option<HeaderValue>,
    model: String,
    takes: Takes,
    sampling: Sampling,
}

impl OpenAi {
    pub(crate) fn new(http: reqwest::Client, endpoint: &AgentEndpoint) -> Result<Self, AgentError> {
        let base = base_url(&endpoint.base_url)?;
        let authorization = endpoint.api_key.as_deref().map(bearer).transpose()?;
        Ok(Self {
            http,
            completions: below(&base, &["chat", "completions"])?,
            models: below(&base, &["models"])?,
            authorization,
            model: endpoint.agent_id.clone().unwrap_or_else(|| DEFAULT_MODEL.to_owned()),
            // Most models behind this protocol read text only, and refuse the rest.
            takes: Takes::from_options(&endpoint.options, Takes::NOTHING),
            sampling: Sampling::from_options(&endpoint.options),
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
        let body = wire::question(&self.model, question, stream, &sorted, self.sampling);
        let accept =
            if stream { "text/event-stream, application/json" } else { "application/json" };
        let call = self.http.post(self.completions.clone()).header(ACCEPT, accept);
        let call = body::with_json(self.authorized(call), &body, &sorted.files)?;
        let response = match http::sent(call).await {
            // A filter in front of the model refuses the question itself.
            Err(AgentError::Status { reason: Some(reason), .. }) if reason == "content_filter" => {
                let mut text = Text::new(question.request.max_reply_bytes, on_delta);
                text.decline();
                return text.into_reply(reading::Meta::default(), started.elapsed());
            }
            sent => sent?,
        };
        let mut text = Text::new(question.request.max_reply_bytes, on_delta);
        let mut answer = Answer::default();
        reading::read(response, stream, &mut answer, &mut text).await?;
        text.into_reply(answer.meta()?, started.elapsed())
    }

    fn authorized(&self, call: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.authorization {
            Some(value) => call.header(AUTHORIZATION, value),
            None => call,
        }
    }
}

#[async_trait]
impl Protocol for OpenAi {
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

    /// `GET {base}/models`. A server that has no such list was reached all the same.
    async fn probe(&self) -> Result<(), AgentError> {
        let call = self.authorized(self.http.get(self.models.clone()));
        match http::sent(call).await {
            Ok(_) | Err(AgentError::Status { status: 404 | 405 | 501, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
