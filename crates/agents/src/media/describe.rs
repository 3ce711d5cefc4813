//! Descriptions of files, by `POST {base}/chat/completions` with the files in it.

use super::{MediaApi, MediaModels, ModelAddress, gemini};
use crate::address::{base_url, below};
use crate::attachment::Attachment;
use crate::body::{placeholder, with_json};
use crate::error::AgentError;
use crate::hidden;
use crate::question::without_nul;
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Files to be described. They are streamed from their source into the request and are never held
/// whole.
#[derive(Clone)]
pub struct Describe {
    /// The files, in order. Pictures are sent as pictures, all else as files.
    pub files: Vec<Attachment>,
    /// The prompt.
    pub prompt: String,
    /// Bound on the tokens of the answer.
    pub max_tokens: u32,
    /// Time limit of the whole answer.
    pub timeout: Duration,
}

impl fmt::Debug for Describe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Describe").field("files", &self.files).finish_non_exhaustive()
    }
}

/// The description of files.
#[derive(Clone, PartialEq, Eq)]
pub struct Description {
    /// The text; never blank.
    pub text: String,
    /// Input tokens, if the server reports them.
    pub input_tokens: u64,
    /// Output tokens, if the server reports them.
    pub output_tokens: u64,
}

impl fmt::Debug for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Description").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Answer {
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

#[derive(Deserialize, Default)]
struct Usage {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
}

impl MediaModels {
    /// Describes files.
    pub async fn describe(
        &self,
        address: &ModelAddress,
        what: Describe,
        cancel: &CancellationToken,
    ) -> Result<Description, AgentError> {
        match address.api {
            MediaApi::OpenAi => self.complete(address, what, cancel).await,
            MediaApi::Gemini => gemini::generate(self, address, what, cancel).await,
        }
    }

    async fn complete(
        &self,
        address: &ModelAddress,
        what: Describe,
        cancel: &CancellationToken,
    ) -> Result<Description, AgentError> {
        let url = below(&base_url(&address.base_url)?, &["chat", "completions"])?;
        let mut content = vec![json!({ "type": "text", "text": without_nul(&what.prompt) })];
        content.extend(what.files.iter().enumerate().map(|(at, file)| part(at, file)));
        let body = json!({
            "model": address.model,
            "max_tokens": what.max_tokens,
            "messages": [{ "role": "user", "content": content }],
        });
        let files: Vec<&Attachment> = what.files.iter().collect();
        let call = with_json(self.http.post(url), &body, &files)?;
        let body = self.ask(address, call, what.timeout, cancel).await?;
        let answer: Answer = serde_json::from_slice(&body)
            .map_err(|_| AgentError::BadAnswer("it is no completion".to_owned()))?;
        let usage = answer.usage.unwrap_or_default();
        let first = answer.choices.into_iter().next();
        let text = first.and_then(|choice| choice.message.content).unwrap_or_default();
        description(&text, usage.prompt_tokens, usage.completion_tokens)
    }
}

fn part(at: usize, file: &Attachment) -> Value {
    let data = format!("data:{};base64,{}", file.essence(), placeholder(at));
    if file.essence().starts_with("image/") {
        return json!({ "type": "image_url", "image_url": { "url": data } });
    }
    let name = without_nul(&file.name);
    json!({ "type": "file", "file": { "filename": name, "file_data": data } })
}

/// Text that is not blank.
pub(super) fn description(
    text: &str,
    input_tokens: u64,
    output_tokens: u64,
) -> Result<Description, AgentError> {
    let text = hidden::visible(text);
    let text = text.trim();
    if text.is_empty() {
        return Err(AgentError::EmptyAnswer);
    }
    Ok(Description { text: text.to_owned(), input_tokens, output_tokens })
}
