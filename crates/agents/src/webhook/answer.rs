//! Parsing an answer: `{reply}`, `{parts: […]}` or plain text.

use crate::error::AgentError;
use crate::reading::{Step, Text, Wire};
use crate::sse::Event;
use serde_json::Value;

pub(super) struct Answer;

impl Wire for Answer {
    /// Events are answers one after the other.
    fn event(&mut self, event: &Event, text: &mut Text<'_>) -> Result<Step, AgentError> {
        self.whole(&event.data, text)?;
        Ok(Step::More)
    }

    fn whole(&mut self, body: &[u8], text: &mut Text<'_>) -> Result<(), AgentError> {
        if body.trim_ascii().is_empty() {
            return Err(AgentError::EmptyAnswer);
        }
        match serde_json::from_slice::<Value>(body) {
            Ok(Value::String(content)) => text.push(&content),
            Ok(Value::Object(answer)) => {
                let parts = answer.get("parts").and_then(Value::as_array);
                let content = match (answer.get("reply").and_then(Value::as_str), parts) {
                    (Some(reply), _) => reply.to_owned(),
                    // A blank line is where answers are split into messages.
                    (None, Some(parts)) => joined(parts),
                    (None, None) if answer.contains_key("reply") => String::new(),
                    (None, None) => {
                        return Err(AgentError::BadAnswer(
                            "it holds neither reply nor parts".to_owned(),
                        ));
                    }
                };
                text.push(&content)
            }
            Ok(_) => Err(AgentError::BadAnswer("JSON of another shape".to_owned())),
            Err(_) => plain(body, text),
        }
    }

    fn ended(&mut self, text: &mut Text<'_>) -> Result<(), AgentError> {
        if text.has_begun() { Ok(()) } else { Err(AgentError::EmptyAnswer) }
    }
}

fn joined(parts: &[Value]) -> String {
    let text = |part: &Value| match part {
        Value::String(text) => Some(text.clone()),
        other => other["text"].as_str().map(str::to_owned),
    };
    parts.iter().filter_map(text).collect::<Vec<_>>().join("\n\n")
}

/// Plain text. A page of HTML or half a JSON document is not an answer of the receiver.
fn plain(body: &[u8], text: &mut Text<'_>) -> Result<(), AgentError> {
    let content = std::str::from_utf8(body).ok().map(str::trim);
    let content = content.filter(|content| !content.starts_with(['<', '{', '[']));
    let content =
        content.ok_or_else(|| AgentError::BadAnswer("neither JSON nor text".to_owned()))?;
    text.push(content)
}
