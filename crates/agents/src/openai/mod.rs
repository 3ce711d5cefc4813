//! Any server with `POST {base}/chat/completions` as `OpenAI` has it: Ollama, `vLLM`, llama.cpp,
//! `LiteLLM`, `OpenRouter` and many more.
//!
//! Only `model`, `messages` and `stream` are sent. Stricter servers answer 422 to fields they do
//! not know, among them `user` and `stream_options`.

mod answer;
mod wire;

use crate::client::{AgentClient, AgentHealth, OnDelta};
use crate::endpoint::AgentEndpoint;
use crate::error::AgentError;
use crate::request::{AgentReply, AgentRequest};
use crate::{http, run};
use answer::Answer;
use async_trait::async_trait;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use url::Url;

/// The protocol's name.
pub(crate) const KIND: &str = "openai";
/// What servers with one model call it.
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
        })
    }

    async fn ask(
        &self,
        request: &AgentRequest,
        stream: bool,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentReply, AgentError> {
        let started = Instant::now();
        let body = wire::Question::new(&self.model, request, stream);
        let accept =
            if stream { "text/event-stream, application/json" } else { "application/json" };
        let call = self.http.post(self.completions.clone()).header(ACCEPT, accept).json(&body);
        let response = self.authorized(call).send().await.map_err(|e| http::transport(&e))?;
        let response = http::accepted(response).await?;
        let answer = Answer::read(response, stream, request.max_reply_bytes, on_delta).await?;
        answer.into_reply(started.elapsed())
    }

    fn authorized(&self, call: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.authorization {
            Some(value) => call.header(AUTHORIZATION, value),
            None => call,
        }
    }
}

#[async_trait]
impl AgentClient for OpenAi {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn answer(
        &self,
        request: AgentRequest,
        cancel: CancellationToken,
    ) -> Result<AgentReply, AgentError> {
        let mut ignore = |_: &str| {};
        let call = self.ask(&request, request.streaming, &mut ignore);
        run::bounded(request.timeout, &cancel, call).await
    }

    async fn answer_streaming(
        &self,
        request: AgentRequest,
        cancel: CancellationToken,
        on_delta: OnDelta<'_>,
    ) -> Result<AgentReply, AgentError> {
        run::bounded(request.timeout, &cancel, self.ask(&request, true, on_delta)).await
    }

    /// `GET {base}/models`. A server that has no such list was reached all the same.
    async fn health(&self, timeout: Duration) -> Result<AgentHealth, AgentError> {
        let started = Instant::now();
        let call = async {
            let call = self.authorized(self.http.get(self.models.clone()));
            let response = call.send().await.map_err(|error| http::transport(&error))?;
            match http::accepted(response).await {
                Ok(_) | Err(AgentError::Status { status: 404 | 405 | 501, .. }) => Ok(()),
                Err(error) => Err(error),
            }
        };
        run::bounded(timeout, &CancellationToken::new(), call).await?;
        Ok(AgentHealth { latency: started.elapsed() })
    }
}

fn base_url(text: &str) -> Result<Url, AgentError> {
    let invalid = |why: &str| AgentError::Invalid(format!("the agent's address {why}"));
    let url = Url::parse(text.trim()).map_err(|_| invalid("is not a URL"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(invalid("must begin with http:// or https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("must not hold a password; the key has a field of its own"));
    }
    Ok(url)
}

/// The path below the base, which may end in a slash; a query (`?api-version=…`) stays.
fn below(base: &Url, path: &[&str]) -> Result<Url, AgentError> {
    let mut url = base.clone();
    url.set_fragment(None);
    url.path_segments_mut()
        .map_err(|()| AgentError::Invalid("the agent's address cannot have a path".to_owned()))?
        .pop_if_empty()
        .extend(path);
    Ok(url)
}

fn bearer(key: &str) -> Result<HeaderValue, AgentError> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", key.trim())).map_err(|_| {
        AgentError::Invalid("the agent's key has characters that cannot be sent".to_owned())
    })?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::{base_url, below};

    #[test]
    fn only_a_trailing_slash_of_the_base_is_forgiven() {
        let url = |base| below(&base_url(base).unwrap(), &["chat", "completions"]).unwrap();
        assert_eq!(url("http://h/v1").as_str(), "http://h/v1/chat/completions");
        assert_eq!(url(" https://h/v1/ ").as_str(), "https://h/v1/chat/completions");
        assert_eq!(url("https://h").as_str(), "https://h/chat/completions");
        assert_eq!(url("https://h/a?v=1#x").as_str(), "https://h/a/chat/completions?v=1");
        for bad in ["", "h/v1", "ftp://h", "http://u:p@h/v1", "file:///etc"] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }
}
