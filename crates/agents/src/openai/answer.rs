//! Reading an answer, whole or streamed.

use super::wire::{Completion, Usage};
use crate::client::OnDelta;
use crate::error::AgentError;
use crate::http;
use crate::request::AgentReply;
use crate::sse::SseParser;
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use std::time::Duration;

/// Room for what surrounds the text: ids, log probabilities, a model's reasoning.
const OVERHEAD: usize = 256 * 1024;
/// JSON may write one byte of text as six (`\u0001`).
const ESCAPED: usize = 6;
/// For usage and `[DONE]` once the model has finished. Some servers send neither and keep the
/// connection open.
const TAIL_WAIT: Duration = Duration::from_secs(2);

/// What has been read so far.
pub(super) struct Answer<'a> {
    text: String,
    model: Option<String>,
    usage: Option<Usage>,
    any_choice: bool,
    finished: bool,
    limit: usize,
    on_delta: OnDelta<'a>,
}

impl<'a> Answer<'a> {
    /// Reads in the form the server chose, which is not always the one it was asked for.
    pub(super) async fn read(
        response: Response,
        asked_for_stream: bool,
        limit: usize,
        on_delta: OnDelta<'a>,
    ) -> Result<Self, AgentError> {
        let mut answer = Self {
            text: String::new(),
            model: None,
            usage: None,
            any_choice: false,
            finished: false,
            limit,
            on_delta,
        };
        let body_limit = limit.saturating_mul(ESCAPED).saturating_add(OVERHEAD);
        if is_stream(&response, asked_for_stream) {
            answer.read_stream(response, SseParser::new(body_limit)).await?;
        } else {
            let body = http::read(response, body_limit).await.map_err(|error| match error {
                AgentError::TooLarge { .. } => AgentError::TooLarge { limit },
                other => other,
            })?;
            answer.take(&body)?;
        }
        Ok(answer)
    }

    pub(super) fn into_reply(self, latency: Duration) -> Result<AgentReply, AgentError> {
        if !self.any_choice {
            return Err(AgentError::BadAnswer("it holds no choice".to_owned()));
        }
        if self.text.trim().is_empty() {
            return Err(AgentError::EmptyAnswer);
        }
        Ok(AgentReply {
            text: self.text,
            model: self.model,
            input_tokens: self.usage.as_ref().and_then(|usage| usage.prompt_tokens),
            output_tokens: self.usage.as_ref().and_then(|usage| usage.completion_tokens),
            latency,
        })
    }

    async fn read_stream(
        &mut self,
        mut response: Response,
        mut parser: SseParser,
    ) -> Result<(), AgentError> {
        let mut events = Vec::new();
        loop {
            let piece = if self.finished {
                // The text is complete; nothing that goes wrong now matters.
                match tokio::time::timeout(TAIL_WAIT, response.chunk()).await {
                    Ok(Ok(piece)) => piece,
                    Ok(Err(_)) | Err(_) => return Ok(()),
                }
            } else {
                response.chunk().await.map_err(|error| http::transport(&error))?
            };
            let ended = piece.is_none();
            let parsed = match &piece {
                Some(piece) => parser.push(piece, &mut events),
                None => parser.finish(&mut events),
            };
            parsed.map_err(|_| AgentError::TooLarge { limit: self.limit })?;
            for data in events.drain(..) {
                if data.trim_ascii() == b"[DONE]" {
                    return Ok(());
                }
                if !data.trim_ascii().is_empty() {
                    self.take(&data)?;
                }
            }
            if ended {
                return if self.finished {
                    Ok(())
                } else {
                    Err(AgentError::BadAnswer("the stream ended before the answer".to_owned()))
                };
            }
        }
    }

    /// Takes one JSON document.
    fn take(&mut self, json: &[u8]) -> Result<(), AgentError> {
        // serde's own message would quote the text.
        let completion: Completion = serde_json::from_slice(json).map_err(|error| {
            AgentError::BadAnswer(match error.classify() {
                serde_json::error::Category::Data => "JSON of another shape".to_owned(),
                _ => "not JSON".to_owned(),
            })
        })?;
        if completion.error.is_some() {
            return Err(AgentError::BadAnswer("the agent reported an error".to_owned()));
        }
        self.model = completion.model.or(self.model.take());
        self.usage = completion.usage.or(self.usage.take());
        let first = completion.choices.into_iter().flatten().find(|choice| choice.index == 0);
        let Some(choice) = first else { return Ok(()) };
        self.any_choice = true;
        self.finished |= choice.finished();
        let text = choice.into_text();
        if text.is_empty() {
            return Ok(());
        }
        if self.text.len() + text.len() > self.limit {
            return Err(AgentError::TooLarge { limit: self.limit });
        }
        (self.on_delta)(&text);
        self.text.push_str(&text);
        Ok(())
    }
}

fn is_stream(response: &Response, asked: bool) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    if kind.starts_with("text/event-stream") {
        true
    } else if kind.contains("json") {
        false
    } else {
        asked
    }
}
