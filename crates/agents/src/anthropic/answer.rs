//! Parsing an answer.

use crate::error::AgentError;
use crate::http::is_code;
use crate::reading::{Meta, Step, Text, Wire, json};
use crate::sse::Event;
use serde_json::Value;

/// Why an answer ended that the provider refuses to give.
const REFUSAL: &str = "refusal";

#[derive(Default)]
pub(super) struct Answer {
    meta: Meta,
}

impl Answer {
    pub(super) fn into_meta(self) -> Meta {
        self.meta
    }

    fn take_meta(&mut self, message: &Value) {
        let usage = &message["usage"];
        self.meta.input_tokens = usage["input_tokens"].as_u64().or(self.meta.input_tokens);
        self.meta.output_tokens = usage["output_tokens"].as_u64().or(self.meta.output_tokens);
        if let Some(model) = message["model"].as_str() {
            self.meta.model = Some(model.to_owned());
        }
    }
}

impl Wire for Answer {
    fn event(&mut self, event: &Event, text: &mut Text<'_>) -> Result<Step, AgentError> {
        if event.data.trim_ascii().is_empty() {
            return Ok(Step::More);
        }
        let data: Value = json(&event.data)?;
        // New types of events may be added at any time and are to be ignored.
        match data["type"].as_str().or(event.name.as_deref()).unwrap_or_default() {
            "message_start" => self.take_meta(&data["message"]),
            "content_block_delta" => {
                text.push(data["delta"]["text"].as_str().unwrap_or_default())?;
            }
            "message_delta" => {
                self.take_meta(&data);
                if data["delta"]["stop_reason"] == REFUSAL {
                    text.decline();
                }
                if data["delta"]["stop_reason"].is_string() {
                    return Ok(Step::Finished);
                }
            }
            "message_stop" => return Ok(Step::Done),
            "error" => return Err(reported(&data)),
            _ => {}
        }
        Ok(Step::More)
    }

    fn whole(&mut self, body: &[u8], text: &mut Text<'_>) -> Result<(), AgentError> {
        let message: Value = json(body)?;
        if message["type"] == "error" {
            return Err(reported(&message));
        }
        let Some(blocks) = message["content"].as_array() else {
            return Err(AgentError::BadAnswer("it holds no content".to_owned()));
        };
        self.take_meta(&message);
        if message["stop_reason"] == REFUSAL {
            text.decline();
        }
        for block in blocks.iter().filter(|block| block["type"] == "text") {
            text.push(block["text"].as_str().unwrap_or_default())?;
        }
        Ok(())
    }
}

/// An error with status 200 is handled like its status.
fn reported(data: &Value) -> AgentError {
    let code = data["error"]["type"].as_str().filter(|code| is_code(code));
    let status = match code {
        Some("rate_limit_error") => return AgentError::RateLimited { retry_after: None },
        Some("authentication_error" | "permission_error") => return AgentError::Unauthorized,
        Some("overloaded_error") => 529,
        Some("invalid_request_error") => 400,
        Some("not_found_error") => 404,
        _ => 500,
    };
    AgentError::Status { status, reason: code.map(str::to_owned) }
}
