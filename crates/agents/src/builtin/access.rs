//! The model behind the built-in agent. The format of its API is `rig-core`'s part, the transport
//! is that of this crate (see `transport.rs`).

use super::config::{BuiltInConfig, ModelApi};
use super::transport::Guarded;
use crate::address::{base_url, bearer, key_header};
use crate::error::AgentError;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName};
use rig_core::completion::{CompletionRequest, CompletionResponse, FinishReason, ToolDefinition};
use rig_core::error::ProviderError;
use rig_core::http_client;
use rig_core::message::Message;
use rig_core::providers::anthropic::Anthropic;
use rig_core::providers::anthropic::wire::{AnthropicConfig, ToolInputStreaming};
use rig_core::providers::openai::OpenAI;
use rig_core::providers::openai::wire::{Auth, BodyRewrite, Dialect, OPENAI, OpenAIConfig};
use std::fmt;

/// A model that can be requested.
pub(super) struct ModelAccess {
    client: Client,
    model: String,
    /// Bound on the tokens of one answer.
    max_tokens: u64,
}

enum Client {
    OpenAi(Box<OpenAI>),
    Anthropic(Box<Anthropic>),
}

/// The form that every server of this API accepts: texts as strings, not as lists of parts, and
/// `max_completion_tokens` for `OpenAI`'s own reasoning models alone.
const COMPATIBLE: Dialect = {
    let mut dialect = OPENAI;
    // The one rewrite of the library's that writes lists of texts as strings, and nothing else.
    dialect.quirks.rewrite = BodyRewrite::Perplexity;
    dialect.quirks.auth = Auth::OptionalBearer;
    dialect
};

impl ModelAccess {
    /// Does not connect.
    pub(super) fn new(http: reqwest::Client, config: &BuiltInConfig) -> Result<Self, AgentError> {
        let mut base = base_url(&config.base_url)?;
        let query = base.query().map(str::to_owned);
        base.set_query(None);
        base.set_fragment(None);
        let key = config.api_key.as_deref().filter(|key| !key.trim().is_empty());
        let through = |headers| Guarded::new(http, headers, query);
        let client = match config.api {
            ModelApi::OpenAi => {
                let transport = through(header(AUTHORIZATION, key.map(bearer).transpose()?));
                let config = OpenAIConfig::with_key(&COMPATIBLE, "").with_base_url(base);
                Client::OpenAi(Box::new(config.connect(transport)))
            }
            ModelApi::Anthropic => {
                let name = HeaderName::from_static("x-api-key");
                let transport = through(header(name, key.map(key_header).transpose()?));
                let config = AnthropicConfig::new("").with_base_url(base);
                Client::Anthropic(Box::new(config.connect(transport)))
            }
        };
        Ok(Self { client, model: config.model.clone(), max_tokens: config.limits.max_step_tokens })
    }

    /// Requests one step. The answer holds text, or tool calls, or both.
    pub(super) async fn ask(
        &self,
        conversation: &[Message],
        tools: &[ToolDefinition],
    ) -> Result<CompletionResponse, AgentError> {
        let request = |messages: Vec<Message>| {
            let mut request = CompletionRequest::new("");
            request.chat_history = messages;
            request.tools = tools.to_vec();
            request.max_tokens = Some(self.max_tokens);
            // New finish reasons may be added; the text counts.
            request.accept_unknown_finish_reasons = true;
            request
        };
        let answer = match &self.client {
            Client::OpenAi(client) => {
                client.chat(&self.model).call(request(conversation.to_vec())).await
            }
            Client::Anthropic(client) => {
                let mut model = client.completion(&self.model);
                // Useful for streams alone, and refused by some servers of this API.
                model.wire.tool_input_streaming = ToolInputStreaming::Off;
                model.call(request(alternating(conversation))).await
            }
        };
        whole(answer.map_err(|error| failure(&error))?)
    }

    /// Sends a request that costs nothing.
    pub(super) async fn check(&self) -> Result<(), AgentError> {
        let answer = match &self.client {
            Client::OpenAi(client) => client.verify().await,
            Client::Anthropic(client) => client.verify().await,
        };
        match answer.map_err(|error| failure(&error)) {
            // Servers that have no list of models answer requests all the same.
            Err(AgentError::Status { status: 404 | 405 | 501, .. })
                if matches!(self.client, Client::OpenAi(_)) =>
            {
                Ok(())
            }
            checked => checked,
        }
    }
}

