//! The protocol's JSON.

use crate::attachment::{Attachment, Sorted};
use crate::body::placeholder;
use crate::options;
use crate::question::{Question, without_nul};
use crate::request::Role;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// How an answer is drawn; what is not set is the server's default and is not sent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sampling {
    temperature: Option<f64>,
    max_tokens: Option<u64>,
}

impl Sampling {
    /// `temperature`, `maxTokens`.
    pub(super) fn from_options(options: &Map<String, Value>) -> Self {
        Self {
            temperature: options.get("temperature").and_then(Value::as_f64),
            max_tokens: options::number(options, "maxTokens"),
        }
    }
}

/// The body of a request. Files belong to the last message of the user.
pub(super) fn question(
    model: &str,
    question: &Question,
    stream: bool,
    sorted: &Sorted<'_>,
    sampling: Sampling,
) -> Value {
    let mut messages: Vec<Value> = Vec::new();
    if let Some(prompt) = question.prompt() {
        messages.push(json!({ "role": "system", "content": prompt }));
    }
    let history = &question.request.history;
    let last = history.iter().rposition(|turn| turn.role == Role::User);
    for (index, turn) in history.iter().enumerate() {
        let role = match turn.role {
            Role::User => "user",
            Role::Assistant => "assistant",
        };
        let text = without_nul(&turn.text);
        let content = if Some(index) == last { content(text, sorted) } else { text.into() };
        messages.push(json!({ "role": role, "content": content }));
    }
    let mut body = json!({ "model": model, "messages": messages, "stream": stream });
    if let Some(temperature) = sampling.temperature {
        body["temperature"] = temperature.into();
    }
    if let Some(most) = sampling.max_tokens {
        body["max_tokens"] = most.into();
    }
    body
}

/// A text, or a text and files.
fn content(text: String, sorted: &Sorted<'_>) -> Value {
    let text = sorted.text(text);
    if sorted.files.is_empty() {
        return text.into();
    }
    let mut parts = Vec::new();
    if !text.is_empty() {
        parts.push(json!({ "type": "text", "text": text }));
    }
    parts.extend(sorted.files.iter().enumerate().map(|(index, file)| part(index, file)));
    parts.into()
}

/// The kinds that the protocol supports: of sounds only two.
pub(super) fn takes(kind: &str) -> bool {
    match kind.split_once('/').map_or("", |(first, _)| first) {
        "audio" => matches!(kind, "audio/wav" | "audio/x-wav" | "audio/mpeg" | "audio/mp3"),
        "video" => false,
        _ => true,
    }
}

fn part(index: usize, file: &Attachment) -> Value {
    let kind = file.essence();
    let data = placeholder(index);
    match kind.as_str() {
        _ if kind.starts_with("image/") => {
            json!({ "type": "image_url", "image_url": { "url": format!("data:{kind};base64,{data}") } })
        }
        "audio/wav" | "audio/x-wav" => {
            json!({ "type": "input_audio", "input_audio": { "data": data, "format": "wav" } })
        }
        _ if kind.starts_with("audio/") => {
            json!({ "type": "input_audio", "input_audio": { "data": data, "format": "mp3" } })
        }
        _ => {
            let data = format!("data:{kind};base64,{data}");
            json!({ "type": "file", "file": { "filename": without_nul(&file.name), "file_data": data } })
        }
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

    /// Whether the provider marks the answer as a refusal, the model's own or its filter's.
    pub(super) fn is_refusal(&self) -> bool {
        let message = self.delta.as_ref().or(self.message.as_ref());
        let refusal = message.and_then(|message| message.refusal.as_deref());
        refusal.is_some_and(|refusal| !refusal.is_empty())
            || self.finish_reason.as_deref() == Some("content_filter")
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
    refusal: Option<String>,
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
