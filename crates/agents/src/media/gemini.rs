//! `POST {base}/models/{model}:generateContent`: Gemini's own API, which takes what its
//! OpenAI-compatible one does not, documents and videos.

use super::describe::{Describe, Description, description};
use super::{MediaModels, ModelAddress};
use crate::address::{base_url, below};
use crate::attachment::Attachment;
use crate::body::{placeholder, with_json};
use crate::error::AgentError;
use crate::question::without_nul;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default)]
    candidates: Vec<Candidate>,
    prompt_feedback: Option<Feedback>,
    usage_metadata: Option<Usage>,
}

#[derive(Deserialize)]
struct Candidate {
    content: Option<Content>,
}

#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    parts: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    text: Option<String>,
    /// Reasoning, which is not part of the answer.
    #[serde(default)]
    thought: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Feedback {
    block_reason: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Usage {
    #[serde(rename = "promptTokenCount")]
    prompt: u64,
    #[serde(rename = "candidatesTokenCount")]
    output: u64,
    #[serde(rename = "thoughtsTokenCount")]
    thought: u64,
}

pub(super) async fn generate(
    models: &MediaModels,
    address: &ModelAddress,
    what: Describe,
    cancel: &CancellationToken,
) -> Result<Description, AgentError> {
    let model = address.model.trim_start_matches("models/");
    let path = format!("{model}:generateContent");
    let url = below(&base_url(&address.base_url)?, &["models", &path])?;
    let mut parts: Vec<Value> = what.files.iter().enumerate().map(inline).collect();
    parts.push(json!({ "text": without_nul(&what.prompt) }));
    let body = json!({
        "contents": [{ "role": "user", "parts": parts }],
        "generationConfig": { "maxOutputTokens": what.max_tokens },
    });
    let files: Vec<&Attachment> = what.files.iter().collect();
    let call = with_json(models.http.post(url), &body, &files)?;
    let body = models.ask(address, call, what.timeout, cancel).await?;
    read(&body)
}

fn inline((at, file): (usize, &Attachment)) -> Value {
    json!({ "inline_data": { "mime_type": file.essence(), "data": placeholder(at) } })
}

fn read(body: &[u8]) -> Result<Description, AgentError> {
    let answer: Answer = serde_json::from_slice(body)
        .map_err(|_| AgentError::BadAnswer("it is no generated content".to_owned()))?;
    let blocked = answer.prompt_feedback.and_then(|feedback| feedback.block_reason);
    if answer.candidates.is_empty() && blocked.is_some() {
        return Err(AgentError::Refused("its provider's rules forbid an answer".to_owned()));
    }
    let usage = answer.usage_metadata.unwrap_or_default();
    let first = answer.candidates.into_iter().next().and_then(|candidate| candidate.content);
    let parts = first.map(|content| content.parts).unwrap_or_default();
    let answer = parts.into_iter().filter(|part| !part.thought).filter_map(|part| part.text);
    let text: String = answer.collect();
    description(&text, usage.prompt, usage.output.saturating_add(usage.thought))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::error::AgentError;

    #[test]
    fn reasoning_is_not_part_of_the_text_but_of_the_tokens() {
        let body = r#"{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},
            {"text":" a "},{"text":"cat "}]}}],"usageMetadata":{"promptTokenCount":7,
            "candidatesTokenCount":2,"thoughtsTokenCount":3}}"#;
        let read = read(body.as_bytes()).unwrap();
        assert_eq!((read.text.as_str(), read.input_tokens, read.output_tokens), ("a cat", 7, 5));
    }

    #[test]
    fn an_answer_without_text_is_an_error() {
        let refused = read(br#"{"promptFeedback":{"blockReason":"SAFETY"}}"#);
        assert!(matches!(refused, Err(AgentError::Refused(_))));
        let empty = read(br#"{"candidates":[{"finishReason":"MAX_TOKENS"}]}"#);
        assert_eq!(empty, Err(AgentError::EmptyAnswer));
        assert!(matches!(read(b"<html>"), Err(AgentError::BadAnswer(_))));
    }
}