impl fmt::Debug for ModelAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModelAccess").field("model", &self.model).finish_non_exhaustive()
    }
}

fn header(name: HeaderName, key: Option<reqwest::header::HeaderValue>) -> HeaderMap {
    key.map(|key| (name, key)).into_iter().collect()
}

/// A conversation in the form of Anthropic's API: it begins with the user, and the roles alternate.
fn alternating(conversation: &[Message]) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::with_capacity(conversation.len());
    for message in conversation {
        match (messages.last_mut(), message) {
            (Some(Message::User { content: all }), Message::User { content }) => {
                all.extend(content.iter().cloned());
            }
            (Some(Message::Assistant(all)), Message::Assistant(turn)) => {
                all.content.extend(turn.content.iter().cloned());
            }
            (None | Some(Message::System { .. }), Message::Assistant(_)) => {}
            _ => messages.push(message.clone()),
        }
    }
    messages
}

/// Accepts an answer that holds text or calls, or that is a refusal.
///
/// The library refuses an answer without a finish reason, as some servers send it, or
/// whose call has broken arguments, which is reported to the model.
fn whole(answer: CompletionResponse) -> Result<CompletionResponse, AgentError> {
    let calls = answer.tool_calls().next().is_some();
    if calls && answer.finish_reason() == Some(FinishReason::ContentFilter) {
        return Err(AgentError::Refused("its provider stopped the answer".to_owned()));
    }
    if !calls && is_refusal(&answer) {
        return Ok(answer);
    }
    if answer.error.is_some() && !calls && answer.text().trim().is_empty() {
        return Err(reported());
    }
    Ok(answer)
}

/// Whether the provider marks the answer as a refusal, the model's own or its filter's.
pub(super) fn is_refusal(answer: &CompletionResponse) -> bool {
    let refusal = answer.raw["choices"][0]["message"]["refusal"].as_str();
    refusal.is_some_and(|refusal| !refusal.is_empty())
        || answer.finish_reason() == Some(FinishReason::ContentFilter)
}

/// Errors of the transport pass through the library unchanged; its own errors may quote the model.
fn failure(error: &ProviderError) -> AgentError {
    match error {
        ProviderError::Http(error) => match error.as_ref() {
            http_client::Error::Instance(inner) => match inner.downcast_ref::<AgentError>() {
                Some(ours) => ours.clone(),
                None => AgentError::Unreachable("the request could not be sent".to_owned()),
            },
            _ => AgentError::BadAnswer("it is not what this API answers".to_owned()),
        },
        ProviderError::Request(_) | ProviderError::UnsupportedOption(_) | ProviderError::Url(_) => {
            AgentError::Invalid("the model's API does not support this request".to_owned())
        }
        ProviderError::Provider(_) | ProviderError::ProviderResponse(_) => reported(),
        _ => AgentError::BadAnswer("it is not what this API answers".to_owned()),
    }
}

fn reported() -> AgentError {
    AgentError::BadAnswer("the model reported an error".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{COMPATIBLE, Message, alternating};
    use rig_core::message::{AssistantContent, AssistantMessage};
    use rig_core::providers::openai::OpenAIConfig;

    fn said(texts: &[&str]) -> Message {
        let texts = texts.iter().map(|text| AssistantContent::text(*text)).collect();
        Message::Assistant(AssistantMessage::new(texts))
    }

    #[test]
    fn a_conversation_begins_with_the_person_and_alternates() {
        let conversation = [
            Message::system("Be kind."),
            said(&["Welcome!"]),
            Message::user("Hello"),
            said(&["Hi."]),
            said(&["How are you?"]),
            Message::user("Fine"),
        ];
        assert_eq!(
            alternating(&conversation),
            [
                Message::system("Be kind."),
                Message::user("Hello"),
                said(&["Hi.", "How are you?"]),
                Message::user("Fine"),
            ]
        );
    }

    /// The dialect is built with names of the library's that a newer version may give other
    /// meanings.
    #[test]
    fn no_key_is_no_header() {
        let config = OpenAIConfig::with_key(&COMPATIBLE, "");
        assert_eq!(config.auth, rig_core::providers::openai::wire::Auth::OptionalBearer);
    }
}
