//! The protocol's JSON.

use crate::request::{AgentRequest, Role};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
pub(super) struct Question<'a> {
    model: &'a str,
    messages: Vec<QuestionMessage<'a>>,
    stream: bool,
}

#[derive(Serialize)]
struct QuestionMessage<'a> {
    role: &'static str,
    content: &'a str,
}

impl<'a> Question<'a> {
    pub(super) fn new(model: &'a str, request: &'a AgentRequest, stream: bool) -> Self {
        let prompt = request.prompt.as_deref().filter(|prompt| !prompt.trim().is_empty());
        let system = prompt.map(|content| QuestionMessage { role: "system", content });
        let turns = request.history.iter().map(|turn| QuestionMessage {
            role: match turn.role {
                Role::User => "user",
                Role::Assistant => "assistant",
            },
            content: &turn.text,
        });
        Self { model, messages: system.into_iter().chain(turns).collect(), stream }
    }
}

/// A whole answer, or one frame of a streamed one.
#[derive(Deserialize)]
pub(super) struct Completion {
    pub(super) model: Option<String>,
    pub(super) choices: Option<Vec<Choice>>,
    pub(super) usage: Option<Usage>,
    /// Some servers report errors with status 200, or in the middle of a stream.
    pub(super) error: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    pub(super) index: u32,
    message: Option<Message>,
    delta: Option<Message>,
    finish_reason: Option<String>,
}

impl Choice {
    /// Some servers write an empty reason until there is one.
    pub(super) fn finished(&self) -> bool {
        self.finish_reason.as_deref().is_some_and(|reason| !reason.is_empty())
    }

    pub(super) fn into_text(self) -> String {
        let message = self.delta.or(self.message);
        let content = message.and_then(|message| message.content);
        content.map(Content::into_text).unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct Message {
    content: Option<Content>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Deserialize)]
struct Part {
    text: Option<String>,
}

impl Content {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Parts(parts) => parts.into_iter().filter_map(|part| part.text).collect(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Usage {
    pub(super) prompt_tokens: Option<u64>,
    pub(super) completion_tokens: Option<u64>,
}
